/**
 * The queue is a bell: a job says "campaign C, lane L: look at the ledger". No address, no state. Losing, doubling or flushing jobs
 * changes nothing but the moment (I14). BullMQ with its PostgreSQL backend on the store's database, or Redis when a URL is given.
 */
import { createPostgresBackend, DEFAULT_SCHEMA, Queue, runMigrations, Worker, withBackend, type PgPool } from 'bullmq';
import { Redis } from 'ioredis';
import { UserError } from '../errors.js';
import type { Clock } from '../clock.js';
import type { CampaignId } from '../ids.js';
import type { Log } from '../log.js';
import { createSidePool } from '../store/pool.js';
import type { Store } from '../store/store.js';

export type Ring = { readonly campaignId: CampaignId; readonly lane: string };

export type Bell = {
  /** Many rings for the same lane within two seconds are one. */
  ring(ring: Ring): Promise<void>;
  /** Answers rings in this process, up to `concurrency` lanes at once. */
  listen(answer: (ring: Ring) => Promise<void>, concurrency: number): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
};

const ringWindowMs = 2_000;
const closePatienceMs = 5_000;
/** The ledger keeps the history; the queue need not. */
const jobOptions = { removeOnComplete: true, removeOnFail: true } as const;

/** What both backends have in common, as narrow as it is used: BullMQ's classes differ in type by backend. */
type BellQueue = {
  add(name: string, data: Ring, options: { jobId: string; removeOnComplete: boolean; removeOnFail: boolean }): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
};
type BellWorker = Omit<BellQueue, 'add'>;
type Backend = {
  openQueue(): BellQueue;
  openWorker(process: (job: { data: Ring }) => Promise<void>, concurrency: number): BellWorker;
  close(): Promise<void>;
};

export type BellOptions = {
  readonly store: Store;
  readonly redisUrl?: string | undefined;
  /** Names this installation's queue: two of them may share a Redis. */
  readonly installation: string;
  readonly clock: Clock;
  readonly log: Log;
};

export async function openBell(options: BellOptions): Promise<Bell> {
  const { log } = options;
  const queueName = `deliver-${options.installation}`;
  const backend = options.redisUrl === undefined ? await postgresBackend(options, queueName) : await redisBackend(options.redisUrl, queueName);
  const queue = backend.openQueue();
  queue.on('error', (error) => log.warn('queue trouble', { error }));
  await queue.waitUntilReady();
  return {
    async ring(ring) {
      // Not one id per lane: the job of a killed worker counts as running for half a minute, and would silence the bell that long.
      const moment = Math.floor(options.clock.now().getTime() / ringWindowMs);
      await queue.add('ring', ring, { ...jobOptions, jobId: `campaign-${ring.campaignId}-${ring.lane}-${moment}` });
    },
    async listen(answer, concurrency) {
      const worker = backend.openWorker((job) => answer(job.data), concurrency);
      worker.on('error', (error) => log.warn('queue trouble', { error }));
      await worker.waitUntilReady();
      return { close: () => withPatience(worker.close(), options.clock) };
    },
    async close() {
      await withPatience(queue.close(), options.clock);
      await backend.close();
    },
  };
}

/** BullMQ waits for a Redis that is gone to come back; the ledger needs nothing of it, so a stop does not wait for long. */
async function withPatience(closing: Promise<void>, clock: Clock): Promise<void> {
  const over = new AbortController();
  await Promise.race([closing.catch(() => undefined), clock.sleep(closePatienceMs, over.signal)]);
  over.abort();
}

/** One for the queue, one for the worker's LISTEN, and some for what they do at once. */
const poolSize = 6;

/** On the store's own database, in the schema `bullmq`. */
async function postgresBackend({ store, log, clock }: BellOptions, queueName: string): Promise<Backend> {
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
    openQueue: () => new bull.Queue<Ring>(queueName, { connection }),
    openWorker: (process, concurrency) => new bull.Worker<Ring>(queueName, process, { connection, concurrency }),
    close,
  };
}

async function redisBackend(redisUrl: string, queueName: string): Promise<Backend> {
  await checkRedis(redisUrl);
  const connections: Redis[] = [];
  const open = (): Redis => keep(new Redis(redisUrl, { maxRetriesPerRequest: null }), connections); // BullMQ's own demand: a blocked command never gives up
  return {
    openQueue: () => new Queue<Ring>(queueName, { connection: open() }),
    openWorker: (process, concurrency) => new Worker<Ring>(queueName, process, { connection: open(), concurrency }),
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
