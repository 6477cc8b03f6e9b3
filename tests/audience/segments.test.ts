/** Segments of a list: by condition or by name, counted, explained, exported. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAttributeWord } from '../../src/audience/attributes-file.js';
import { exportSubscribers } from '../../src/audience/export.js';
import { addList, editList, removeList, requireList } from '../../src/audience/lists.js';
import { explainSegment, removeSegment, resolveSegment, saveSegment } from '../../src/audience/segments.js';
import { addSubscriber, unsubscribe } from '../../src/audience/subscribers.js';
import { countSegment, listSegments } from '../../src/store/segments.js';
import { openTestStore } from '../support/database.js';

const at = new Date('2026-11-22T09:00:00Z');

async function openListWorld(t: Parameters<typeof openTestStore>[0]) {
  const store = await openTestStore(t);
  const attributes = [parseAttributeWord('country:choice=KR|US'), parseAttributeWord('vip:boolean')];
  const list = await addList(store, { slug: 'weekly', from: 'W <w@example.org>', attributes, topics: [{ slug: 'economy', name: 'Economy', names: {} }] });
  for (const [address, country, vip] of [['a@x.example', 'KR', 'true'], ['b@x.example', 'KR', ''], ['c@x.example', 'US', 'true'], ['d@x.example', 'KR', 'true']] as const) {
    await addSubscriber(store, { list, address, attributes: { country, vip }, source: 'admin', at });
  }
  const [gone] = await store.query<{ id: Parameters<typeof unsubscribe>[1]['subscriberId'] }>(`select id from subscribers where address = 'd@x.example'`);
  await unsubscribe(store, { subscriberId: gone?.id ?? assert.fail(), listId: list.id, reason: 'page', at });
  return { store, list };
}

test('a condition is counted over those who subscribe, and explained with its SQL and parameters', async (t) => {
  const { store, list } = await openListWorld(t);
  const explained = await explainSegment(store, list, await resolveSegment(store, list, `country='kr' AND (vip or sample 100%)`), at);
  assert.deepEqual([explained.segment, explained.count, explained.subscribedCount], ['country = "KR" and (vip = true or sample 100%)', 2, 3]);
  assert.match(explained.sql, /^select count\(\*\)/);
  assert.ok(!explained.sql.includes('country') && !explained.sql.includes('KR'));
  assert.deepEqual(explained.parameters, [list.id, 'country', 'KR', 'vip', 'true']);
  await assert.rejects(resolveSegment(store, list, 'topics has "economics" or lists has "weekly"'), { code: 'segment-value', message: /no topic "economics"/ });
  await assert.rejects(resolveSegment(store, list, 'lists has "wekly"'), { code: 'segment-value', hint: 'did you mean weekly?' });
});

test('a segment is kept by a name, changed only when that is said, and removed', async (t) => {
  const { store, list } = await openListWorld(t);
  const save = (name: string, text: string, isReplacing = false) => saveSegment(store, list, { name, text, isReplacing, at });
  await save('korea', 'country = "KR"');
  assert.equal(await countSegment(store, list.id, await resolveSegment(store, list, ' korea '), at), 2);
  await assert.rejects(save('korea', 'country = "US"'), { code: 'already-exists', hint: /--replace/ });
  await save('korea', 'country = "US"', true);
  assert.equal(await countSegment(store, list.id, await resolveSegment(store, list, 'korea'), at), 1);
  assert.deepEqual((await listSegments(store, list.id)).map(({ name, text }) => [name, text]), [['korea', 'country = "US"']]);
  await assert.rejects(resolveSegment(store, list, 'corea'), { code: 'not-found', hint: 'did you mean korea?' });
  for (const name of ['Korea', 'vip', 'joined', 'a b', '', 'x'.repeat(41), '__proto__']) await assert.rejects(save(name, 'vip'), { code: 'usage' }, name);
  await assert.rejects(save('broken', 'country = '), { code: 'segment-value' }, 'what is not understood is not kept');
  await editList(store, 'weekly', { attributes: [] });
  await assert.rejects(resolveSegment(store, await requireList(store, 'weekly'), 'korea'), { code: 'segment-field', message: /saved segment "korea" is no longer understood/ });
  await removeSegment(store, list, 'korea');
  await assert.rejects(removeSegment(store, list, 'korea'), { code: 'not-found' });
});

test('an attribute of one word is a condition, not a name', async (t) => {
  const { store, list } = await openListWorld(t);
  assert.equal(await countSegment(store, list.id, await resolveSegment(store, list, 'vip'), at), 2);
});

test('an export of a segment holds those who subscribe and are in it, page by page', async (t) => {
  const { store, list } = await openListWorld(t);
  await store.query(`with s as (insert into subscribers (address, canonical, domain, attributes) select 'p' || i || '@x.example', 'p' || i, 'x.example', case when i % 2 = 0 then '{"country":"KR"}' else '{}' end::jsonb
    from generate_series(1, 2500) i returning id) insert into subscriptions (list_id, subscriber_id, status, source) select $1, id, 'subscribed', 'import' from s`, [list.id]);
  let text = '';
  for await (const piece of exportSubscribers(store, list, 'csv', { segment: await resolveSegment(store, list, 'country = "KR"'), now: at })) text += piece;
  const lines = text.trim().split('\r\n');
  assert.equal(lines.length, 1 + 1250 + 2);
  assert.equal(new Set(lines).size, lines.length);
  assert.ok(!text.includes('d@x.example') && !text.includes('c@x.example'));
});

test('a removed list takes its segments with it', async (t) => {
  const { store, list } = await openListWorld(t);
  await saveSegment(store, list, { name: 'korea', text: 'country = "KR"', isReplacing: false, at });
  await removeList(store, 'weekly', { force: true });
  assert.deepEqual(await store.query('select name from segments'), []);
});
