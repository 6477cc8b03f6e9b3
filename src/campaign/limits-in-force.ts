/** Which limits hold for the mails of a lane of a campaign over a relay, now: from the settings, the defaults and what an operator changed, slowed by what replies asked for. Pure. */
import type { Lanes } from '../delivery/lane-limits.js';
import { intervalOf, type Limits } from '../delivery/limits.js';
import { quotaOf, type Relay } from '../delivery/relay.js';
import { throttledInterval, type Throttle } from '../delivery/throttle.js';
import type { CampaignId } from '../ids.js';
import { toLocalDay, type Zone } from '../schedule/zone.js';
import type { PaceState } from '../store/limits.js';
import type { PaceLimit } from '../store/pace.js';

export type Flow = { readonly campaignId: CampaignId; readonly lane: string; readonly relay: Relay; /** Goes through an open breaker. */ readonly isProbe: boolean };

export type Limit = { readonly key: string; readonly limits: Limits; readonly quota: number | null; readonly isShared: boolean; readonly throttle: Throttle | undefined };

/** Of the configured rate: messages arrive with the jitter of the network and of two event loops, and a limit must hold where they arrive. */
const share = 0.98;
/** So much is reserved ahead where all wait for the same limit; less where a lane or a campaign has its own, so that it stays even. */
const aheadMs = { shared: 50, own: 20 };
/** Of slots that nothing spaces. */
const mostSlots = 100;

export function keysOf({ campaignId, lane, relay }: Flow): readonly string[] {
  return [`relay:${relay.name}`, `lane:${lane}`, `campaign:${campaignId}`];
}

/** What an operator set wins; a limit that nothing sets is only counted. */
export function findLimits(state: PaceState, config: { readonly lanes: Lanes; readonly quotaZone: Zone }, { campaignId, lane, relay }: Flow, now: Date): readonly Limit[] {
  const [laneKey, campaignKey] = [`lane:${lane}`, `campaign:${campaignId}`];
  const ofRelay = findRelayLimit(state, config, relay, now);
  const laneLimits = state.limits.get(laneKey) ?? config.lanes.limitsOf(lane);
  const campaign = state.campaigns.get(campaignId);
  const campaignLimits = campaign?.limits ?? (campaign?.ratePerSecond == null ? {} : { second: campaign.ratePerSecond });
  const laneThrottle = state.throttles.get(laneKey);
  // A lane without a limit of its own is slowed from what the relay takes.
  const laneBase = laneThrottle !== undefined && throttledInterval(1, laneThrottle, now) > 1 && intervalOf(laneLimits) === null ? { ...ofRelay.limits, day: laneLimits.day } : laneLimits;
  const own: readonly Limit[] = [
    { key: laneKey, limits: laneBase, quota: laneBase.day ?? null, isShared: false, throttle: laneThrottle },
    { key: campaignKey, limits: campaignLimits, quota: campaignLimits.day ?? null, isShared: false, throttle: undefined },
  ];
  return [ofRelay, ...own.filter(({ limits, quota }) => intervalOf(limits) !== null || quota !== null)];
}

/** Also for mails that are of no campaign: what a relay takes, it takes of all. */
export function findRelayLimit(state: Pick<PaceState, 'limits' | 'throttles'>, config: { readonly quotaZone: Zone }, relay: Relay, now: Date): Limit {
  const key = `relay:${relay.name}`;
  const limits = state.limits.get(key) ?? relay.limits;
  return { key, limits, quota: least(limits.day ?? null, quotaOf(relay, toLocalDay(now, config.quotaZone))), isShared: true, throttle: state.throttles.get(key) };
}

function least(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : Math.min(one, other);
}

export function toPaceLimits(limits: readonly Limit[], now: Date, day: string): PaceLimit[] {
  return limits.map(({ key, limits: wanted, quota, isShared, throttle }) => ({ key, isShared, day, quota, intervalMs: throttledInterval((intervalOf(wanted) ?? 0) / share, throttle, now) }));
}

/** The interval between mails, the widest of all limits, and how many are reserved at once at the most. */
export function toBatch(limits: readonly PaceLimit[]): { readonly intervalMs: number; readonly most: number } {
  const widest = limits.reduce((most, limit) => (limit.intervalMs > most.intervalMs ? limit : most), limits[0] ?? { intervalMs: 0, isShared: true });
  const ahead = widest.isShared ? aheadMs.shared : aheadMs.own;
  return { intervalMs: widest.intervalMs, most: widest.intervalMs === 0 ? mostSlots : Math.max(1, Math.min(mostSlots, Math.floor(ahead / widest.intervalMs))) };
}
