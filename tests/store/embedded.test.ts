/** The embedded PostgreSQL starts wherever it can, and says in one sentence why where it cannot, leaving nothing half done. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { findBinaries } from '../../src/store/embedded/binaries.js';
import { findProgram, skipUnless } from '../support/require.js';
import { until } from '../support/until.js';
import { afterwards, holdsWithin, keepersOf, makeDataDir, processesOf, startClient, startOpenClient, type ClientProcess } from './processes.js';

const options = { skip: process.platform === 'linux' ? false : 'needs /proc', timeout: 300_000 };
const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };

async function refusalOf(client: ClientProcess): Promise<{ code: unknown; message: string; hint: string }> {
  const said = await client.next();
  assert.ok(said !== undefined && 'code' in said, `no refusal: ${JSON.stringify(said)}`);
  return { code: said['code'], message: String(said['message']), hint: String(said['hint']) };
}

/** A folder with nothing in it to be found by PATH but the shell: no unshare. */
async function makeBarePath(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'bin');
  await mkdir(folder);
  await symlink(findProgram('sh') ?? '/bin/sh', join(folder, 'sh'));
  return folder;
}

type Arguments = Parameters<typeof startOpenClient>;

async function worksIn(t: TestContext, store: Arguments[1], spawning?: Arguments[2], first: object[] = [{ before: null }]): Promise<void> {
  // Once to make the database, once to find it.
  for (const expected of [first, [{ before: 'things' }]]) {
    const client = await startOpenClient(t, store, spawning);
    assert.deepEqual(await client.query(`select to_regclass('things')::text as before`), expected);
    await client.query('create table if not exists things (n int)');
    await client.close();
    assert.deepEqual(await processesOf(store.dataDir), []);
  }
}

test('the database is UTF-8, sorts by code point, knows the case of letters, and is durable', options, async (t) => {
  const client = await startOpenClient(t, { dataDir: await makeDataDir(t) });
  const setting = (name: string): string => `current_setting('${name}') as ${name}`;
  const settings = ['server_encoding', 'fsync', 'listen_addresses', 'timezone'].map(setting).join();
  const expected = [{ lower: 'àéж', by_code_point: true, server_encoding: 'UTF8', fsync: 'on', listen_addresses: '', timezone: 'UTC' }];
  assert.deepEqual(await client.query(`select lower('ÀÉЖ') as lower, 'Z' < 'a' as by_code_point, ${settings}`), expected);
  await client.close();
});

test('root can have the database in a folder that only root can enter', options, async (t) => {
  if (skipUnless(t, isRoot, 'root') || skipUnless(t, findProgram('unshare') !== undefined, 'unshare')) return;
  const closed = await makeDataDir(t);
  await chmod(closed, 0o700);
  await worksIn(t, { dataDir: join(closed, 'data') });
  assert.equal((await stat(join(closed, 'data', 'postgres', '18'))).uid, 0);
});

test('where user namespaces are forbidden, root gives the database folder to another user, and keeps to it', options, async (t) => {
  if (skipUnless(t, isRoot, 'root')) return;
  const open = await makeDataDir(t);
  await chmod(open, 0o755);
  const dataDir = join(open, 'data');
  await worksIn(t, { dataDir }, { env: { PATH: await makeBarePath(open) } });
  const owner = (await stat(join(dataDir, 'postgres', '18'))).uid;
  assert.notEqual(owner, 0);
  // With unshare at hand again the files are not nobody's.
  const client = await startOpenClient(t, { dataDir });
  assert.deepEqual(await client.query(`select to_regclass('things')::text as before`), [{ before: 'things' }]);
  await client.close();
});

test('where neither works for root, the one sentence names DATABASE_URL', options, async (t) => {
  if (skipUnless(t, isRoot, 'root')) return;
  const closed = await makeDataDir(t);
  await chmod(closed, 0o700);
  const dataDir = join(closed, 'data');
  const refusal = await refusalOf(startClient(t, { dataDir }, { env: { PATH: await makeBarePath(closed) } }));
  assert.equal(refusal.code, 'postgres-as-root');
  assert.match(refusal.hint, /DATABASE_URL/);
  // The keeper ends on its own, a moment after it told the reason.
  assert.ok(await holdsWithin(60_000, async () => (await keepersOf(dataDir)).length === 0));
});

test('an ordinary user needs nothing special', options, async (t) => {
  const dataDir = await makeDataDir(t);
  if (isRoot) await chown(dataDir, nobody.uid, nobody.gid);
  await worksIn(t, { dataDir }, isRoot ? nobody : {});
});

test('shared libraries whose links the install left out are linked in the data folder, not in the package', options, async (t) => {
  const dataDir = await makeDataDir(t);
  const packaged = (await findBinaries()).folder;
  const binaries = join(dataDir, 'package', 'native');
  await cp(packaged, binaries, { recursive: true, filter: async (source) => !source.endsWith('.a') && !(await lstat(source)).isSymbolicLink() });
  const before = await readdir(join(binaries, 'lib'));
  await worksIn(t, { dataDir: join(dataDir, 'data'), binaries });
  assert.deepEqual(await readdir(join(binaries, 'lib')), before);
  assert.ok((await readdir(join(dataDir, 'data', 'postgres', 'lib'))).length > 0);
});

test('a path too long for a socket moves the sockets to a private folder, which does not stay', options, async (t) => {
  const dataDir = join(await makeDataDir(t), 'a-rather-long-name'.repeat(9), 'data');
  const client = await startOpenClient(t, { dataDir });
  // Another TMPDIR must not make another folder.
  const other = await startOpenClient(t, { dataDir }, { env: { ...process.env, TMPDIR: '/var/tmp' } });
  assert.equal((await keepersOf(dataDir)).length, 1);
  const folders = (await readdir(tmpdir())).filter((name) => /^courant-[0-9a-f]{16}$/.test(name));
  assert.ok(folders.length > 0);
  for (const name of folders) assert.equal((await stat(join(tmpdir(), name))).mode & 0o777, 0o700);
  await Promise.all([client.close(), other.close()]);
  await worksIn(t, { dataDir });
  assert.equal(existsSync(join(dataDir, 'postgres', 'run')), false);
});

