/** Every part, built from the configuration by hand and closed in reverse. The only file that knows all parts. */
import type { Hono } from 'hono';
import type { Catcher } from './catcher/catcher.js';
import type { Clock } from './clock.js';
import { publicUrlOf, type Config } from './config.js';
import { startOutbox, type Outbox } from './audience/outbox.js';
import { createScraper } from './campaign/scrape.js';
import { createPacers } from './campaign/pacers.js';
import { checkIn } from './campaign/hold.js';
import { startHeart } from './campaign/heart.js';
import { sendLane, type RelayLine } from './campaign/send-lane.js';
import { createWatch, type Watch } from './campaign/watch.js';
import { openSession } from './delivery/connect.js';
import type { OnPoint } from './delivery/points.js';
import { tellOwner } from './delivery/owner-notice.js';
import { toRelays, type Relay } from './delivery/relay.js';
import { createRelayHealth } from './delivery/relay-health.js';
import { createSessionPool } from './delivery/session-pool.js';
import { createStanding, type Obstacle, type Standing } from './delivery/standing.js';
import { startDeliveryWorker } from './delivery/worker.js';
import { UserError } from './errors.js';
import { applyFeedback, type Applied, type Received } from './feedback/apply.js';
import { startIntake, type Intake } from './feedback/intake.js';
import { isOurAddress } from './feedback/match.js';
import { startSweep } from './feedback/sweep.js';
import type { Log } from './log.js';
import { loadDkim } from './message/dkim/load-keys.js';
import { installationOf, type TokenKeys } from './message/signed-token.js';
import { openBell, type Bell } from './queue/bell.js';
import { startReconciler } from './queue/reconciler.js';
import { openTicker, type Ticker } from './queue/ticker.js';
import { tellWaiting } from './notice/tell.js';
import { runRound } from './schedule/round.js';
import { startScheduler } from './schedule/scheduler.js';
import { createBeatMemory } from './store/beat-memory.js';
import { countHeld } from './store/campaigns.js';
import { hasRoom } from './store/room.js';
import { loadSecrets } from './store/keys.js';
import { migrate } from './store/migrate.js';
import { openStore } from './store/open.js';
import type { Store } from './store/store.js';
import { createMetricsRoutes } from './web/metrics.js';
import { createCatcherRoutes } from './web/catcher/catcher-routes.js';
import { fetchText } from './web/hooks/fetch-text.js';
import { createHookRoutes } from './web/hooks/hook-routes.js';
import { publicRooms } from './web/rooms.js';
import { startWeb, type WebServer } from './web/server.js';
import { createWeb } from './web/web.js';

export type App = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly keys: TokenKeys;
  openQueue(): Promise<Bell>;
  /** Answers the bell in this process: sends. */
  startSending(options?: SendingOptions): Promise<Closing>;
  /** Does in this process what schedules want at their times, and tells the owner what went wrong. */
  startScheduling(): Promise<Closing>;
  /** Somebody edited a schedule: whoever does them looks at once. */
  ringScheduler(): Promise<void>;
  /** What keeps this process from sending, if anything. */
  obstacle(): Obstacle | null;
  /** The public pages; with a catcher also its inbox. */
  startWeb(options?: { catcher?: Catcher }): Promise<WebServer>;
  /** The SMTP or LMTP listener for what comes back. Port 0: any free one; LMTP also on the path of a socket. */
  startIntake(port: number | string, protocol?: 'smtp' | 'lmtp'): Promise<Intake>;
  /** Takes up again what was kept and not applied. */
  startSweep(): Closing;
  applyFeedback(received: Received): Promise<Applied>;
  close(): Promise<void>;
};

export type SendingOptions = {
  /** Called once when something outside keeps it from sending: a full disk. A server waits; a command ends. */
  readonly onObstacle?: (error: unknown) => void;
};

export type Closing = { close(): Promise<void> };

/** Lanes a process works on at once; connections are limited by the relay, so this only bounds waiting loops. */
const laneConcurrency = 16;
const defaultReconcileIntervalMs = 1_000;

