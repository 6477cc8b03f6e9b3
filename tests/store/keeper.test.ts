/** The embedded PostgreSQL lives as long as somebody has the store open, and not a moment longer, whatever is killed. */
import assert from 'node:assert/strict';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { holdsWithin, keepersOf, makeDataDir, postmastersOf, processesOf, startClient, startOpenClient, type Found } from './processes.js';

const options = { skip: process.platform === 'linux' ? false : 'needs /proc', timeout: 300_000 };

/** One that has ended since it was found, because its server died, is as wanted. */
function killAll(found: readonly Found[]): void {
  for (const { pid } of found) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
const isEmptyWithin = (ms: number, dataDir: string) => holdsWithin(ms, async () => (await processesOf(dataDir)).length === 0);

test('two first starts at once make one database, which both use', options, async (t) => {
  const dataDir = await makeDataDir(t);
  const [first, second] = await Promise.all([startOpenClient(t, { dataDir }), startOpenClient(t, { dataDir })]);
  await first.query('create table things as select 7 as n');
  assert.deepEqual(await second.query('select n from things'), [{ n: 7 }]);
  assert.equal((await keepersOf(dataDir)).length, 1);
  assert.equal((await postmastersOf(dataDir)).length, 1);
  await Promise.all([first.close(), second.close()]);
});

test('the database stays when one of two lets go, and is gone right after the last one has ended', options, async (t) => {
  const dataDir = await makeDataDir(t);
  const first = await startOpenClient(t, { dataDir });
  const second = await startOpenClient(t, { dataDir });
  await first.close();
  assert.deepEqual(await second.query('select 1 as one'), [{ one: 1 }]);
  await second.close();
  assert.deepEqual(await processesOf(dataDir), []);
});

test('a start while the last one is stopping waits for it and works', options, async (t) => {
  const dataDir = await makeDataDir(t);
  let last = await startOpenClient(t, { dataDir });
  for (let round = 0; round < 4; round += 1) {
    const [next] = await Promise.all([startOpenClient(t, { dataDir }), last.close()]);
    assert.deepEqual(await next.query('select 1 as one'), [{ one: 1 }]);
    last = next;
  }
  await last.close();
});

test('after kill -9 of the only user nothing is left within seconds', options, async (t) => {
  const dataDir = await makeDataDir(t);
  const client = await startOpenClient(t, { dataDir });
  await client.kill();
  assert.ok(await isEmptyWithin(5_000, dataDir));
});

test('after kill -9 in the middle of the first start nothing is left, and the next start works', options, async (t) => {
  const dataDir = await makeDataDir(t);
  const client = startClient(t, { dataDir });
  assert.ok(await holdsWithin(60_000, async () => (await keepersOf(dataDir)).length === 1));
  await client.kill();
  assert.ok(await isEmptyWithin(15_000, dataDir));
  await (await startOpenClient(t, { dataDir })).close();
});

test('Ctrl-C in the terminal does not take the database from work that still writes', options, async (t) => {
  const dataDir = await makeDataDir(t);
  const client = await startOpenClient(t, { dataDir });
  process.kill(-(client.child.pid ?? 0), 'SIGINT');
  assert.deepEqual(await client.next(), [{ last: 4 }]);
  assert.deepEqual(await client.next(), { closed: true });
  assert.ok(await isEmptyWithin(1_000, dataDir));
});

test('signals that a service manager sends to everybody do not end the keeper before its users', options, async (t) => {
  const dataDir = await makeDataDir(t);
  const client = await startOpenClient(t, { dataDir });
  for (const { pid } of await keepersOf(dataDir)) process.kill(pid, 'SIGTERM');
  assert.deepEqual(await client.query('select 1 as one'), [{ one: 1 }]);
  await client.close();
});

test('after kill -9 of everything the next start works and has every commit', options, async (t) => {
  const dataDir = await makeDataDir(t);
  const client = await startOpenClient(t, { dataDir });
  await client.query('create table things as select 7 as n');
  killAll([...(await keepersOf(dataDir)), ...(await postmastersOf(dataDir))]);
  killAll(await processesOf(dataDir));
  await client.kill();
  const next = await startOpenClient(t, { dataDir });
  assert.deepEqual(await next.query('select n from things'), [{ n: 7 }]);
  await next.close();
});

test('an orphan, whose keeper and users were killed, is stopped by the next start', options, async (t) => {
  const dataDir = await makeDataDir(t);
  const client = await startOpenClient(t, { dataDir });
  killAll(await keepersOf(dataDir));
  await client.kill();
  const [orphan] = await postmastersOf(dataDir);
  const [first, second] = await Promise.all([startOpenClient(t, { dataDir }), startOpenClient(t, { dataDir })]);
  const [server, ...more] = await postmastersOf(dataDir);
  assert.deepEqual(more, []);
  assert.notEqual(server?.pid, orphan?.pid);
  await Promise.all([first.close(), second.close()]);
  assert.deepEqual(await processesOf(dataDir), []);
});

for (const [victim, find] of [['keeper', keepersOf], ['server', postmastersOf]] as const) {
  test(`kill -9 of the ${victim} under two open stores: both find their database again`, options, async (t) => {
    const dataDir = await makeDataDir(t);
    const clients = await Promise.all([startOpenClient(t, { dataDir }), startOpenClient(t, { dataDir })]);
    const before = await keepersOf(dataDir);
    killAll(await find(dataDir));
    assert.ok(await holdsWithin(60_000, async () => (await keepersOf(dataDir)).some(({ pid }) => pid !== before[0]?.pid)));
    for (const client of clients) {
      assert.ok(await holdsWithin(60_000, async () => Array.isArray(await client.query('select 1 as one'))));
    }
    for (const client of clients) await client.close();
    assert.deepEqual(await processesOf(dataDir), []);
  });
}

test('a cluster that was taken away under an open store is not made anew: an empty ledger would look like a fresh one', options, async (t) => {
  const dataDir = await makeDataDir(t);
  const client = await startOpenClient(t, { dataDir });
  const home = join(dataDir, 'postgres');
  const [cluster = ''] = (await readdir(home)).filter((name) => /^[0-9]+$/.test(name));
  await rename(join(home, cluster), join(home, 'taken-away'));
  killAll(await processesOf(dataDir).then((all) => all.filter(({ command }) => /keeper\.js|bin\/postgres|^postgres/.test(command))));
  assert.equal(await holdsWithin(3_000, async () => (await readdir(home)).some((name) => /^[0-9]+$/.test(name))), false);
  await rename(join(home, 'taken-away'), join(home, cluster));
  await client.close();
  const again = await startOpenClient(t, { dataDir });
  assert.deepEqual(await again.query('select 1 as one'), [{ one: 1 }]);
  await again.close();
  assert.ok(await isEmptyWithin(10_000, dataDir));
});
