/** Opens the one store: the PostgreSQL of DATABASE_URL, or the embedded one under the data folder. The schema is left to migrate.ts. */
import pg from 'pg';
import type { Log } from '../log.js';
import { embeddedDatabase, embeddedPort, embeddedUser } from './embedded/settings.js';
import { holdEmbedded } from './embedded/embedded.js';
import { createPool, toStore } from './pool.js';
import { checkReachable } from './reach.js';
import type { Store } from './store.js';

export type StoreOptions = {
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
  /** Of the embedded server; made when it is not there. A URL names its own. */
  readonly databaseName?: string | undefined;
  readonly log: Log;
  /** Shown by PostgreSQL in pg_stat_activity. */
  readonly applicationName?: string | undefined;
  /** Folder with bin, lib and share of another PostgreSQL than the package's. */
  readonly binaries?: string | undefined;
};

export async function openStore(options: StoreOptions): Promise<Store> {
  const applicationName = options.applicationName ?? 'courant';
  if (options.databaseUrl === undefined) return openEmbedded(options, applicationName);
  await checkReachable(options.databaseUrl);
  const pool = createPool({ connectionString: options.databaseUrl, application_name: applicationName, keepAlive: true }, options.log);
  return toStore(pool, 'external', options.log, async () => undefined);
}

async function openEmbedded(options: StoreOptions, applicationName: string): Promise<Store> {
  const server = await holdEmbedded(options);
  // All of it said here: what is left out, pg would take from PGUSER, PGSSLMODE and the like.
  const config = { host: server.host, port: embeddedPort, user: embeddedUser, password: '', ssl: false, application_name: applicationName };
  const database = options.databaseName ?? embeddedDatabase;
  try {
    await ensureDatabase(config, database);
  } catch (error) {
    await server.release();
    throw error;
  }
  return toStore(createPool({ ...config, database }, options.log), 'embedded', options.log, () => server.release());
}

async function ensureDatabase(config: pg.ClientConfig, database: string): Promise<void> {
  const client = new pg.Client({ ...config, database: 'postgres' });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } catch (error) {
    // Another process was faster: as an existing database or, in the same moment, as a duplicate row of the catalogue.
    if (!(error instanceof pg.DatabaseError) || (error.code !== '42P04' && error.code !== '23505')) throw error;
  } finally {
    await client.end();
  }
}
