/** Token keys change under running processes, and every link stays good. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/clock.js';
import type { CampaignId, ListId, SubscriberId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import type { TokenKeys } from '../../src/message/signed-token.js';
import { makeUnsubscribeToken, readUnsubscribeToken } from '../../src/message/unsubscribe-token.js';
import { keyLeadMs, openKeyRing } from '../../src/store/key-ring.js';
import { addKey, currentKeySql, listKeys, loadSecrets, toKeys } from '../../src/store/keys.js';
import { runHere } from '../support/command.js';
import { openTestStore } from '../support/database.js';
import { openWorld } from '../support/world.js';

const leaving = { listId: '1' as ListId, subscriberId: '2' as SubscriberId, campaignId: '3' as CampaignId };

test('a running process learns of a new key before anybody signs with it, and reads old links for good', async (t) => {
  const store = await openTestStore(t);
  const clock = { ...systemClock, now: () => new Date(Date.now() + aheadMs) };
  let aheadMs = 0;
  const ring = await openKeyRing(store, { clock, log: silentLog, reloadEveryMs: 20 });
  t.after(() => ring.close());
  const old = makeUnsubscribeToken(ring.keys, leaving);
  assert.equal(await addKey(store, new Date(Date.now() + keyLeadMs)), 2);
  while (!ring.keys.secrets.has(2)) await systemClock.sleep(10);
  assert.equal(ring.keys.current, 1, 'read, but not signed with yet');
  assert.deepEqual(readUnsubscribeToken(ring.keys, makeUnsubscribeToken(toKeys(await listKeys(store), new Date(Date.now() + keyLeadMs)), leaving)), leaving);
  aheadMs = keyLeadMs + 1_000;
  assert.equal(ring.keys.current, 2);
  assert.notEqual(makeUnsubscribeToken(ring.keys, leaving), old);
  assert.deepEqual(readUnsubscribeToken(ring.keys, old), leaving);
});

test('a database that is away costs no keys', async (t) => {
  const store = await openTestStore(t);
  let isAway = false;
  const ring = await openKeyRing({ query: (sql, values) => (isAway ? Promise.reject(new Error('away')) : store.query(sql, values)) }, { clock: systemClock, log: silentLog, reloadEveryMs: 10 });
  t.after(() => ring.close());
  isAway = true;
  await systemClock.sleep(50);
  const known: TokenKeys = ring.keys;
  assert.deepEqual([...known.secrets.keys()], [1]);
});

test('a campaign is signed by the key that signs at its freeze; `courant keys rotate` is recorded', async (t) => {
  const world = await openWorld(t);
  const environment = { DATABASE_URL: world.databaseUrl };
  const rotated = await runHere(['keys', 'rotate'], environment);
  assert.match(rotated.out, /Key 2 is made and signs from /);
  await world.subscribe('a@mail.example');
  const keyOf = async () => (await world.store.query<{ id: number }>('select key_id as id from campaigns order by id desc limit 1'))[0]?.id;
  await world.freeze();
  assert.equal(await keyOf(), 1);
  await world.store.query("update keys set signs_from = now() - interval '1 second'");
  await world.freezeAgain();
  assert.equal(await keyOf(), 2);
  assert.equal((await loadSecrets(world.store)).current, 2);
  assert.deepEqual(await world.store.query(`select ${currentKeySql} as id`), [{ id: 2 }]);
  const listed = await runHere(['keys', 'ls'], environment);
  assert.match(listed.out, /1 .*is read\n.*2 .*signs now/);
  assert.ok(!/[0-9a-f]{32}/.test(listed.out), 'no secret');
  assert.match((await runHere(['audit', 'ls'], environment)).out, /keys\.rotate +key:2/);
});
