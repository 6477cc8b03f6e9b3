/** What every part of the program may expect of the store. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestStore } from '../support/database.js';

test('a transaction whose work throws leaves nothing behind', async (t) => {
  const store = await openTestStore(t);
  const work = store.transaction(async (transaction) => {
    await transaction.query('insert into keys (id, secret) values (1, $1)', [Buffer.from('secret')]);
    throw new Error('no');
  });
  await assert.rejects(work, /^Error: no$/);
  assert.deepEqual(await store.query('select * from keys'), []);
});

test('a transaction gives back what its work returns, and stays', async (t) => {
  const store = await openTestStore(t);
  const result = await store.transaction(async (transaction) => {
    await transaction.query('create table things (n int)');
    await transaction.query('insert into things values (1), (2)');
    return 'done';
  });
  assert.equal(result, 'done');
  assert.deepEqual(await store.query('select n from things order by n'), [{ n: 1 }, { n: 2 }]);
});

test('a transaction that hides the failure of a statement does not pass for committed', async (t) => {
  const store = await openTestStore(t);
  const work = store.transaction(async (transaction) => {
    await transaction.query('select 1 / 0').catch(() => undefined);
  });
  await assert.rejects(work, /rolled back/);
});

test('values come as documented: int8 as text, a day as text, a time as a Date', async (t) => {
  const store = await openTestStore(t);
  const rows = await store.query(`select 9007199254740993::int8 as number, '2020-07-22'::date as day, '2020-07-22T10:00:00+09:00'::timestamptz as time`);
  assert.deepEqual(rows, [{ number: '9007199254740993', day: '2020-07-22', time: new Date('2020-07-22T01:00:00Z') }]);
});

test('a lost connection fails its statement and nothing else', async (t) => {
  const store = await openTestStore(t);
  await assert.rejects(store.query('select pg_terminate_backend(pg_backend_pid())'));
  assert.deepEqual(await store.query('select 1 as one'), [{ one: 1 }]);
});

test('a connection lost inside a transaction, and while idle, does not end the process', async (t) => {
  const store = await openTestStore(t);
  const killed = store.transaction(async (transaction) => {
    const [{ pid } = { pid: 0 }] = await transaction.query<{ pid: number }>('select pg_backend_pid() as pid');
    await store.query('select pg_terminate_backend($1)', [pid]);
    await transaction.query('select 1');
  });
  await assert.rejects(killed);
  await store.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()');
  assert.deepEqual(await store.query('select 1 as one'), [{ one: 1 }]);
});

test('the same database is not shared between two tests', async (t) => {
  const [first, second] = [await openTestStore(t), await openTestStore(t)];
  await first.query(`insert into keys (id, secret) values (1, '\\x00')`);
  assert.deepEqual(await second.query('select * from keys'), []);
});

test('closing twice is closing once', async (t) => {
  const store = await openTestStore(t);
  await Promise.all([store.close(), store.close()]);
  await store.close();
});
