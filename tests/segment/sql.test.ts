/** The SQL of a segment and its reader in memory choose the same people, on a real PostgreSQL. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addList } from '../../src/audience/lists.js';
import { matchesSegment, type SegmentSubject } from '../../src/segment/match.js';
import { renderSegment } from '../../src/segment/render.js';
import { segmentToSql } from '../../src/segment/sql.js';
import type { Condition } from '../../src/segment/segment.js';
import { forgetReaders, sumReaders } from '../../src/store/campaign-readers.js';
import { noteBounce } from '../../src/store/feedback.js';
import type { Store } from '../../src/store/store.js';
import { toCampaignId, toSubscriberId, type ListId } from '../../src/ids.js';
import { openTestStore } from '../support/database.js';
import { campaignIds, condition, now, person, type MadePerson } from './arbitrary.js';

type World = { readonly store: Store; readonly listId: ListId; readonly subjects: readonly SegmentSubject[] };

/** Campaigns 1 and 3 are of the list and have begun, 2 is of another list; a fourth of the list is frozen and has not begun. */
const ofList = ['3', '1'];

async function openSegmentWorld(t: Parameters<typeof openTestStore>[0], people: readonly MadePerson[]): Promise<World> {
  const store = await openTestStore(t);
  const list = await addList(store, { slug: 'weekly', from: 'W <w@example.org>' });
  const vip = await addList(store, { slug: 'vip', from: 'W <w@example.org>' });
  await store.query(`insert into editions (hash, newsletter, slug, title, issue_date, lang, content) values ('h', 'n', 's', 't', '2026-01-01', 'en', '{}')`);
  await store.query(`insert into keys (id, secret) values (1, '')`);
  for (const [id, listId, isBegun] of [['1', list.id, true], ['2', vip.id, true], ['3', list.id, true], ['4', list.id, false]] as const) {
    const [made] = await store.query<{ id: string }>(`insert into campaigns (edition_hash, list_id, state, candidate_count, audience_count, excluded, key_id, started_at)
      values ('h', $1, 'finished', 0, 0, '{}', 1, case when $2 then now() end) returning id`, [listId, isBegun]);
    assert.equal(made?.id, id);
  }
  const subjects = [];
  for (const [index, one] of people.entries()) subjects.push(await insertPerson(store, one, index, { listId: list.id, vipId: vip.id }));
  return { store, listId: list.id, subjects };
}

async function insertPerson(store: Store, one: MadePerson, index: number, ids: { listId: ListId; vipId: ListId }): Promise<SegmentSubject> {
  const address = `${one.address}${index}.${one.domain}`;
  const [made] = await store.query<{ id: string }>('insert into subscribers (address, canonical, domain, name, lang, attributes) values ($1, $1, $2, $3, $4, $5) returning id',
    [address, one.domain, one.name, one.lang, JSON.stringify(one.attributes)]);
  const subscriberId = made?.id ?? '';
  await store.query(`insert into subscriptions (list_id, subscriber_id, status, source, joined_at, topics, frequency) values ($1, $2, 'subscribed', $3, $4, $5, $6)`, [ids.listId, subscriberId, one.source, one.joinedAt, one.topics, one.frequency]);
  await store.query(`insert into subscriptions (list_id, subscriber_id, status, source) values ($1, $2, $3, 'form')`, [ids.vipId, subscriberId, one.lists.includes('vip') ? 'subscribed' : 'unsubscribed']);
  for (const campaign of campaignIds) await insertDelivery(store, campaign, subscriberId, one.outcomes[campaign] ?? null);
  const outcomes = new Map(campaignIds.map((id) => [id, one.outcomes[id] ?? []] as const));
  return { ...one, address, subscriberId, campaigns: ofList, outcomes };
}

async function insertDelivery(store: Store, campaign: string, subscriberId: string, outcomes: MadePerson['outcomes'][string]): Promise<void> {
  if (outcomes === null || outcomes === undefined) return;
  const isOdd = Number(subscriberId) % 2 === 1;
  const state = outcomes.includes('received') ? 'accepted' : outcomes.includes('bounced') ? (isOdd ? 'failed' : 'accepted') : 'cancelled';
  const bouncedKind = outcomes.includes('bounced') && !isOdd ? 'soft' : null;
  await store.query(`insert into deliveries (campaign_id, subscriber_id, address, lane, state, bounced_kind) values ($1, $2, 'a', 'rest', $3, $4)`, [campaign, subscriberId, state, bouncedKind]);
  if (!outcomes.includes('complained')) return;
  await store.query(`with f as (insert into feedback (digest, source, raw, state) values ($1, 'file', '', 'applied') returning id)
    insert into feedback_reports (feedback_id, campaign_id, subscriber_id, kind, bucket, reason, effect) select id, $2, $3, 'complaint', 'policy', 'x', 'none' from f`, [`${campaign}/${subscriberId}`, campaign, subscriberId]);
}

