/**
 * Who is alive. Each engine process has a number and holds an advisory lock on it over a connection of its own; PostgreSQL drops the
 * lock when the process or its connection dies. Whoever can take the lock of a number not ended may recover what it held: no clocks,
 * no heart beats, no age.
 */
import type pg from 'pg';
import type { Database } from './store.js';

/** First half of the two-part advisory key; "cour" as ASCII, so that it collides with nobody's small numbers. */
const lockClass = 0x636f7572;

/** Number and lock in one transaction: nobody can see the number before its lock is held. */
export async function beginEpoch(client: pg.PoolClient, instance: string): Promise<string> {
  await client.query("set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3");
  await client.query('begin');
  try {
    const { rows } = await client.query<{ n: string }>('insert into epochs (instance) values ($1) returning n', [instance]);
    const epoch = rows[0]?.n;
    if (epoch === undefined) throw new Error('no epoch number was given');
    await client.query('select pg_advisory_lock($1, $2)', [lockClass, Number(epoch)]);
    await client.query('commit');
    return epoch;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

export async function endEpoch(database: Database, epoch: string, reason: 'stopped' | 'recovered'): Promise<void> {
  await database.query('update epochs set ended_at = clock_timestamp(), end_reason = $2 where n = $1 and ended_at is null', [epoch, reason]);
}

/** Numbers not ended whose lock is free: their process is gone. The transaction-level lock keeps others off until the caller's transaction ends. */
export async function lockDeadEpochs(transaction: Database): Promise<{ n: string; instance: string }[]> {
  // The lock must be tried once per row that is kept, not wherever the planner likes: hence the materialized list first.
  return transaction.query<{ n: string; instance: string }>(
    `with open as materialized (select n, instance from epochs where ended_at is null order by n)
     select n, instance from open where pg_try_advisory_xact_lock($1, n::int)`, [lockClass]);
}

/** The processes that send, or would: each holds the lock of its number. */
export async function listLiveEngines(database: Database): Promise<string[]> {
  const rows = await database.query<{ instance: string }>(
    `select e.instance from epochs e where e.ended_at is null and exists (
       select from pg_locks l join pg_database b on b.oid = l.database
       where b.datname = current_database() and l.locktype = 'advisory' and l.classid = $1 and l.objid = e.n::oid and l.granted)
     order by e.n`, [lockClass]);
  return rows.map((row) => row.instance);
}
