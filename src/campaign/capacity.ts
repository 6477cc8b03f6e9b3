/** Does a campaign fit into what relays and lanes take, before its time is over? Told by the plan, before anything is frozen. Pure but for the look at the limits. */
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { rateOf } from '../delivery/limits.js';
import { relaysFor, toRelays } from '../delivery/relay.js';
import { findEndAwake, showQuietHours, type QuietHours } from '../schedule/quiet.js';
import { toLocalDay } from '../schedule/zone.js';
import type { Database } from '../store/store.js';
import { describePace, viewLanes, viewRelays, type PaceView } from './lane-view.js';

export type Capacity = {
  /** Of all relays together, and what was asked for. */
  readonly ratePerSecond: number;
  readonly expectedSeconds: number;
  /** When the last mail goes out, quiet hours included. */
  readonly expectedEndAt: Date;
  /** What does not fit, in sentences for people. */
  readonly shortages: readonly string[];
  /** And what is slowed or stopped just then. */
  readonly warnings: readonly string[];
};

export type CapacityRequest = {
  readonly newsletter: string;
  readonly audience: number;
  readonly lanes: readonly { readonly lane: string; readonly count: number }[];
  readonly wantedRate: number | undefined;
  readonly startAt: Date;
  readonly notAfter: Date | null;
  /** Of the list. */
  readonly quiet: QuietHours | null;
  /** Whose midnights bring a new quota. */
  readonly quotaZone: string;
};

export async function findCapacity(database: Database, clock: Clock, config: Config, request: CapacityRequest): Promise<Capacity> {
  const usable = relaysFor(toRelays(config), request.newsletter).map(({ name }) => name);
  // Quotas are those of the day on which it begins.
  const at = new Date(Math.max(clock.now().getTime(), request.startAt.getTime()));
  const relays = (await viewRelays(database, config, at)).filter(({ name }) => usable.includes(name));
  return judgeCapacity(relays, await viewLanes(database, config, at), request, toRelays(config).length > 0);
}

export function judgeCapacity(relays: readonly PaceView[], lanes: readonly PaceView[], request: CapacityRequest, hasRelays: boolean): Capacity {
  const relayRate = relays.reduce((sum, { limits }) => sum + rateOf(limits), 0);
  const ratePerSecond = Math.min(relayRate === 0 ? Infinity : relayRate, request.wantedRate ?? Infinity);
  const waits = [request.audience / ratePerSecond, ...request.lanes.map(({ lane, count }) => count / rateOf(lanes.find(({ name }) => name === lane)?.limits ?? {}))];
  const expectedSeconds = Math.max(...waits);
  const expectedEndAt = findEndAwake(request.quiet, request.startAt, expectedSeconds * 1000);
  const quota = judgeQuota(relays, request);
  const shortages = [
    ...(hasRelays && relays.length === 0 ? [`no relay may carry ${request.newsletter}: each is kept for other newsletters`] : []),
    ...(quota?.isShort === true ? [quota.says] : []),
    ...lateWarning(expectedEndAt, request),
  ];
  const warnings = [
    ...shortages,
    ...(quota?.isShort === false ? [quota.says] : []),
    ...[...lanes.filter(({ name }) => request.lanes.some(({ lane }) => lane === name)), ...relays].flatMap((view) => {
      const state = describePace(view);
      return state === null ? [] : [`${view.key.replace(':', ' ')} is ${state}`];
    }),
  ];
  return { ratePerSecond, expectedSeconds, expectedEndAt, shortages, warnings };
}

/** Days of quota between start and end: each midnight that is crossed brings a new one. */
function judgeQuota(relays: readonly PaceView[], { audience, startAt, notAfter, quotaZone }: CapacityRequest): { readonly says: string; readonly isShort: boolean } | undefined {
  if (relays.length === 0 || relays.some(({ quotaToday }) => quotaToday === null)) return undefined;
  const perDay = relays.reduce((sum, { quotaToday }) => sum + (quotaToday ?? 0), 0);
  const left = relays.reduce((sum, { quotaToday, usedToday }) => sum + Math.max(0, (quotaToday ?? 0) - usedToday), 0);
  if (left >= audience) return undefined;
  const moreDays = Math.ceil((audience - left) / Math.max(1, perDay));
  const dayOf = (at: Date): number => Date.parse(toLocalDay(at, quotaZone)) / 86_400_000;
  const begin = `the quota is ${left.toLocaleString('en')} on its first day and ${perDay.toLocaleString('en')} a day`;
  if (notAfter === null || moreDays <= dayOf(notAfter) - dayOf(startAt)) return { says: `${begin}: it takes ${moreDays + 1} days`, isShort: false };
  return { says: `${begin}: ${audience.toLocaleString('en')} people need ${moreDays + 1} days, and it is not to be sent after ${notAfter.toISOString()}`, isShort: true };
}

function lateWarning(endAt: Date, { notAfter, quiet }: CapacityRequest): string[] {
  if (notAfter === null || endAt <= notAfter) return [];
  const rests = quiet === null ? '' : `, and resting in the quiet hours of the list (${showQuietHours(quiet)}),`;
  return [`at this pace${rests} it ends about ${endAt.toISOString()}, and it is not to be sent after ${notAfter.toISOString()}: who has not got it by then does not get it`];
}
