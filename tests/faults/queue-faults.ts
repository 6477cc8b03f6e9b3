/** What may happen to the queue: everything flushed, everything rung again and again, each job thrown away for a while, its server or its connections gone and back. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { systemClock } from '../../src/clock.js';
import type { CampaignId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { installationOf } from '../../src/message/signed-token.js';
import { openBell } from '../../src/queue/bell.js';
import { loadSecrets } from '../../src/store/keys.js';
import type { Store } from '../../src/store/store.js';
import { freePort } from '../support/port.js';
import { findProgram } from '../support/require.js';
import type { QueueFault, QueueKind } from './cards.js';
import type { Note } from './tally.js';

export type QueueFaults = {
  readonly redisUrl: string | undefined;
  strike(what: QueueFault, forMs: number, campaignId: CampaignId): Promise<void>;
  heal(): Promise<void>;
  close(): Promise<void>;
};

export async function createQueueFaults(kind: QueueKind, store: Store, note: Note): Promise<QueueFaults> {
  const port = kind === 'redis' ? await freePort() : 0;
  const redisUrl = kind === 'redis' ? `redis://127.0.0.1:${port}` : undefined;
  let redis: ChildProcess | undefined;
  const startRedis = async (): Promise<void> => {
    if (redisUrl === undefined || redis !== undefined) return;
    redis = spawn(findProgram('redis-server') ?? '', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
    const probe = new Redis(redisUrl, { retryStrategy: (times) => (times < 2_400 ? 25 : null), maxRetriesPerRequest: null });
    probe.on('error', () => undefined);
    await probe.ping();
    probe.disconnect();
  };
  const stopRedis = async (): Promise<void> => {
    const running = redis;
    redis = undefined;
    running?.kill('SIGKILL');
    if (running && running.exitCode === null && running.signalCode === null) await once(running, 'exit');
  };
  let dropping = Promise.resolve();
  const flush = async (): Promise<void> => {
    if (redisUrl === undefined) return void (await store.query('truncate bullmq.job cascade'));
    const client = new Redis(redisUrl, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
    await client.flushall().finally(() => client.disconnect());
  };
  const ringAgain = async (campaignId: CampaignId): Promise<void> => {
    const keys = await loadSecrets(store);
    let ahead = 0; // each ring in a window of its own, or they would be one
    const bell = await openBell({ store, redisUrl, installation: installationOf(keys), clock: { ...systemClock, now: () => new Date(Date.now() + (ahead += 2_000)) }, log: silentLog });
    for (let times = 0; times < 10; times += 1) await bell.ring({ campaignId, lane: 'rest' });
    await bell.close();
  };
  /** In the background: whatever is rung meanwhile is lost. */
  const drop = async (forMs: number): Promise<void> => {
    for (const until = Date.now() + forMs; Date.now() < until; await systemClock.sleep(15)) await flush().catch(() => undefined);
  };
  /** With Redis its server is gone until all is healed; on PostgreSQL the queue's connections break. */
  const restart = async (): Promise<void> => {
    if (redisUrl !== undefined) return stopRedis();
    await store.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'courant-queue' and datname = current_database()`);
  };
  const strikes: Readonly<Record<QueueFault, (forMs: number, campaignId: CampaignId) => Promise<void>>> = {
    flush, restart,
    double: (_, campaignId) => ringAgain(campaignId),
    async drop(forMs) {
      await flush();
      dropping = drop(forMs);
    },
  };
  await startRedis();
  return {
    redisUrl,
    /** What cannot be reached just now cannot be broken either. */
    strike: (what, forMs, campaignId) => strikes[what](forMs, campaignId).then(() => note(`queue ${what} (${kind})`), () => undefined),
    async heal() {
      await dropping;
      await startRedis();
    },
    async close() {
      await dropping;
      await stopRedis();
    },
  };
}
