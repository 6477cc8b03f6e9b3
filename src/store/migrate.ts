/** Brings the schema up to date: the files of migrations/ in order, each in a transaction of its own. BullMQ looks after its own tables. */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { UserError } from '../errors.js';
import { packagePath } from '../package-root.js';
import type { Store } from './store.js';

export type Migration = { readonly version: number; readonly name: string; readonly checksum: string; readonly sql: string };
type Applied = { readonly version: number; readonly name: string; readonly checksum: string };

/** Any number that nothing else in the database locks: the first bytes of "courant" in ASCII. */
const advisoryLock = 0x636f7572;

/** Safe to run twice at once: the second waits and finds nothing to do. */
export async function migrate(store: Store, folder?: string): Promise<{ applied: string[] }> {
  const migrations = await loadMigrations(folder);
  const client = await store.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    const applied = await applyMissing(client, migrations);
    await client.query('select pg_advisory_unlock($1)', [advisoryLock]);
    client.release();
    return { applied };
  } catch (error) {
    // Closing the connection gives the lock back, and ends an open transaction.
    client.release(true);
    throw error;
  }
}

/** In order. Line ends do not count for the checksum: git may change them. */
export async function loadMigrations(folder = packagePath('src', 'store', 'migrations')): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).toSorted();
  return Promise.all(names.map(async (file) => {
    const sql = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
    return { version: Number(file.slice(0, 4)), name: file.replace(/\.sql$/, ''), checksum: createHash('sha256').update(sql).digest('hex'), sql };
  }));
}

async function applyMissing(client: pg.PoolClient, migrations: readonly Migration[]): Promise<string[]> {
  await client.query(`create table if not exists schema_migrations (
    version int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
  const { rows } = await client.query<Applied>('select version, name, checksum from schema_migrations order by version');
  refuseForeign(rows, migrations);
  const missing = migrations.filter(({ version }) => !rows.some((row) => row.version === version));
  for (const migration of missing) await apply(client, migration);
  return missing.map(({ name }) => name);
}

async function apply(client: pg.PoolClient, { version, name, checksum, sql }: Migration): Promise<void> {
  await client.query('begin');
  await client.query(sql);
  await client.query('insert into schema_migrations (version, name, checksum) values ($1, $2, $3)', [version, name, checksum]);
  await client.query('commit');
}

function refuseForeign(rows: readonly Applied[], migrations: readonly Migration[]): void {
  for (const row of rows) {
    const known = migrations.find(({ version }) => version === row.version);
    if (known === undefined) {
      throw new UserError('schema-newer', `The database has the migration ${row.name}, which this Courant does not know.`, {
        hint: 'Use the Courant that made it, or a newer one.',
      });
    }
    if (known.checksum !== row.checksum) {
      throw new UserError('schema-changed', `The migration ${row.name} was changed after this database got it.`, {
        hint: 'Put the file back as it was and write the change as a new migration; for a database of no worth, begin a new one.',
      });
    }
  }
}
