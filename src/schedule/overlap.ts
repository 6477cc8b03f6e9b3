/** Two schedules that write to the same list within an hour: told before anything is saved. Pure. */
import { findNextDue } from './cron.js';
import type { ScheduleValues } from './schedule.js';
import { openZone, type Zone } from './zone.js';

type Timed = Pick<ScheduleValues, 'cron'> & { readonly zone: Zone };

const closeMs = 3_600_000;
/** A year and a leap day sees every rhythm, both changes of clocks included. */
const lookAheadMs = 366 * 86_400_000;

/** The first pair of due times that are less than an hour apart, within a year. */
export function findOverlap(one: Timed, other: Timed, from: Date): { readonly at: Date; readonly otherAt: Date } | undefined {
  const end = new Date(from.getTime() + lookAheadMs);
  const [first, second] = [one, other].map(({ cron, zone }) => ({ cron, zone: openZone(zone) })) as [Timed, Timed];
  let [mine, theirs] = [next(first, from), next(second, from)];
  while (mine !== undefined && theirs !== undefined && (mine < end || theirs < end)) {
    if (Math.abs(mine.getTime() - theirs.getTime()) < closeMs) return { at: mine, otherAt: theirs };
    if (mine < theirs) mine = next(first, mine);
    else theirs = next(second, theirs);
  }
  return undefined;
}

function next({ cron, zone }: Timed, after: Date): Date | undefined {
  return findNextDue(cron, zone, after)?.at;
}
