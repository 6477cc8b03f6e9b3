/**
 * A database of its own for a test, migrated, in one embedded server that all test files of a run share. The schema is made once, in
 * a template that PostgreSQL copies: some 30 ms a test.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { silentLog } from '../../src/log.js';
import { loadMigrations, migrate } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';

/** What a test's context offers and this needs. */
type TestLike = { after(work: () => Promise<void>): void };

type TestServer = { readonly dataDir: string; readonly admin: Store; readonly template: string; end(): Promise<void> };

/** One for this process, begun by the first test that needs it. */
let server: Promise<TestServer> | undefined;

/**
 * What is to be closed and dropped of tests that have ended. It waits for the next test or the end of the file: hooks run in the
 * order of their making, and a test's own hooks, made later, may still need the store.
 */
const ended: (() => Promise<void>)[] = [];

after(async () => {
  await clearEnded();
  await (await server)?.end();
});

async function clearEnded(): Promise<void> {
  for (const work of ended.splice(0)) await work();
}

/** Migrated; closed and dropped after the test, when its own hooks have run. */
export async function openTestStore(t: TestLike): Promise<Store> {
  return openCopy(t, (await (server ??= startServer())).template);
}

/** Without any table of ours. */
export async function openEmptyStore(t: TestLike): Promise<Store> {
  return openCopy(t, 'template1');
}

async function openCopy(t: TestLike, template: string): Promise<Store> {
  const { dataDir, admin } = await (server ??= startServer());
  await clearEnded();
  const databaseName = `test_${randomBytes(6).toString('hex')}`;
  await admin.query(`create database ${databaseName} template ${template}`);
  const store = await openStore({ dataDir, databaseName, log: silentLog, applicationName: databaseName });
  const clear = async (): Promise<void> => {
    await store.close();
    await admin.query(`drop database ${databaseName} with (force)`);
  };
  t.after(async () => void ended.push(clear));
  return store;
}

/** The folder of the shared server, for tests that start processes of the program on the same server. */
export async function testDataDir(): Promise<string> {
  return (await (server ??= startServer())).dataDir;
}

async function startServer(): Promise<TestServer> {
  const shared = process.env['COURANT_TEST_DATA'];
  const dataDir = shared ?? (await mkdtemp(join(tmpdir(), 'courant-test-')));
  const admin = await openStore({ dataDir, log: silentLog, applicationName: 'test-admin' });
  return {
    dataDir,
    admin,
    template: await ensureTemplate(admin, dataDir),
    end: async () => {
      await admin.close();
      if (shared === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Several test files may come at once: one makes the template, the others wait. It gets its name only when it is whole. */
async function ensureTemplate(admin: Store, dataDir: string): Promise<string> {
  const checksums = (await loadMigrations()).map(({ checksum }) => checksum).join();
  const template = `template_${createHash('sha256').update(checksums).digest('hex').slice(0, 12)}`;
  const client = await admin.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('test template'))`);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 0) await makeTemplate(admin, dataDir, template);
    await client.query(`select pg_advisory_unlock(hashtext('test template'))`);
  } finally {
    client.release();
  }
  return template;
}

async function makeTemplate(admin: Store, dataDir: string, template: string): Promise<void> {
  const unfinished = `${template}_unfinished`;
  await admin.query(`drop database if exists ${unfinished} with (force)`);
  const store = await openStore({ dataDir, databaseName: unfinished, log: silentLog });
  await migrate(store).finally(() => store.close());
  await admin.query(`alter database ${unfinished} rename to ${template}`);
}
