/** A pg pool as the program's Store. Knows nothing of where the server is. */
import pg from 'pg';
import type { Log } from '../log.js';
import type { Database, Store } from './store.js';

/** Of one process. Statements are short: more would only queue up inside PostgreSQL. */
const poolSize = 10;
/**
 * Statements with a name run with every few mails, over connections of their own that plan each of them once: a plan for these very values
 * saves nothing and costs three times what running it does (0.9 ms of 1.3, measured). They read by keys, and must not be planned to read a
 * table through because it was still empty then.
 */
const plannedOnce = { size: 4, options: '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off' };
/** Also the longest wait for a free connection of the pool: longer is a fault to be told, not to be sat out. */
const connectMs = 30_000;

export function createPool(config: pg.ClientConfig, log: Log, size = poolSize): pg.Pool {
  const pool = new pg.Pool({ ...config, max: size, connectionTimeoutMillis: connectMs, types });
  // Unheard, an 'error' ends the process. Idle connections report here, borrowed ones on themselves: their statement fails anyway.
  // A pool that is closed tells nothing: the embedded server stops with its last user, while connections are still on their way out.
  pool.on('error', (error) => { if (!pool.ending) log.warn('a database connection was lost', { error }); });
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Another pool on the same database, for a library that wants one of its own. Its clients are heard by us too: one that is borrowed, has
 * no statement under way and is cut off would otherwise end the process (BullMQ 6.7 listens to idle clients only).
 */
export function createSidePool(store: Store, options: { size: number; searchPath: string }, log: Log): pg.Pool {
  return createPool({ ...sameDatabase(store.pool), application_name: 'courant-queue', options: `-c search_path=${options.searchPath}` }, log, options.size);
}

function sameDatabase(pool: pg.Pool): pg.ClientConfig {
  const { host, port, user, password, database, connectionString, ssl } = pool.options;
  const known = Object.fromEntries(Object.entries({ host, port, user, password, database, connectionString, ssl }).filter(([, value]) => value !== undefined));
  return { ...known, keepAlive: true };
}

/** A calendar day is text `YYYY-MM-DD`: as a JavaScript Date it would be midnight of wherever the server runs. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (id === pg.types.builtins.DATE ? (text: string) => text : pg.types.getTypeParser(id, format)),
};

export function toStore(pool: pg.Pool, kind: Store['kind'], log: Log, afterClose: () => Promise<void>): Store {
  const { application_name = 'courant' } = pool.options;
  const planned = createPool({ ...sameDatabase(pool), application_name, options: plannedOnce.options }, log, plannedOnce.size);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([pool.end(), planned.end()]);
    await afterClose();
  };
  return {
    ...toDatabase(pool, planned),
    pool,
    kind,
    connect: () => pool.connect(),
    transaction: (work) => runTransaction(pool, work),
    close: () => (closing ??= close()),
  };
}

function toDatabase(client: pg.Pool | pg.PoolClient, planned: pg.Pool | pg.PoolClient = client): Database {
  return {
    query: async <Row extends object>(sql: string, values?: readonly unknown[], preparedName?: string) => {
      const copied = values === undefined ? undefined : [...values];
      const result = preparedName === undefined ? await client.query<Row>(sql, copied) : await planned.query<Row>({ text: sql, values: copied ?? [], name: preparedName });
      return result.rows;
    },
  };
}

async function runTransaction<Result>(pool: pg.Pool, work: (transaction: Database) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(toDatabase(client));
    const end = await client.query('commit');
    // PostgreSQL answers COMMIT of a transaction with a failed statement in it by rolling back, without an error.
    if (end.command === 'ROLLBACK') throw new Error('the transaction was rolled back: a statement in it had failed');
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot even roll back is of no use to the next one.
    await client.query('rollback').then(() => client.release(), (lost: Error) => client.release(lost));
    throw error;
  }
}
