/** Does a campaign fit into what relays and lanes take, before its time is over? Told by the plan, before anything is frozen. Pure but for the look at the limits. */
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { rateOf } from '../delivery/limits.js';
import { relaysFor, toRelays } from '../delivery/relay.js';
import { findEndAwake, showQuietHours, type QuietHours } from '../schedule/quiet.js';
import { showLocal, toLocalDay } from '../schedule/zone.js';
import type { Database } from '../store/store.js';
import { forecastSend, type Forecast, type Supply } from './forecast.js';
import { describePace, describeReach, quotaInForce, reachOf, viewLanes, viewRelays, type PaceView } from './lane-view.js';

export type Capacity = {
  /** Of all relays together, and what was asked for. */
  readonly ratePerSecond: number;
  /** Of sending: without quiet hours, and without waiting for the quota of another day. */
  readonly expectedSeconds: number;
  /** When the last mail goes out, quiet hours and quotas included. */
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

/** A relay, with its quota of each day: a warm-up has another one tomorrow. */
export type RelaySupply = PaceView & Pick<Supply, 'quotaOn'>;

export async function findCapacity(database: Database, clock: Clock, config: Config, request: CapacityRequest): Promise<Capacity> {
  const usable = relaysFor(toRelays(config), request.newsletter);
  // What is used of the quotas is that of the day on which it begins.
  const at = new Date(Math.max(clock.now().getTime(), request.startAt.getTime()));
  const views = await viewRelays(database, config, at);
  const relays = usable.flatMap((relay) => views.filter(({ name }) => name === relay.name).map((view): RelaySupply => ({ ...view, quotaOn: (day) => quotaInForce(relay, view.limits, day) })));
  return judgeCapacity(relays, await viewLanes(database, config, at), request, toRelays(config).length > 0);
}

export function judgeCapacity(relays: readonly RelaySupply[], lanes: readonly PaceView[], request: CapacityRequest, hasRelays: boolean): Capacity {
  const flows = [...toRelayFlow(relays, request), ...request.lanes.flatMap(({ lane, count }) => toLaneFlow(lanes.find(({ name }) => name === lane), count))];
  const relayRate = relays.reduce((sum, { limits }) => sum + rateOf(limits), 0);
  const ratePerSecond = Math.min(relayRate === 0 ? Infinity : relayRate, request.wantedRate ?? Infinity);
  const expectedSeconds = Math.max(request.audience / ratePerSecond, ...flows.map(({ count, supplies }) => count / sumRates(supplies)));
  const byPaceAt = findEndAwake(request.quiet, request.startAt, expectedSeconds * 1_000);
  const waits = flows.flatMap((flow) => judgeQuota(flow, ratePerSecond, byPaceAt, request));
  const expectedEndAt = new Date(Math.max(byPaceAt.getTime(), ...waits.map(({ endAt }) => endAt.getTime())));
  const shortages = [
    ...(hasRelays && relays.length === 0 ? [`no relay may carry ${request.newsletter}: each is kept for other newsletters`] : []),
    ...waits.filter(({ isShort }) => isShort).map(({ says }) => says),
    ...lateWarning(byPaceAt, request),
  ];
  const used = [...lanes.filter(({ name }) => request.lanes.some(({ lane }) => lane === name)), ...relays];
  const warnings = [...shortages, ...waits.filter(({ isShort }) => !isShort).map(({ says }) => says), ...used.flatMap(describeView)];
  return { ratePerSecond, expectedSeconds, expectedEndAt, shortages, warnings };
}

function describeView(view: PaceView): string[] {
  const name = view.key.replace(':', ' ');
  const [state, reach] = [describePace(view), describeReach(view)];
  return [...(state === null ? [] : [`${name} is ${state}`]), ...(reach === null ? [] : [`${name} ${reach}`])];
}

/** So many people, and what their mails go through. */
type Flow = { readonly name: string; readonly count: number; readonly supplies: readonly Supply[] };

function toRelayFlow(relays: readonly RelaySupply[], { audience }: CapacityRequest): Flow[] {
  if (relays.length === 0) return [];
  return [{ name: 'the quota', count: audience, supplies: relays.map(({ limits, quotaOn, usedToday }) => ({ ratePerSecond: rateOf(limits), quotaOn, usedCount: usedToday })) }];
}

function toLaneFlow(lane: PaceView | undefined, count: number): Flow[] {
  if (lane === undefined) return [];
  const supply = { ratePerSecond: Math.min(rateOf(lane.limits), reachOf(lane)), quotaOn: () => lane.quotaToday, usedCount: lane.usedToday };
  return [{ name: `the quota of the lane ${lane.name}`, count, supplies: [supply] }];
}

function sumRates(supplies: readonly Supply[]): number {
  return supplies.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0);
}

type Wait = { readonly says: string; readonly isShort: boolean; readonly endAt: Date };

/** Only where a quota is what keeps the last ones waiting. */
function judgeQuota({ name, count, supplies }: Flow, mostRate: number, byPaceAt: Date, request: CapacityRequest): Wait[] {
  const { startAt, notAfter, quiet, quotaZone } = request;
  // What takes any number on the first day does so for ever: a warm-up ends, and does not begin anew.
  if (supplies.some(({ quotaOn }) => quotaOn(toLocalDay(startAt, quotaZone)) === null)) return [];
  const forecast = forecastSend(count, supplies, { startAt, quiet, quotaZone, mostRate });
  const freely = forecastSend(count, supplies.map((supply) => ({ ...supply, quotaOn: () => null })), { startAt, quiet, quotaZone, mostRate });
  const isHeldUp = freely.endAt !== null && (forecast.endAt === null || forecast.endAt.getTime() - freely.endAt.getTime() >= 1_000);
  if (!isHeldUp) return [];
  const begin = `${name} lets ${describeDays(forecast)}`;
  const length = forecast.endAt === null ? 'more than a year' : `${forecast.perDay.length} days`;
  const isShort = forecast.endAt === null || (notAfter !== null && forecast.endAt > notAfter);
  const endAt = forecast.endAt ?? byPaceAt;
  if (isShort && notAfter !== null) return [{ says: `${begin}: ${count.toLocaleString('en')} people need ${length}, and it is not to be sent after ${notAfter.toISOString()}`, isShort, endAt }];
  return [{ says: `${begin}: it takes ${length}${forecast.endAt === null ? '' : `, until about ${showLocal(forecast.endAt, quotaZone)}`}`, isShort, endAt }];
}

/** Days that are shown one by one. */
const shownDays = 5;

function describeDays({ perDay }: Forecast): string {
  const [first = 0, ...more] = perDay.map((count) => count.toLocaleString('en'));
  const shown = more.slice(0, shownDays).join(', ');
  return `${first} through on the first day${more.length === 0 ? '' : `, then ${shown}${more.length > shownDays ? ' and so on' : ''}`}`;
}

function lateWarning(endAt: Date, { notAfter, quiet }: CapacityRequest): string[] {
  if (notAfter === null || endAt <= notAfter) return [];
  const rests = quiet === null ? '' : `, and resting in the quiet hours of the list (${showQuietHours(quiet)}),`;
  return [`at this pace${rests} it ends about ${endAt.toISOString()}, and it is not to be sent after ${notAfter.toISOString()}: who has not got it by then does not get it`];
}
