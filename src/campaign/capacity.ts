/** Does a campaign fit into what relays and lanes take, before its time is over? Told by the plan, before anything is frozen. Pure but for the look at the limits. */
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { rateOf } from '../delivery/limits.js';
import { relaysFor, toRelays } from '../delivery/relay.js';
import type { Database } from '../store/store.js';
import { describePace, viewLanes, viewRelays, type PaceView } from './lane-view.js';

export type Capacity = {
  /** Of all relays together, and what was asked for. */
  readonly ratePerSecond: number;
  readonly expectedSeconds: number;
  /** Sentences for people; none: it fits. */
  readonly warnings: readonly string[];
};

export type CapacityRequest = {
  readonly newsletter: string;
  readonly audience: number;
  readonly lanes: readonly { readonly lane: string; readonly count: number }[];
  readonly wantedRate: number | undefined;
  readonly startAt: Date;
  readonly notAfter: Date | null;
};

export async function findCapacity(database: Database, clock: Clock, config: Config, request: CapacityRequest): Promise<Capacity> {
  const usable = relaysFor(toRelays(config), request.newsletter).map(({ name }) => name);
  const relays = (await viewRelays(database, config, clock.now())).filter(({ name }) => usable.includes(name));
  return judgeCapacity(relays, await viewLanes(database, config, clock.now()), request, toRelays(config).length > 0);
}

export function judgeCapacity(relays: readonly PaceView[], lanes: readonly PaceView[], request: CapacityRequest, hasRelays: boolean): Capacity {
  const relayRate = relays.reduce((sum, { limits }) => sum + rateOf(limits), 0);
  const ratePerSecond = Math.min(relayRate === 0 ? Infinity : relayRate, request.wantedRate ?? Infinity);
  const waits = [request.audience / ratePerSecond, ...request.lanes.map(({ lane, count }) => count / rateOf(lanes.find(({ name }) => name === lane)?.limits ?? {}))];
  const expectedSeconds = Math.max(...waits);
  const warnings = [
    ...(hasRelays && relays.length === 0 ? [`no relay may carry ${request.newsletter}: each is kept for other newsletters`] : []),
    ...quotaWarning(relays, request),
    ...lateWarning(expectedSeconds, request),
    ...[...lanes.filter(({ name }) => request.lanes.some(({ lane }) => lane === name)), ...relays].flatMap((view) => {
      const state = describePace(view);
      return state === null ? [] : [`${view.key.replace(':', ' ')} is ${state}`];
    }),
  ];
  return { ratePerSecond, expectedSeconds, warnings };
}

/** Days of quota between start and end: each midnight that is crossed brings a new one. */
function quotaWarning(relays: readonly PaceView[], { audience, startAt, notAfter }: CapacityRequest): string[] {
  if (relays.length === 0 || relays.some(({ quotaToday }) => quotaToday === null)) return [];
  const perDay = relays.reduce((sum, { quotaToday }) => sum + (quotaToday ?? 0), 0);
  const left = relays.reduce((sum, { quotaToday, usedToday }) => sum + Math.max(0, (quotaToday ?? 0) - usedToday), 0);
  if (left >= audience) return [];
  const moreDays = Math.ceil((audience - left) / Math.max(1, perDay));
  const daysLeft = notAfter === null ? Infinity : Math.floor((notAfter.getTime() - startAt.getTime()) / 86_400_000) + 1;
  if (moreDays > daysLeft) return [`the quota is ${left.toLocaleString('en')} today and ${perDay.toLocaleString('en')} a day: ${audience.toLocaleString('en')} people need ${moreDays + 1} days, and it is not to be sent after ${notAfter?.toISOString() ?? ''}`];
  return [`the quota is ${left.toLocaleString('en')} today and ${perDay.toLocaleString('en')} a day: it takes ${moreDays + 1} days`];
}

function lateWarning(expectedSeconds: number, { startAt, notAfter }: CapacityRequest): string[] {
  if (notAfter === null || startAt.getTime() + expectedSeconds * 1000 <= notAfter.getTime()) return [];
  return [`at this pace it ends about ${new Date(startAt.getTime() + expectedSeconds * 1000).toISOString()}, and it is not to be sent after ${notAfter.toISOString()}: who has not got it by then does not get it`];
}
