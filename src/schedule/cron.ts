/**
 * When a cron expression is due in a time zone. croner reads the expression and walks the calendar in UTC, where no hour is missing;
 * what happens where clocks are changed is decided in zone.ts alone.
 */
import { Cron } from 'croner';
import { UserError } from '../errors.js';
import { openZone, toInstant, type Due, type Zone } from './zone.js';

const hourMs = 3_600_000;
/** The widest change of a clock was a day: Samoa had no 30 December 2011. */
const widestChangeMs = 25 * hourMs;
/** Enough for every rhythm of a year, also one every hour. */
const lookedAtCount = 400;

/** Trimmed, single spaces. Throws `schedule-cron`: not five fields, a value that does not exist, a day that never comes, more than one an hour. */
export function checkCron(text: string): string {
  const cron = text.trim().replaceAll(/\s+/g, ' ');
  // croner reads ? as "the day this program was started".
  if (cron.includes('?')) throw fault(text, '"?" is no value', 'write * for any');
  const pattern = readPattern(cron, text);
  const dues = walk(pattern, Date.UTC(2026, 0, 1), lookedAtCount);
  if (dues.length === 0) throw fault(text, 'this day never comes', 'as 30 February; look at day of month and month');
  const close = dues.findIndex((due, index) => index > 0 && due - (dues[index - 1] ?? 0) < hourMs);
  if (close !== -1) throw fault(text, 'it is due more than once an hour', `the same people would get it again within the hour; the first field is the minute, as in 0 8 * * WED`);
  return cron;
}

function readPattern(cron: string, text: string): Cron {
  try {
    return new Cron(cron, { paused: true, timezone: 'UTC', mode: '5-part' });
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern:\s*/, '').replace(/\.$/, '') : String(error);
    throw fault(text, reason, 'five fields: minute, hour, day of month, month, day of week, as in 0 8 * * WED', error);
  }
}

function fault(text: string, reason: string, hint: string, cause?: unknown): UserError {
  return new UserError('schedule-cron', `"${text}" is no time to send at: ${reason}.`, { hint, cause });
}

function walk(pattern: Cron, from: number, count: number): readonly number[] {
  const found: number[] = [];
  for (let next = pattern.nextRun(new Date(from)); next !== null && found.length < count; next = pattern.nextRun(next)) found.push(next.getTime());
  return found;
}

/** The first time it is due after an instant; undefined when it never is again. `cron` was checked. */
export function findNextDue(cron: string, zone: Zone, after: Date): Due | undefined {
  const open = openZone(zone);
  const pattern = new Cron(cron, { paused: true, timezone: 'UTC', mode: '5-part' });
  let best: { readonly due: Due; readonly wall: number } | undefined;
  // From before any change of clocks: a time that was skipped is due behind times that clocks show later.
  let wall = pattern.nextRun(new Date(open.wallTimeAt(after) - widestChangeMs));
  while (wall !== null && (best === undefined || wall.getTime() <= best.wall + widestChangeMs)) {
    const due = toInstant(wall.getTime(), open);
    if (due.at > after && (best === undefined || due.at < best.due.at)) best = { due, wall: wall.getTime() };
    wall = pattern.nextRun(wall);
  }
  return best?.due;
}

/** The next `count` times. */
export function listDues(cron: string, zone: Zone, after: Date, count: number): readonly Due[] {
  const open = openZone(zone);
  const dues: Due[] = [];
  for (let due = findNextDue(cron, open, after); due !== undefined && dues.length < count; due = findNextDue(cron, open, due.at)) dues.push(due);
  return dues;
}
