/** What a person is shown of a lane or relay: its limits and where they come from, what slowed it, what stopped it. */
import type { Config } from '../config.js';
import { openLanes } from '../delivery/lane-limits.js';
import type { Limits } from '../delivery/limits.js';
import { quotaOf, toRelays } from '../delivery/relay.js';
import { recoveredAt, shareAt, type Throttle } from '../delivery/throttle.js';
import type { OutcomeCounts } from '../delivery/breaker.js';
import { toLocalDay } from '../schedule/zone.js';
import { listBreakers } from '../store/breakers.js';
import { readPaceState } from '../store/limits.js';
import { listUsed } from '../store/pace.js';
import type { Database } from '../store/store.js';

export type PaceView = {
  readonly key: string;
  readonly name: string;
  readonly limits: Limits;
  readonly from: 'operator' | 'settings' | 'default';
  /** Mails under way at once, or connections, of each process; null: of a lane as many as the relay has. */
  readonly connections: number | null;
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

type Thing = Pick<PaceView, 'key' | 'name' | 'limits' | 'from' | 'connections' | 'quotaToday'>;

export async function viewLanes(database: Database, config: Config, now: Date): Promise<readonly PaceView[]> {
  const set = (await readPaceState(database)).limits;
  const lanes = openLanes(config);
  return view(database, config, now, lanes.names.map((lane) => {
    const own = set.get(`lane:${lane}`);
    const limits = own ?? lanes.limitsOf(lane);
    return { key: `lane:${lane}`, name: lane, limits, from: own !== undefined ? 'operator' : lanes.isSet(lane) ? 'settings' : 'default', connections: lanes.connectionsOf(lane), quotaToday: limits.day ?? null };
  }));
}

export async function viewRelays(database: Database, config: Config, now: Date): Promise<readonly PaceView[]> {
  const set = (await readPaceState(database)).limits;
  return view(database, config, now, toRelays(config).map((relay) => {
    const own = set.get(`relay:${relay.name}`);
    const quota = quotaOf(relay, toLocalDay(now, config.quotaTimeZone));
    const day = own?.day === undefined ? quota : Math.min(own.day, quota ?? Infinity);
    return { key: `relay:${relay.name}`, name: relay.name, limits: own ?? relay.limits, from: own === undefined ? 'settings' : 'operator', connections: relay.connectionCount, quotaToday: day };
  }));
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

/** One line on what is not as usual; null: nothing. */
export function describePace({ state, share, recoveredAt: at, reason, probeAt }: PaceView): string | null {
  if (state === 'stopped') return `stopped: ${reason ?? ''}; one mail is tried at ${probeAt?.toISOString() ?? ''}`;
  if (state === 'slowed') return `slowed to ${share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %, whole again at ${at?.toISOString() ?? ''}: ${reason ?? ''}`;
  return null;
}

