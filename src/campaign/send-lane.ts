/** One lane of one campaign, sent: the delivery loop with this campaign's mails, limits and consequences. */
import { suppress } from '../audience/suppression.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { deliverLane, type DeliverParts } from '../delivery/deliver.js';
import type { Engine } from '../delivery/engine.js';
import type { OnPoint } from '../delivery/points.js';
import type { Relay } from '../delivery/relay.js';
import type { SessionPool } from '../delivery/session-pool.js';
import { classifyReply } from '../feedback/classify.js';
import type { CampaignId } from '../ids.js';
import type { Log } from '../log.js';
import type { DkimSetup } from '../message/dkim/load-keys.js';
import type { TokenKeys } from '../message/signed-token.js';
import { findCampaign, finishIfSettled, moveCampaign, noteCampaign } from '../store/campaigns.js';
import type { Store } from '../store/store.js';
import { loadMailing, toMailSetup } from './mailing.js';
import type { Pacers } from './pacers.js';

export type SendParts = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly keys: TokenKeys;
  readonly relay: Relay;
  readonly dkim: DkimSetup;
  readonly pool: SessionPool;
  readonly engine: Engine;
  readonly pacers: Pacers;
  readonly onPoint?: OnPoint | undefined;
  /** A write to the ledger failed. */
  noteFailure(error: unknown): void;
};

export async function sendLane(parts: SendParts, campaignId: CampaignId, lane: string, signal: AbortSignal): Promise<void> {
  const { store, config } = parts;
  const campaign = await findCampaign(store, campaignId);
  if (campaign?.state !== 'sending') return;
  const { pacer, intervalMs } = await parts.pacers.pacerOf(campaign);
  // Half a second of sending: what a pause or a kill finds claimed is little.
  const pageSize = Math.max(1, Math.min(100, Math.ceil(500 / intervalMs)));
  const mailing = await loadMailing(store, campaign, parts.keys.secrets, toMailSetup(config), parts.dkim);
  await deliverLane(deliverParts(parts), { campaignId, lane, mailing, pacer, pageSize }, signal);
  // The reconciler would find it too, a round later.
  await finishIfSettled(store, campaignId);
}

function deliverParts(parts: SendParts): DeliverParts {
  const { store, clock, log, config, relay, pool, engine } = parts;
  return {
    store, engine, pool, clock, log,
    relayName: relay.name,
    patience: { commandMs: relay.commandTimeoutMs, replyMs: relay.replyTimeoutMs },
    onPoint: parts.onPoint,
    noteFailure: (error) => parts.noteFailure(error),
    retry: { retrySeconds: config.retrySeconds, giveUpSeconds: config.giveUpHours * 3600 },
    classify: classifyReply,
    async suppress(row, judgement) {
      if (row.canonical === null) return;
      await suppress(store, { canonical: row.canonical, reason: 'hard-bounce', source: 'smtp', evidence: judgement.settlement?.text ?? null, at: clock.now() });
    },
    async stopCampaign(campaignId, reason) {
      if (await moveCampaign(store, campaignId, ['sending'], 'paused', reason)) log.warn('campaign paused by itself', { campaignId, reason });
    },
    isSending: async (campaignId) => (await findCampaign(store, campaignId))?.state === 'sending',
    noteRelay: (campaignId, trouble) => noteCampaign(store, campaignId, trouble),
  };
}

