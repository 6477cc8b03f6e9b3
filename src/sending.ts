/**
 * What sends, built by hand and closed in reverse: database, queue, relays, worker. Without pages, templates and schedules, so that a
 * process that only sends starts in a third of the time; app.ts joins it to everything else.
 */
import { checkIn } from './campaign/hold.js';
import { startHeart } from './campaign/heart.js';
import { createPacers } from './campaign/pacers.js';
import { createRelayTurns } from './campaign/relay-turn.js';
import { sendLane, type RelayLine } from './campaign/send-lane.js';
import { createWatch, type Watch } from './campaign/watch.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import { openSession } from './delivery/connect.js';
import { createLaneGates } from './delivery/lane-gates.js';
import { openLanes } from './delivery/lane-limits.js';
import { createLedgers } from './delivery/ledger.js';
import type { OnPoint } from './delivery/points.js';
import { createRelayHealth } from './delivery/relay-health.js';
import { toRelays, type Relay } from './delivery/relay.js';
import { createSessionPool } from './delivery/session-pool.js';
import { createStanding, type Obstacle } from './delivery/standing.js';
import { startDeliveryWorker } from './delivery/worker.js';
import { UserError } from './errors.js';
import type { Log } from './log.js';
import { loadDkim } from './message/dkim/load-keys.js';
import { openSigningThreads } from './message/dkim/signing-threads.js';
import { installationOf, type TokenKeys } from './message/signed-token.js';
import { startTeller } from './notice/teller.js';
import { openBell, type Bell } from './queue/bell.js';
import { startReconciler } from './queue/reconciler.js';
import { createBeatMemory } from './store/beat-memory.js';
import { openKeyRing } from './store/key-ring.js';
import { migrate } from './store/migrate.js';
import { openStore } from './store/open.js';
import { hasRoom } from './store/room.js';
import type { Store } from './store/store.js';

export type Closing = { close(): Promise<void> };

/** What every process of an installation has. */
export type Base = { readonly config: Config; readonly clock: Clock; readonly log: Log; readonly store: Store; readonly keys: TokenKeys; close(): Promise<void> };

export type BaseParts = {
  readonly clock: Clock;
  readonly log: Log;
  /** Of the embedded server. */
  readonly databaseName?: string | undefined;
  /** Shown by PostgreSQL in pg_stat_activity. */
  readonly applicationName?: string | undefined;
};

/** The database is opened and brought up to date. */
export async function openBase(config: Config, { clock, log, databaseName, applicationName }: BaseParts): Promise<Base> {
  const store = await openStore({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, databaseName, applicationName, log });
  try {
    await migrate(store);
    const ring = await openKeyRing(store, { clock, log });
    return { config, clock, log, store, keys: ring.keys, close: () => ring.close().finally(() => store.close()) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

export function openQueue({ config, clock, log, store, keys }: Base): Promise<Bell> {
  return openBell({ store, redisUrl: config.redisUrl, installation: installationOf(keys), clock, log });
}

export function requireRelays(config: Config): readonly Relay[] {
  const relays = toRelays(config);
  if (relays.length > 0) return relays;
  throw new UserError('relay-missing', 'No relay is set: there is nobody to hand the mails to.', { hint: 'Set relayUrl in courant.yaml or COURANT_RELAY_URL, such as smtp://user:password@smtp.example.org:587.' });
}

export type SendingOptions = {
  /** Called once when something outside keeps it from sending: a full disk. A server waits; a command ends. */
  readonly onObstacle?: ((error: unknown) => void) | undefined;
  readonly onPoint?: OnPoint | undefined;
  readonly reconcileIntervalMs?: number | undefined;
};

/** `obstacle`: what keeps this process from sending, if anything. */
export type Sending = Closing & { obstacle(): Obstacle | null };

/** Lanes a process works on at once; connections are limited by the relay, so this only bounds waiting loops. */
const laneConcurrency = 16;
const defaultReconcileIntervalMs = 1_000;

/** Answers the bell in this process: sends. */
export async function startSending(base: Base, { onObstacle, onPoint, reconcileIntervalMs }: SendingOptions = {}): Promise<Sending> {
  const { config, clock, log, store } = base;
  const standing = createStanding({ clock, log, hasRoom: () => hasRoom(store), onObstacle });
  const relays = requireRelays(config);
  const signing = openSigningThreads();
  const dkim = { ...await loadDkim(config), sign: signing.sign };
  const bell = await openQueue(base);
  const teller = startTeller({ ...base, takeTurn: createRelayTurns(base) });
  const watch = createWatch({ store, clock, log, config, ringTeller: () => teller.ring() });
  const lines = relays.map((relay) => openLine(relay, base, watch));
  const pacers = createPacers(store, config, clock);
  const gates = createLaneGates(store, openLanes(config), clock);
  const ledgerOf = createLedgers({ store, clock, log, onPoint, noteFailure: (error) => standing.note(error) });
  const holding = { store, clock, log, memory: createBeatMemory(config.dataDir, installationOf(base.keys)), holdAfterMs: config.holdAfterHours * 3_600_000 };
  const worker = await startDeliveryWorker({
    store, log, standing,
    checkIn: () => checkIn(holding),
    runLane: (engine, campaignId, lane, signal) => sendLane({ ...base, lines, dkim, engine, ledger: ledgerOf(engine, campaignId), pacers, gates, watch, onPoint }, campaignId, lane, signal),
  });
  const listener = await bell.listen((ring) => worker.work(ring.campaignId, ring.lane), laneConcurrency);
  // Also looks for room where nothing rings any more, so that /health gets well again.
  const heart = startHeart(async () => { if (await standing.mayClaim()) await checkIn(holding); }, { clock, log });
  const reconciler = startReconciler({ store, bell, clock, log, onRound: () => watch.look() }, reconcileIntervalMs ?? defaultReconcileIntervalMs);
  return {
    obstacle: () => standing.obstacle(),
    // The worker first: it ends the jobs that the listener waits for.
    async close() {
      await heart.close();
      await reconciler.close();
      await worker.close();
      await listener.close();
      for (const line of lines) line.health.close();
      for (const line of lines) await line.pool.close();
      await signing.close();
      await watch.flush().catch((error: unknown) => log.warn('outcomes were not counted', { error }));
      await teller.close();
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
