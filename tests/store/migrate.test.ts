/** The schema is brought up to date once, whole, and by one process at a time. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../src/errors.js';
import { migrate } from '../../src/store/migrate.js';
import { openEmptyStore, openTestStore } from '../support/database.js';

async function migrations(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-migrations-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql);
  return folder;
}

const isUserError = (code: string, words: RegExp) => (error: unknown) => error instanceof UserError && error.code === code && words.test(error.message);

test('an empty database gets every migration, in order, and a second run finds nothing to do', async (t) => {
  const store = await openEmptyStore(t);
  const { applied } = await migrate(store);
  assert.equal(applied[0], '0001-ledger');
  assert.deepEqual(applied, applied.toSorted());
  assert.deepEqual(await migrate(store), { applied: [] });
  assert.deepEqual(await store.query('select count(*) from deliveries'), [{ count: '0' }]);
});

test('two at once: one applies, the other waits and applies nothing', async (t) => {
  const store = await openEmptyStore(t);
  const results = await Promise.all([migrate(store), migrate(store), migrate(store)]);
  assert.equal(results.filter(({ applied }) => applied.length > 0).length, 1);
});

test('a later migration is applied to a database that has the earlier ones', async (t) => {
  const store = await openEmptyStore(t);
  const files = { '0001-first.sql': 'create table a (n int);', 'notes.txt': 'not a migration' };
  assert.deepEqual(await migrate(store, await migrations(t, files)), { applied: ['0001-first'] });
  const more = { ...files, '0003-third.sql': 'alter table b add m int;', '0002-second.sql': 'create table b (n int); insert into b values (1);' };
  assert.deepEqual(await migrate(store, await migrations(t, more)), { applied: ['0002-second', '0003-third'] });
  assert.deepEqual(await store.query('select n, m from b'), [{ n: 1, m: null }]);
});

test('a migration that fails in the middle leaves nothing of itself and all of those before', async (t) => {
  const store = await openEmptyStore(t);
  const folder = await migrations(t, { '0001-good.sql': 'create table a (n int);', '0002-bad.sql': 'create table b (n int); select 1 / 0;' });
  await assert.rejects(migrate(store, folder), /division by zero/);
  assert.deepEqual(await store.query('select name from schema_migrations'), [{ name: '0001-good' }]);
  assert.deepEqual(await store.query(`select to_regclass('b') as b`), [{ b: null }]);
  // The lock went with the connection.
  await assert.rejects(migrate(store, folder), /division by zero/);
});

test('a database that a newer program has migrated is refused', async (t) => {
  const store = await openTestStore(t);
  await store.query(`insert into schema_migrations (version, name, checksum) values (9999, '9999-future', '')`);
  await assert.rejects(migrate(store), isUserError('schema-newer', /9999-future/));
});

test('a migration changed after it was applied is refused, but not for its line ends', async (t) => {
  const store = await openEmptyStore(t);
  await migrate(store, await migrations(t, { '0001-first.sql': 'create table a (\n  n int\n);\n' }));
  assert.deepEqual(await migrate(store, await migrations(t, { '0001-first.sql': 'create table a (\r\n  n int\r\n);\r\n' })), { applied: [] });
  const changed = await migrations(t, { '0001-first.sql': 'create table a (\n  n bigint\n);\n' });
  await assert.rejects(migrate(store, changed), isUserError('schema-changed', /0001-first/));
});
