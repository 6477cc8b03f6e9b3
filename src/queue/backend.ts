/** The two places a queue of BullMQ may live in: the store's own database, or Redis when a URL is given. What they share, as narrow as it is used. */
import { createPostgresBackend, DEFAULT_SCHEMA, Queue, runMigrations, Worker, withBackend, type PgPool } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { UserError } from '../errors.js';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import { createSidePool } from '../store/pool.js';
import type { Store } from '../store/store.js';

/** For each of worker, queue and connections: a stop gives all of them less time than whoever ordered it has patience. */
const closePatienceMs = 2_000;

/** Of Redis, for one command of whoever rings. */
const commandPatienceMs = 5_000;

/** Ids and words only: whoever reads the queue learns no address. */
export type JobData = Readonly<Record<string, string>>;

/** What both backends have in common, as narrow as it is used: BullMQ's classes differ in type by backend. */
export type BullQueue = {
  add(name: string, data: JobData, options: { jobId: string; removeOnComplete: boolean; removeOnFail: boolean }): Promise<unknown>;
  upsertJobScheduler(id: string, repeat: { every: number }, template: { name: string; opts: { removeOnComplete: boolean; removeOnFail: boolean } }): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
};
export type BullWorker = Omit<BullQueue, 'add' | 'upsertJobScheduler' | 'close'> & { pause(): Promise<void>; close(isForced: boolean): Promise<void> };
export type Backend = {
  openQueue(): BullQueue;
  openWorker(process: (job: { data: JobData }) => Promise<void>, concurrency: number): BullWorker;
  close(): Promise<void>;
};

export type QueueOptions = {
  readonly store: Store;
  readonly redisUrl?: string | undefined;
  /** Names this installation's queues: two of them may share a Redis. */
  readonly installation: string;
  readonly clock: Clock;
  readonly log: Log;
};

export function openBackend(options: QueueOptions, queueName: string): Promise<Backend> {
  return options.redisUrl === undefined ? postgresBackend(options, queueName) : redisBackend(options.redisUrl, queueName);
}

/** BullMQ waits for a Redis that is gone to come back; the ledger needs nothing of it, so a stop does not wait for long. */
export async function withPatience(closing: Promise<void>, clock: Clock): Promise<void> {
  const over = new AbortController();
  await Promise.race([closing.catch(() => undefined), clock.sleep(closePatienceMs, over.signal)]);
  over.abort();
}

/** A job that cannot be written down as done, with the queue away, would be waited for and its lock renewed for ever: what is not done within our patience is left. */
export async function closeWorker(worker: BullWorker, clock: Clock): Promise<void> {
  await withPatience(worker.pause(), clock);
  await withPatience(worker.close(true), clock);
}

/** One for the queue, one for the worker's LISTEN, and some for what they do at once. */
const poolSize = 6;

/** On the store's own database, in the schema `bullmq`. */
async function postgresBackend({ store, log, clock }: QueueOptions, queueName: string): Promise<Backend> {
  const bull = withBackend(createPostgresBackend);
  const pool = createSidePool(store, { size: poolSize, searchPath: DEFAULT_SCHEMA }, log);
  // The same thing: BullMQ describes pg's overloads of `on` in words of its own.
  const connection = pool as unknown as PgPool;
  const close = (): Promise<void> => withPatience(pool.end(), clock);
  try {
    const client = await pool.connect();
    try {
      await runMigrations(client, DEFAULT_SCHEMA, {});
    } finally {
      client.release();
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    openQueue: () => new bull.Queue<JobData>(queueName, { connection }),
    openWorker: (process, concurrency) => new bull.Worker<JobData>(queueName, process, { connection, concurrency }),
    close,
  };
}

async function redisBackend(redisUrl: string, queueName: string): Promise<Backend> {
  await checkRedis(redisUrl);
  const connections: Redis[] = [];
  const open = (options: RedisOptions): Redis => keep(new Redis(redisUrl, { ...options, maxRetriesPerRequest: null }), connections); // BullMQ's own demand: a blocked command never gives up
  return {
    // Who rings does not wait for a Redis that is gone or stands still.
    openQueue: () => new Queue<JobData>(queueName, { connection: open({ enableOfflineQueue: false, commandTimeout: commandPatienceMs }) }),
    openWorker: (process, concurrency) => new Worker<JobData>(queueName, process, { connection: open({}), concurrency }),
    close: async () => { for (const connection of connections) connection.disconnect(); },
  };
}

/** BullMQ duplicates a connection for its blocking reads; with Redis gone it would keep that one, and the process, for ever. */
function keep(connection: Redis, connections: Redis[]): Redis {
  const duplicate = connection.duplicate.bind(connection);
  connection.duplicate = (override) => keep(duplicate(override), connections);
  connection.on('error', () => undefined); // BullMQ reports it on the queue
  connections.push(connection);
  return connection;
}

/** ioredis tries for ever; a wrong URL must be told at the start. */
async function checkRedis(redisUrl: string): Promise<void> {
  const probe = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5_000, maxRetriesPerRequest: 0 });
  let reason = '';
  probe.on('error', (error: Error) => { reason ||= error.message; });
  try {
    await probe.connect();
    await probe.ping();
  } catch (error) {
    throw new UserError('redis-unreachable', `Redis at ${new URL(redisUrl).host} does not answer: ${reason || (error instanceof Error ? error.message : String(error))}`, {
      hint: 'Check REDIS_URL, or leave it out: the queue then lives in PostgreSQL.', cause: error,
    });
  } finally {
    probe.disconnect();
  }
}
