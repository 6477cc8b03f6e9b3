/**
 * The limits in force and the pacers made of them: per relay, per lane and per campaign, from the settings, the defaults and what an
 * operator changed, slowed by what replies asked for. Looked at again twice a second, so that a change acts without a restart.
 */
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { carefulLimits } from '../delivery/lane-limits.js';
import { intervalOf, type Limits } from '../delivery/limits.js';
import { createPacer, type Pacer, type SlotSource } from '../delivery/pacer.js';
import { quotaOf, type Relay } from '../delivery/relay.js';
import { throttledInterval, type Throttle } from '../delivery/throttle.js';
import type { CampaignId } from '../ids.js';
import { readPaceState, type OpenBreaker, type PaceState } from '../store/limits.js';
import { ensurePace, reserveSlots, type PaceLimit } from '../store/pace.js';
import type { Store } from '../store/store.js';

export type Flow = { readonly campaignId: CampaignId; readonly lane: string; readonly relay: Relay; /** Goes through an open breaker. */ readonly isProbe: boolean };

export type Pacers = {
  pacerOf(flow: Flow): Promise<Pacer>;
  /** The interval between mails, the widest of all limits. */
  intervalOf(flow: Flow): Promise<number>;
  /** The open breaker of a lane. */
  breakerOf(lane: string): Promise<OpenBreaker | undefined>;
};

/** Of the configured rate: messages arrive with the jitter of the network and of two event loops, and a limit must hold where they arrive. */
const share = 0.98;
const stateAgeMs = 400;
/** So much is reserved ahead where all wait for the same limit; less where a lane or a campaign has its own, so that it stays even. */
const aheadMs = { shared: 50, own: 20 };

type Limit = { readonly key: string; readonly limits: Limits; readonly quota: number | null; readonly isShared: boolean; readonly throttle: Throttle | undefined };

export function createPacers(store: Store, config: Config, clock: Clock): Pacers {
  const ensured = new Set<string>();
  const common = new Map<string, Pacer>();
  let state: { readAtMs: number; value: Promise<PaceState> } | undefined;

  function readState(): Promise<PaceState> {
    if (state === undefined || clock.monotonicMs() - state.readAtMs > stateAgeMs) {
      const value = readPaceState(store);
      state = { readAtMs: clock.monotonicMs(), value };
      value.catch(() => { state = undefined; });
    }
    return state.value;
  }

  async function ensure(flow: Flow): Promise<void> {
    const keys = keysOf(flow).filter((key) => !ensured.has(key));
    if (keys.length === 0) return;
    await ensurePace(store, keys);
    for (const key of keys) ensured.add(key);
  }

  function sourceOf(flow: Flow, isCommon: boolean): SlotSource {
    return {
      async reserve(lost, isLook) {
        const current = await readState();
        // Paused, cancelled, finished: whoever rings next will know.
        if (!current.campaigns.has(flow.campaignId)) return { isGranted: false, waitMs: Infinity };
        const found = findLimits(current, config, flow, clock.now()).filter(({ key }) => !isCommon || !key.startsWith('lane:'));
        const limits = toPaceLimits(found, clock.now(), localDay(clock.now(), config.quotaTimeZone), lost);
        const { intervalMs, count } = toBatch(limits);
        const reserved = await reserveSlots(store, limits, isLook ? 0 : count);
        if (reserved.isGranted) return { ...reserved, intervalMs };
        return { isGranted: false, waitMs: reserved.isQuotaUsed ? Infinity : reserved.waitMs };
      },
    };
  }

  /** Lanes without a limit of their own share one: a slot goes to whichever has a connection first. */
  function commonPacer(flow: Flow): Pacer {
    const name = `${flow.campaignId} ${flow.relay.name}`;
    const pacer = common.get(name) ?? createPacer(sourceOf(flow, true), clock);
    common.set(name, pacer);
    return pacer;
  }

  return {
    async pacerOf(flow) {
      await ensure(flow);
      const own = createPacer(sourceOf(flow, false), clock);
      const shared = commonPacer(flow);
      const choose = async (): Promise<Pacer | undefined> => {
        const current = await readState();
        if (!flow.isProbe && current.breakers.has(`lane:${flow.lane}`)) return undefined;
        return findLimits(current, config, flow, clock.now()).some(({ key }) => key.startsWith('lane:')) ? own : shared;
      };
      return {
        turn: async (signal) => (await choose())?.turn(signal) ?? { waitMs: Infinity },
        look: async () => (await choose())?.look() ?? Infinity,
      };
    },
    async intervalOf(flow) {
      const limits = findLimits(await readState(), config, flow, clock.now());
      return toBatch(toPaceLimits(limits, clock.now(), '1970-01-01', 0)).intervalMs;
    },
    breakerOf: async (lane) => (await readState()).breakers.get(`lane:${lane}`),
  };
}