async function chosenBySql({ store, listId }: World, where: Condition): Promise<readonly string[]> {
  const { text, values } = segmentToSql({ text: '', where }, { subscriber: 's', subscription: 'n', firstParameter: 2, listId, now });
  const rows = await store.query<{ id: string }>(`select s.id from subscriptions n join subscribers s on s.id = n.subscriber_id where n.list_id = $1 and (${text}) is true order by s.id`, [listId, ...values]);
  return rows.map(({ id }) => id);
}

function chosenInMemory({ subjects }: World, where: Condition): readonly string[] {
  return subjects.filter((subject) => matchesSegment({ text: '', where }, subject, now)).map(({ subscriberId }) => subscriberId);
}

test('any segment chooses the same people in the database and in memory, whether or not a campaign is summed up', async (t) => {
  const world = await openSegmentWorld(t, fc.sample(person, { numRuns: 150, seed: 8 }));
  let mixedCount = 0;
  let askedCount = 0;
  await fc.assert(fc.asyncProperty(condition, async (where) => {
    if ((askedCount += 1) % 150 === 0) await sumReaders(world.store, now); // one campaign more, the newest first
    const [bySql, inMemory] = [await chosenBySql(world, where), chosenInMemory(world, where)];
    assert.deepEqual(bySql, inMemory, renderSegment({ where }));
    if (bySql.length > 0 && bySql.length < world.subjects.length) mixedCount += 1;
  }), { numRuns: 600 });
  assert.ok(mixedCount > 200, `only ${mixedCount} segments chose some and left some: the test would see little`);
});

test('a cancelled campaign is summed up too, once what was open is settled', async (t) => {
  const { store } = await openSegmentWorld(t, fc.sample(person, { numRuns: 5, seed: 10 }));
  await store.query("update campaigns set state = 'cancelled' where id = 1");
  const [open] = await store.query<{ id: string; state: string }>("select subscriber_id as id, state from deliveries where campaign_id = 1 limit 1");
  await store.query("update deliveries set state = 'transmitting' where campaign_id = 1 and subscriber_id = $1", [open?.id]);
  while (await sumReaders(store, now));
  assert.deepEqual(await store.query('select id from campaigns where readers_at is null'), [{ id: '1' }]);
  await store.query("update deliveries set state = 'accepted' where campaign_id = 1 and subscriber_id = $1", [open?.id]);
  assert.equal(await sumReaders(store, now), true);
  assert.deepEqual(await store.query('select id from campaigns where readers_at is null'), []);
});

test('who received a campaign is the same before and after it is summed up, also when a bounce comes later', async (t) => {
  const world = await openSegmentWorld(t, fc.sample(person, { numRuns: 150, seed: 9 }));
  const received: Condition = { kind: 'outcome', outcome: 'received', campaigns: { last: 2 } };
  const before = await chosenBySql(world, received);
  while (await sumReaders(world.store, now));
  assert.deepEqual((await world.store.query('select id from campaigns where readers_at is null')), []);
  assert.deepEqual(await chosenBySql(world, received), before);
  const late = before[0] ?? '';
  for (const campaignId of ['1', '3'].map(toCampaignId)) {
    const delivery = { campaignId, subscriberId: toSubscriberId(late) };
    await world.store.transaction((transaction) => noteBounce(transaction, delivery, { kind: 'hard', isProof: true, feedbackId: '1' }));
  }
  assert.deepEqual(await chosenBySql(world, received), before.filter((id) => id !== late));
  await world.store.transaction((transaction) => forgetReaders(transaction, toCampaignId('3')));
  assert.deepEqual(await chosenBySql(world, received), before.filter((id) => id !== late), 'half of it from the ledger');
});

test('a sample is about as large as asked, the same each time, and a larger one holds a smaller one', async (t) => {
  const world = await openSegmentWorld(t, fc.sample(person, { numRuns: 1, seed: 8 }));
  await world.store.query(`with s as (insert into subscribers (address, canonical, domain) select 'p' || i, 'p' || i, 'x.example' from generate_series(1, 4000) i returning id)
    insert into subscriptions (list_id, subscriber_id, status, source) select $1, id, 'subscribed', 'import' from s`, [world.listId]);
  const sample = (percent: number, seed = '') => chosenBySql(world, { kind: 'sample', percent, seed });
  const [tenth, half, other] = [await sample(10), await sample(50), await sample(50, 'spring')];
  assert.ok(tenth.length > 300 && tenth.length < 500 && half.length > 1_850 && half.length < 2_150, `${tenth.length} and ${half.length} of 4001`);
  assert.deepEqual(await sample(10), tenth);
  assert.deepEqual(tenth.filter((id) => !half.includes(id)), []);
  const both = half.filter((id) => other.includes(id)).length;
  assert.ok(both > 850 && both < 1_150, `another seed is another half: ${both} in both`);
});
