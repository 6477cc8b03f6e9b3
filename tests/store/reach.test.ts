/** A wrong DATABASE_URL is told in plain words, and never with the password in it. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import { UserError } from '../../src/errors.js';
import { silentLog } from '../../src/log.js';
import { openStore } from '../../src/store/open.js';
import { findUnfitness } from '../../src/store/reach.js';
import { afterwards, makeDataDir } from './processes.js';

const password = 's3cret&more';
const quoted = encodeURIComponent(password);

async function refusal(databaseUrl: string): Promise<UserError> {
  const error: unknown = await openStore({ databaseUrl, dataDir: 'unused', log: silentLog }).then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof UserError, `no refusal of ${databaseUrl}`);
  assert.equal(error.code, 'database-unreachable');
  assert.ok(error.hint);
  assert.ok(!inspect(error, { depth: 9 }).includes(password), 'the password shows');
  assert.ok(!inspect(error, { depth: 9 }).includes(quoted), 'the password shows');
  return error;
}

/** An embedded server whose role `editor` needs a password; reached like any other by URL. */
async function startServer(t: TestContext): Promise<(user: string, database: string) => string> {
  const dataDir = await makeDataDir(t);
  const store = await openStore({ dataDir, log: silentLog });
  afterwards(t, () => store.close());
  await store.query(`create role editor login password '${password}'`);
  const rules = join(dataDir, 'postgres', '18', 'pg_hba.conf');
  await writeFile(rules, 'local all editor scram-sha-256\n' + (await readFile(rules, 'utf8')));
  await store.query('select pg_reload_conf()');
  const host = encodeURIComponent(join(dataDir, 'postgres', 'run'));
  return (user, database) => `postgres://${user}@localhost/${database}?host=${host}`;
}

test('a DATABASE_URL that works is used as it is', async (t) => {
  const url = await startServer(t);
  const store = await openStore({ databaseUrl: url(`editor:${quoted}`, 'courant'), dataDir: 'unused', log: silentLog, applicationName: 'a-test' });
  afterwards(t, () => store.close());
  assert.equal(store.kind, 'external');
  assert.deepEqual(await store.query(`select current_user::text as who, current_setting('application_name') as name`), [{ who: 'editor', name: 'a-test' }]);
});

test('a wrong password, an unknown user and an unknown database are told apart from a server that is not there', async (t) => {
  const url = await startServer(t);
  assert.match((await refusal(url(`editor:${quoted}x`, 'courant'))).message, /refuses user editor or the password/);
  assert.match((await refusal(url('stranger', 'courant'))).message, /refuses user stranger/);
  assert.match((await refusal(url(`editor:${quoted}`, 'nowhere'))).message, /has no database nowhere/);
});

test('a server that is not there is named by host and port', async () => {
  assert.match((await refusal(`postgres://editor:${quoted}@127.0.0.1:1/courant`)).message, /nothing listens at 127\.0\.0\.1:1/);
  assert.match((await refusal(`postgres://editor:${quoted}@localhost:1/courant`)).message, /nothing listens at localhost:1/);
  assert.match((await refusal(`postgres://editor:${quoted}@nowhere.invalid/courant`)).message, /the host of nowhere\.invalid:5432/);
});

test('what is no PostgreSQL at all is told without the password', async (t) => {
  const server = createServer((socket) => socket.end('220 smtp.example.org ESMTP\r\n'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  t.after(() => void server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  await refusal(`postgres://editor:${quoted}@127.0.0.1:${address.port}/courant`);
});

test('a server too old for the schema, or in another encoding, is refused', () => {
  const cases: readonly [version: string, number: number, encoding: string, expected: RegExp | undefined, why: string][] = [
    ['14.9', 140009, 'UTF8', /PostgreSQL 14\.9, and 15 is the oldest/, 'no `unique nulls not distinct`'],
    ['9.6.24', 90624, 'UTF8', /PostgreSQL 9\.6\.24/, 'numbers had three parts'],
    ['15.0', 150000, 'UTF8', undefined, 'the oldest that works'],
    ['18.4', 180004, 'SQL_ASCII', /encoding is SQL_ASCII/, 'names of people would be bytes'],
  ];
  for (const [version, number, encoding, expected, why] of cases) {
    const found = findUnfitness({ version, number, encoding })?.message;
    if (expected === undefined) assert.equal(found, undefined, why);
    else assert.match(found ?? '', expected, why);
  }
});