function keysOf({ campaignId, lane, relay }: Flow): readonly string[] {
  return [`relay:${relay.name}`, `lane:${lane}`, `campaign:${campaignId}`];
}

/** What an operator set wins; a limit that nothing sets is only counted. */
export function findLimits(state: PaceState, config: Pick<Config, 'laneLimits' | 'quotaTimeZone'>, { campaignId, lane, relay }: Flow, now: Date): readonly Limit[] {
  const [relayKey, laneKey, campaignKey] = [`relay:${relay.name}`, `lane:${lane}`, `campaign:${campaignId}`];
  const relayLimits = state.limits.get(relayKey) ?? relay.limits;
  const laneLimits = state.limits.get(laneKey) ?? (config.laneLimits === 'careful' ? carefulLimits[lane] ?? {} : {});
  const campaign = state.campaigns.get(campaignId);
  const campaignLimits = campaign?.limits ?? (campaign?.ratePerSecond == null ? {} : { second: campaign.ratePerSecond });
  const laneThrottle = state.throttles.get(laneKey);
  // A lane without a limit of its own is slowed from what the relay takes.
  const laneBase = laneThrottle !== undefined && throttledInterval(1, laneThrottle, now) > 1 && intervalOf(laneLimits) === null ? { ...relayLimits, day: laneLimits.day } : laneLimits;
  return [
    { key: relayKey, limits: relayLimits, quota: least(relayLimits.day ?? null, quotaOf(relay, localDay(now, config.quotaTimeZone))), isShared: true, throttle: state.throttles.get(relayKey) },
    { key: laneKey, limits: laneBase, quota: laneBase.day ?? null, isShared: false, throttle: laneThrottle },
    { key: campaignKey, limits: campaignLimits, quota: campaignLimits.day ?? null, isShared: false, throttle: undefined },
  ].filter((limit) => limit.isShared || intervalOf(limit.limits) !== null || limit.quota !== null);
}

function least(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : Math.min(one, other);
}

function toPaceLimits(limits: readonly Limit[], now: Date, day: string, lost: number): PaceLimit[] {
  return limits.map(({ key, limits: wanted, quota, isShared, throttle }) => ({
    key, isShared, day, quota, returned: quota === null ? 0 : lost,
    intervalMs: throttledInterval((intervalOf(wanted) ?? 0) / share, throttle, now),
  }));
}

function toBatch(limits: readonly PaceLimit[]): { intervalMs: number; count: number } {
  const widest = limits.reduce((most, limit) => (limit.intervalMs > most.intervalMs ? limit : most), limits[0] ?? { intervalMs: 0, isShared: true });
  const ahead = widest.isShared ? aheadMs.shared : aheadMs.own;
  return { intervalMs: widest.intervalMs, count: widest.intervalMs === 0 ? 100 : Math.max(1, Math.min(100, Math.floor(ahead / widest.intervalMs))) };
}

/** `2026-11-25` where the quota counts its days. */
export function localDay(at: Date, timeZone: string): string {
  const format = dayFormats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  dayFormats.set(timeZone, format);
  return format.format(at);
}

/** By time zone. Making one costs as much as a third of a mail, and it is asked with every slot. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();
