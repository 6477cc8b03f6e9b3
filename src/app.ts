/** Every part, built from the configuration by hand and closed in reverse. The only file that knows all parts. */
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import { loadMailing, toMailSetup } from './campaign/mailing.js';
import { openSession } from './delivery/connect.js';
import { deliverLane, type DeliverParts } from './delivery/deliver.js';
import type { Engine } from './delivery/engine.js';
import { createPacer } from './delivery/pacer.js';
import { toRelay, type Relay } from './delivery/relay.js';
import { createSessionPool, type SessionPool } from './delivery/session-pool.js';
import { startDeliveryWorker } from './delivery/worker.js';
import { UserError } from './errors.js';
import { applyFeedback, type Applied, type Received } from './feedback/apply.js';
import { classifyReply } from './feedback/classify.js';
import type { CampaignId } from './ids.js';
import type { Log } from './log.js';
import type { TokenKeys } from './message/signed-token.js';
import { openBell, type Bell } from './queue/bell.js';
import { startReconciler } from './queue/reconciler.js';
import { suppress } from './audience/suppression.js';
import { findCampaign, moveCampaign, noteCampaign, type CampaignRow } from './store/campaigns.js';
import { loadSecrets } from './store/keys.js';
import { migrate } from './store/migrate.js';
import { openStore } from './store/open.js';
import { ensurePace, reserveSlots, type PaceLimit } from './store/pace.js';
import type { Store } from './store/store.js';

export type App = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly keys: TokenKeys;
  openQueue(): Promise<Bell>;
  /** Answers the bell in this process: sends. */
  startSending(): Promise<Closing>;
  applyFeedback(received: Received): Promise<Applied>;
  close(): Promise<void>;
};

export type Closing = { close(): Promise<void> };

/** Lanes a process works on at once; connections are limited by the relay, so this only bounds waiting loops. */
const laneConcurrency = 16;
const reconcileIntervalMs = 2_000;

export async function openApp(config: Config, parts: { clock: Clock; log: Log; databaseName?: string }): Promise<App> {
  const { clock, log } = parts;
  const store = await openStore({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, databaseName: parts.databaseName, log });
  try {
    await migrate(store);
    const keys = await loadSecrets(store);
    return {
      config, clock, log, store, keys,
      openQueue: () => openBell({ store, redisUrl: config.redisUrl, log }),
      startSending: () => startSending({ config, clock, log, store, keys }),
      applyFeedback: (received) => applyFeedback(store, clock, keys, received),
      close: () => store.close(),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

type Base = Pick<App, 'config' | 'clock' | 'log' | 'store' | 'keys'>;

async function startSending(base: Base): Promise<Closing> {
  const { config, clock, log, store } = base;
  const relay = requireRelay(config);
  const pool = createSessionPool(relay, () => openSession(relay));
  const bell = await openBell({ store, redisUrl: config.redisUrl, log });
  const worker = await startDeliveryWorker(store, (engine, campaignId, lane, signal) => runLane(base, relay, pool, engine, campaignId, lane, signal), log);
  const listener = await bell.listen((ring) => worker.work(ring.campaignId, ring.lane), laneConcurrency);
  const reconciler = startReconciler({ store, bell, clock, log }, reconcileIntervalMs);
  return {
    // The worker first: it ends the jobs that the listener waits for.
    async close() {
      await reconciler.close();
      await Promise.all([worker.close(), listener.close()]);
      await pool.close();
      await bell.close();
    },
  };
}

export function requireRelay(config: Config): Relay {
  const relay = toRelay(config);
  if (relay) return relay;
  throw new UserError('relay-missing', 'No relay is set: there is nobody to hand the mails to.', { hint: 'Set relayUrl in courant.yaml or COURANT_RELAY_URL, such as smtp://user:password@smtp.example.org:587.' });
}

async function runLane(base: Base, relay: Relay, pool: SessionPool, engine: Engine, campaignId: CampaignId, lane: string, signal: AbortSignal): Promise<void> {
  const { store, config } = base;
  const campaign = await findCampaign(store, campaignId);
  if (campaign?.state !== 'sending') return;
  const limits = limitsOf(relay, campaign);
  await ensurePace(store, limits);
  const intervalMs = Math.max(...limits.map((limit) => limit.intervalMs));
  const pageSize = (): number => Math.max(1, Math.min(100, Math.ceil(500 / intervalMs)));
  const pacer = createPacer({ pageSize, reserve: async (count) => ({ ...(await reserveSlots(store, limits, count)), intervalMs }) }, base.clock);
  const mailing = await loadMailing(store, campaign, base.keys.secrets, toMailSetup(config));
  await deliverLane(deliverParts(base, relay, pool, engine), { campaignId, lane, mailing, pacer, pageSize }, signal);
}

function limitsOf(relay: Relay, campaign: CampaignRow): PaceLimit[] {
  const limits = [{ key: `relay:${relay.name}`, intervalMs: 1000 / relay.ratePerSecond }];
  if (campaign.ratePerSecond !== null) limits.push({ key: `campaign:${campaign.id}`, intervalMs: 1000 / campaign.ratePerSecond });
  return limits;
}

function deliverParts(base: Base, relay: Relay, pool: SessionPool, engine: Engine): DeliverParts {
  const { store, clock, log, config } = base;
  return {
    store, engine, pool, clock, log,
    relayName: relay.name,
    replyTimeoutMs: relay.replyTimeoutMs,
    retry: { retrySeconds: config.retrySeconds, giveUpSeconds: config.giveUpHours * 3600 },
    classify: classifyReply,
    async suppress(row, judgement) {
      if (row.canonical === null) return;
      await suppress(store, { canonical: row.canonical, reason: 'hard-bounce', source: 'smtp', evidence: judgement.settlement?.text ?? null, at: clock.now() });
    },
    async stopCampaign(campaignId, reason) {
      if (await moveCampaign(store, campaignId, ['sending'], 'paused', reason)) log.error('campaign paused by itself', { campaignId, reason });
    },
    noteRelay: (campaignId, trouble) => noteCampaign(store, campaignId, trouble),
  };
}

