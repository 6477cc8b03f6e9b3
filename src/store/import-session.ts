/**
 * A connection of its own for one import: a transaction per batch, and a temporary table of the addresses seen so far, so that a
 * file of a million rows finds its duplicates without holding a million addresses in memory.
 */
import type { Database, Store } from './store.js';

export type ImportSession = {
  /** One batch: whole or not at all. Batches of several imports wait for each other, so that they cannot lock each other out. */
  transaction<Result>(work: (transaction: Database) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

/** Any number, the same for all imports. */
const importLock = 0x1a9027;

export async function openImportSession(store: Store): Promise<ImportSession> {
  const client = await store.connect();
  const database: Database = {
    query: async <Row extends object>(sql: string, values?: readonly unknown[]) => (await client.query<Row>(sql, values === undefined ? undefined : [...values])).rows,
  };
  await database.query('create temporary table if not exists import_seen (canonical text primary key, line bigint not null)');
  await database.query('truncate import_seen');
  return {
    transaction: async (work) => {
      await database.query('begin');
      try {
        await database.query('select pg_advisory_xact_lock($1)', [importLock]);
        const result = await work(database);
        await database.query('commit');
        return result;
      } catch (error) {
        await database.query('rollback').catch(() => undefined); // the first error is the one to tell
        throw error;
      }
    },
    close: async () => {
      const dropped = await database.query('drop table import_seen').then(() => true, () => false);
      client.release(!dropped); // a connection that is lost, or keeps the table, does not go back to the pool
    },
  };
}

/**
 * Notes the rows and returns for every address the line it was on first. The update that changes nothing returns the rows that were
 * there; a second look at them would walk the whole table for every batch, which PostgreSQL never analyses by itself.
 */
export async function markSeen(database: Database, rows: readonly { readonly canonical: string; readonly line: number }[]): Promise<ReadonlyMap<string, number>> {
  const seen = await database.query<{ canonical: string; line: string }>(
    `insert into import_seen as s
     select distinct on (canonical) canonical, line from unnest($1::text[], $2::bigint[]) as r (canonical, line) order by canonical, line
     on conflict (canonical) do update set line = s.line returning canonical, line`,
    [rows.map((row) => row.canonical), rows.map((row) => row.line)],
  );
  return new Map(seen.map((row) => [row.canonical, Number(row.line)]));
}