export type AppParts = {
  readonly clock: Clock;
  readonly log: Log;
  /** Of the embedded server. */
  readonly databaseName?: string;
  readonly onPoint?: OnPoint;
  readonly reconcileIntervalMs?: number;
};

export async function openApp(config: Config, parts: AppParts): Promise<App> {
  const { clock, log } = parts;
  const store = await openStore({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, databaseName: parts.databaseName, log });
  try {
    await migrate(store);
    const keys = await loadSecrets(store);
    const standings: Standing[] = [];
    const feedback = { store, clock, keys, log };
    const wanted = new Set(config.feedbackMailboxes.map((address) => address.toLowerCase()));
    return {
      config, clock, log, store, keys,
      openQueue: () => openQueue({ config, clock, log, store, keys }),
      startSending: (options) => {
        const standing = createStanding({ clock, log, hasRoom: () => hasRoom(store), onObstacle: options?.onObstacle });
        standings.push(standing);
        return startSending({ config, clock, log, store, keys }, parts, standing);
      },
      startScheduling: () => startScheduling({ config, clock, log, store, keys }),
      ringScheduler: () => ringScheduler({ config, clock, log, store, keys }),
      obstacle: () => obstacleOf(standings),
      startWeb: (options) => openWeb({ config, clock, log, store, keys }, options?.catcher, () => obstacleOf(standings)),
      startIntake: (port, protocol = 'smtp') => startIntake({
        host: config.feedbackHost, port, protocol, maxBytes: config.feedbackMaxBytes, log,
        isWanted: (address) => isOurAddress(keys, address) || wanted.has(address.toLowerCase()),
        receive: async (message) => void (await applyFeedback(feedback, { ...message, source: protocol })),
      }),
      startSweep: () => startSweep(feedback),
      applyFeedback: (received) => applyFeedback(feedback, received),
      close: () => store.close(),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function obstacleOf(standings: readonly Standing[]): Obstacle | null {
  return standings.map((standing) => standing.obstacle()).find((obstacle) => obstacle !== null) ?? null;
}

type Base = Pick<App, 'config' | 'clock' | 'log' | 'store' | 'keys'>;

async function startSending(base: Base, { onPoint, reconcileIntervalMs }: AppParts, standing: Standing): Promise<Closing> {
  const { config, clock, log, store } = base;
  const relays = requireRelays(config);
  const dkim = await loadDkim(config);
  const watch = createWatch({ store, clock, log, config, tell: (notice) => tellOwner(config.owner, relays, notice, log) });
  const lines = relays.map((relay) => openLine(relay, base, watch));
  const pacers = createPacers(store, config, clock);
  const bell = await openQueue(base);
  const holding = { store, clock, log, memory: createBeatMemory(config.dataDir, installationOf(base.keys)), holdAfterMs: config.holdAfterHours * 3_600_000 };
  const worker = await startDeliveryWorker({
    store, log, standing,
    checkIn: () => checkIn(holding),
    runLane: (engine, campaignId, lane, signal) => sendLane({ ...base, lines, dkim, engine, pacers, watch, onPoint, noteFailure: (error) => standing.note(error) }, campaignId, lane, signal),
  });
  const listener = await bell.listen((ring) => worker.work(ring.campaignId, ring.lane), laneConcurrency);
  // Also looks for room where nothing rings any more, so that /health gets well again.
  const heart = startHeart(async () => { if (await standing.mayClaim()) await checkIn(holding); }, { clock, log });
  const reconciler = startReconciler({ store, bell, clock, log, onRound: () => watch.look() }, reconcileIntervalMs ?? defaultReconcileIntervalMs);
  return {
    // The worker first: it ends the jobs that the listener waits for.
    async close() {
      await heart.close();
      await reconciler.close();
      await worker.close();
      await listener.close();
      for (const line of lines) line.health.close();
      for (const line of lines) await line.pool.close();
      await watch.flush().catch((error: unknown) => log.warn('outcomes were not counted', { error }));
      await bell.close();
    },
  };
}

function openLine(relay: Relay, { clock, log }: Base, watch: Watch): RelayLine {
  const pool = createSessionPool(relay, (signal) => openSession(relay, signal));
  const onDown = (error: Error): void => {
    // An outage is told once an hour, whichever process sees it.
    const hour = clock.now().toISOString().slice(0, 13);
    const notice = { kind: 'relay-down', key: `relay:${relay.name} ${hour}`, subject: `The relay ${relay.name} cannot be used`, text: `${error.message}\n\nOther relays take its mails, where there are any; it is tried again by itself.\nCheck it with: courant doctor\n` } as const;
    watch.tellOnce(notice).catch((fault: unknown) => log.warn('the owner was not told', { error: fault }));
  };
  return { relay, pool, health: createRelayHealth({ name: relay.name, pool, clock, log, onDown }) };
}

async function startScheduling(base: Base): Promise<Closing> {
  const ticker = await openTickerOf(base);
  const scheduler = await startScheduler({
    clock: base.clock, log: base.log, listen: (answer) => ticker.listen(answer), runRound: () => runRound(base), tell: () => tellWaiting(base),
  });
  return {
    async close() {
      await scheduler.close();
      await ticker.close();
    },
  };
}

/** What was saved holds without it: a scheduler looks by itself, a little later. */
async function ringScheduler(base: Base): Promise<void> {
  try {
    const ticker = await openTickerOf(base);
    await ticker.ring().finally(() => ticker.close());
  } catch (error) {
    base.log.warn('the scheduler could not be told at once', { error });
  }
}

function openTickerOf({ config, clock, log, store, keys }: Base): Promise<Ticker> {
  return openTicker({ store, redisUrl: config.redisUrl, installation: installationOf(keys), clock, log });
}

function openQueue({ config, clock, log, store, keys }: Base): Promise<Bell> {
  return openBell({ store, redisUrl: config.redisUrl, installation: installationOf(keys), clock, log });
}

async function openWeb(base: Base, catcher: Catcher | undefined, obstacle: () => Obstacle | null): Promise<WebServer> {
  const { config, log, store } = base;
  const outbox = await openOutbox(base);
  const inbox: [string, Hono][] = catcher ? [['/catcher', createCatcherRoutes(catcher, { imageSources: [publicUrlOf(config)] })]] : [];
  const hooks = createHookRoutes({
    settings: config, log, now: () => base.clock.now(), fetchText,
    receive: async (received) => void (await applyFeedback(base, received)),
  });
  const app = createWeb({
    rooms: [...publicRooms({ ...base, ring: () => outbox?.ring() }), ['/metrics', createMetricsRoutes(createScraper(store, base.clock))], ['/hooks', hooks], ...inbox],
    home: catcher ? '/catcher' : '/archive',
    isHealthy: async () => (await store.query('select 1 as one')).length === 1 && obstacle() === null,
    describeHealth: async () => ({ sending: obstacle() ?? 'ok', held: await countHeld(store) }),
    log,
  });
  const web = await startWeb({ host: config.webHost, port: config.webPort, app, log }).catch(async (error: unknown) => {
    await outbox?.close();
    throw error;
  });
  return { ...web, close: () => web.close().finally(() => outbox?.close()) };
}

/** The pages' own mails go out from where the pages are served. Without a relay they wait in the database for a process that has one. */
async function openOutbox({ config, ...parts }: Base): Promise<Outbox | undefined> {
  const relays = toRelays(config);
  return relays.length === 0 ? undefined : startOutbox({ ...parts, relays, dkim: await loadDkim(config), caps: config, publicUrl: publicUrlOf(config) });
}

export function requireRelays(config: Config): readonly Relay[] {
  const relays = toRelays(config);
  if (relays.length > 0) return relays;
  throw new UserError('relay-missing', 'No relay is set: there is nobody to hand the mails to.', { hint: 'Set relayUrl in courant.yaml or COURANT_RELAY_URL, such as smtp://user:password@smtp.example.org:587.' });
}
