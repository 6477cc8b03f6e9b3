/** The pacers of this process: one per campaign, shared by its lanes, under the limits of the relay and of the campaign. */
import type { Clock } from '../clock.js';
import { createPacer, type Pacer } from '../delivery/pacer.js';
import type { Relay } from '../delivery/relay.js';
import type { CampaignRow } from '../store/campaigns.js';
import { ensurePace, reserveSlots, type PaceLimit } from '../store/pace.js';
import type { Store } from '../store/store.js';

export type CampaignPace = { readonly pacer: Pacer; readonly intervalMs: number };
export type Pacers = { pacerOf(campaign: CampaignRow): Promise<CampaignPace> };

export function createPacers(store: Store, relay: Relay, clock: Clock): Pacers {
  const known = new Map<string, CampaignPace>();
  return {
    async pacerOf(campaign) {
      const limits = limitsOf(relay, campaign);
      const intervalMs = Math.max(...limits.map((limit) => limit.intervalMs));
      const name = `${campaign.id} ${intervalMs}`;
      await ensurePace(store, limits);
      const pace = known.get(name) ?? { pacer: createPacer({ intervalMs, reserve: (count) => reserveSlots(store, limits, count) }, clock), intervalMs };
      known.set(name, pace);
      return pace;
    },
  };
}

/** Of the configured rate: messages arrive with the jitter of the network and of two event loops, and a limit must hold where they arrive. */
const share = 0.98;

function limitsOf(relay: Relay, campaign: CampaignRow): PaceLimit[] {
  const intervalOf = (ratePerSecond: number): number => 1000 / (ratePerSecond * share);
  const limits = [{ key: `relay:${relay.name}`, intervalMs: intervalOf(relay.ratePerSecond) }];
  if (campaign.ratePerSecond !== null) limits.push({ key: `campaign:${campaign.id}`, intervalMs: intervalOf(campaign.ratePerSecond) });
  return limits;
}