test('a data folder that cannot be made or written is told as that', options, async (t) => {
  const parent = await makeDataDir(t);
  await writeFile(join(parent, 'file'), '');
  assert.equal((await refusalOf(startClient(t, { dataDir: join(parent, 'file', 'data') }))).code, 'data-unwritable');
  await mkdir(join(parent, 'closed'), { mode: 0o555 });
  await chmod(parent, 0o755);
  const refusal = await refusalOf(startClient(t, { dataDir: join(parent, 'closed', 'data') }, isRoot ? nobody : {}));
  assert.equal(refusal.code, 'data-unwritable');
  assert.match(refusal.message, /EACCES/);
});

test('the cluster of another user is told as that', options, async (t) => {
  if (skipUnless(t, isRoot, 'root')) return;
  const dataDir = await makeDataDir(t);
  await chmod(dataDir, 0o777);
  await (await startOpenClient(t, { dataDir })).close();
  assert.equal((await refusalOf(startClient(t, { dataDir }, nobody))).code, 'data-unwritable');
});

test('a full disk is told as that, and the same folder works once there is room', options, async (t) => {
  if (skipUnless(t, isRoot && findProgram('mount') !== undefined, 'root and mount')) return;
  const folder = await makeDataDir(t);
  const run = promisify(execFile);
  await run('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', folder]);
  afterwards(t, async () => void (await run('umount', [folder])));
  const dataDir = join(folder, 'data');
  const refusal = await refusalOf(startClient(t, { dataDir }));
  assert.equal(refusal.code, 'disk-full');
  assert.deepEqual((await readdir(join(dataDir, 'postgres'))).toSorted(), ['log', 'run']);
  await run('mount', ['-o', 'remount,size=120m', folder]);
  await worksIn(t, { dataDir });
  // And full again, with a database in it.
  await writeFile(join(folder, 'filler'), Buffer.alloc(120 * 1024 * 1024)).catch(() => undefined);
  assert.equal((await refusalOf(startClient(t, { dataDir }))).code, 'disk-full');
  await rm(join(folder, 'filler'));
  await worksIn(t, { dataDir }, {}, [{ before: 'things' }]);
});

test('a platform without binaries is told as that', options, async (t) => {
  const dataDir = await makeDataDir(t);
  const refusal = await refusalOf(startClient(t, { dataDir, binaries: join(dataDir, 'nothing-here') }));
  assert.equal(refusal.code, 'postgres-missing');
  assert.match(refusal.hint, /DATABASE_URL/);
});

test('a data folder of another PostgreSQL is not touched', options, async (t) => {
  const dataDir = await makeDataDir(t);
  await mkdir(join(dataDir, 'postgres', '17'), { recursive: true });
  const refusal = await refusalOf(startClient(t, { dataDir }));
  assert.equal(refusal.code, 'data-version');
  assert.match(refusal.message, /belongs to PostgreSQL 17, this Courant carries 18/);
  assert.deepEqual(await readdir(join(dataDir, 'postgres', '17')), []);
});

test('a damaged cluster is told with the last lines of its log', options, async (t) => {
  const dataDir = await makeDataDir(t);
  await (await startOpenClient(t, { dataDir })).close();
  await rm(join(dataDir, 'postgres', '18', 'global', 'pg_control'));
  const refusal = await refusalOf(startClient(t, { dataDir }));
  assert.equal(refusal.code, 'postgres-failed');
  assert.match(refusal.message, /pg_control/);
  assert.match(refusal.hint, /postgres\/log/);
});

test('a lock file whose number some other process bears by now does not keep the database from starting', options, async (t) => {
  const dataDir = await makeDataDir(t);
  await (await startOpenClient(t, { dataDir })).close();
  const lines = [process.pid, join(dataDir, 'postgres', '18'), 1, 5432, join(dataDir, 'postgres', 'run'), '', ' 1 1', 'ready', ''];
  await writeFile(join(dataDir, 'postgres', '18', 'postmaster.pid'), lines.join('\n'), { mode: 0o600 });
  await writeFile(join(dataDir, 'postgres', 'run', '.s.PGSQL.5432.lock'), lines.slice(0, 5).join('\n'), { mode: 0o600 });
  await (await startOpenClient(t, { dataDir })).close();
});

test('a lock file that another server has only begun to write is waited for', options, async (t) => {
  const dataDir = await makeDataDir(t);
  await (await startOpenClient(t, { dataDir })).close();
  const [lock, log] = [join(dataDir, 'postgres', '18', 'postmaster.pid'), join(dataDir, 'postgres', 'log')];
  await writeFile(lock, '', { mode: 0o600 });
  const starting = startOpenClient(t, { dataDir });
  await until('a server to meet the lock file', async () => (await readFile(log, 'utf8')).includes('is empty'));
  await rm(lock);
  await (await starting).close();
});

test('what a start killed in the middle of its work left is cleared away by the next', options, async (t) => {
  const dataDir = await makeDataDir(t);
  // No process has this number: it is above the largest that Linux gives.
  await mkdir(join(dataDir, 'postgres', '18.new-4194305'), { recursive: true });
  await (await startOpenClient(t, { dataDir })).close();
  assert.deepEqual((await readdir(join(dataDir, 'postgres'))).toSorted(), ['18', 'log', 'run']);
});
