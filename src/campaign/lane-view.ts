/** What a person is shown of a lane or relay: its limits and where they come from, what slowed it, what stopped it. */
import type { Config } from '../config.js';
import { openLanes } from '../delivery/lane-limits.js';
import { rateOf, type Limits } from '../delivery/limits.js';
import { quotaOf, toRelays, type Relay } from '../delivery/relay.js';
import { recoveredAt, shareAt, type Throttle } from '../delivery/throttle.js';
import type { OutcomeCounts } from '../delivery/breaker.js';
import { toLocalDay } from '../schedule/zone.js';
import { listBreakers } from '../store/breakers.js';
import { readPaceState } from '../store/limits.js';
import { listLaneTimes } from '../store/lane-times.js';
import { listUsed } from '../store/pace.js';
import type { Database } from '../store/store.js';

export type PaceView = {
  readonly key: string;
  readonly name: string;
  readonly limits: Limits;
  readonly from: 'operator' | 'settings' | 'default';
  /** Of a lane the mails under way at once, over all processes; null: as many as the relay has connections. Of a relay the connections of each process. */
  readonly connections: number | null;
  /** How long a mail of a lane is under way, as the latest sends measured it; null: too few, or a lane that takes any number at once. */
  readonly mailMs: number | null;
  readonly usedToday: number;
  readonly quotaToday: number | null;
  /** `ok`, `slowed` or `stopped`. */
  readonly state: 'ok' | 'slowed' | 'stopped';
  /** Of the rate, now. */
  readonly share: number;
  readonly recoveredAt: Date | null;
  readonly reason: string | null;
  readonly probeAt: Date | null;
  /** Of the last hour. */
  readonly outcomes: OutcomeCounts | null;
};

type Thing = Pick<PaceView, 'key' | 'name' | 'limits' | 'from' | 'connections' | 'mailMs' | 'quotaToday'>;

/** Fewer mails than this tell nothing. */
const leastMeasured = 20;

export async function viewLanes(database: Database, config: Config, now: Date): Promise<readonly PaceView[]> {
  const set = (await readPaceState(database)).limits;
  const lanes = openLanes(config);
  const times = await listLaneTimes(database, leastMeasured);
  return view(database, config, now, lanes.names.map((lane) => {
    const own = set.get(`lane:${lane}`);
    const limits = own ?? lanes.limitsOf(lane);
    return { key: `lane:${lane}`, name: lane, limits, from: own !== undefined ? 'operator' : lanes.isSet(lane) ? 'settings' : 'default', connections: lanes.connectionsOf(lane), mailMs: times.get(lane)?.mailMs ?? null, quotaToday: limits.day ?? null };
  }));
}

export async function viewRelays(database: Database, config: Config, now: Date): Promise<readonly PaceView[]> {
  const set = (await readPaceState(database)).limits;
  return view(database, config, now, toRelays(config).map((relay) => {
    const own = set.get(`relay:${relay.name}`);
    const limits = own ?? relay.limits;
    const quotaToday = quotaInForce(relay, limits, toLocalDay(now, config.quotaTimeZone));
    return { key: `relay:${relay.name}`, name: relay.name, limits, from: own === undefined ? 'settings' : 'operator', connections: relay.connectionCount, mailMs: null, quotaToday };
  }));
}

/** Of the quota that is set and that of the warm-up the smaller. */
export function quotaInForce(relay: Pick<Relay, 'dailyQuota' | 'warmUp'>, limits: Limits, day: string): number | null {
  const quota = quotaOf(relay, day);
  return limits.day === undefined ? quota : Math.min(limits.day, quota ?? Infinity);
}

async function view(database: Database, config: Config, now: Date, things: readonly Thing[]): Promise<readonly PaceView[]> {
  const { throttles } = await readPaceState(database);
  const keys = things.map(({ key }) => key);
  const used = await listUsed(database, keys, toLocalDay(now, config.quotaTimeZone));
  const breakers = new Map((await listBreakers(database, keys)).map((row) => [row.key, row]));
  return things.map((thing) => {
    const throttle = throttles.get(thing.key);
    const breaker = breakers.get(thing.key);
    const left = throttle === undefined ? 1 : shareAt(throttle, now);
    const isSlowed = throttle !== undefined && (left < 1 || isTrickling(throttle, now));
    const isOpen = breaker?.openedAt != null;
    return {
      ...thing, usedToday: used.get(thing.key) ?? 0, state: isOpen ? 'stopped' : isSlowed ? 'slowed' : 'ok', share: left,
      recoveredAt: isSlowed ? recoveredAt(throttle) : null, reason: isOpen ? breaker.reason : isSlowed ? throttle.reason : null,
      probeAt: isOpen ? breaker.probeAt : null, outcomes: breaker?.counts ?? null,
    };
  });
}

function isTrickling(throttle: Throttle, now: Date): boolean {
  return throttle.trickleUntil !== null && throttle.trickleUntil > now;
}

/** Mails a second that the places of a lane let through: each is taken for the time of one mail. */
export function reachOf({ connections, mailMs }: Pick<PaceView, 'connections' | 'mailMs'>): number {
  return connections === null || mailMs === null ? Infinity : (connections * 1_000) / mailMs;
}

/** A pace is kept at 98 % of what is set: so near to it is no shortage. */
const enough = 0.95;

/** One line on a lane that cannot reach the pace it is set to; null: it can, or nobody knows. */
export function describeReach(view: Pick<PaceView, 'name' | 'connections' | 'mailMs' | 'limits'>): string | null {
  const [reach, rate] = [reachOf(view), rateOf(view.limits)];
  if (view.mailMs === null || reach >= enough * rate || !Number.isFinite(rate)) return null;
  const needed = Math.ceil((rate * view.mailMs) / 1_000);
  return `reaches ${showRate(reach)} of its ${showRate(rate)}: ${view.connections ?? ''} at once, and each mail takes ${Math.round(view.mailMs)} ms; where its provider allows it, set lanes: [{lane: ${view.name}, connections: ${needed}}]`;
}

const showRate = (perSecond: number): string => (perSecond < 1 ? `${Number((perSecond * 60).toPrecision(2))}/min` : `${Number(perSecond.toPrecision(2))}/s`);

/** One line on what is not as usual; null: nothing. */
export function describePace({ state, share, recoveredAt: at, reason, probeAt }: PaceView): string | null {
  if (state === 'stopped') return `stopped: ${reason ?? ''}; one mail is tried at ${probeAt?.toISOString() ?? ''}`;
  if (state === 'slowed') return `slowed to ${share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %, whole again at ${at?.toISOString() ?? ''}: ${reason ?? ''}`;
  return null;
}

