/** What readers wish of a list's issues acts on the freeze: not so often, only some topics. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chooseFrequency } from '../../src/audience/choose-frequency.js';
import { frequencies, type Frequency } from '../../src/audience/frequency.js';
import { addList, editList } from '../../src/audience/lists.js';
import { addSubscriber, showSubscriber } from '../../src/audience/subscribers.js';
import { makeBalance } from '../../src/campaign/balance.js';
import { cancelCampaign } from '../../src/campaign/control.js';
import { freezeAudience } from '../../src/campaign/freeze.js';
import { planCampaign } from '../../src/campaign/plan.js';
import { systemClock } from '../../src/clock.js';
import { UserError } from '../../src/errors.js';
import { toEditionHash, type CampaignId } from '../../src/ids.js';
import { parseSegment } from '../../src/segment/parse.js';
import type { Segment } from '../../src/segment/segment.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { createFollowUp } from '../../src/store/follow-up.js';
import type { ListRow } from '../../src/store/lists.js';
import { listConsents } from '../../src/store/consents.js';
import { openWorld, sampleEdition } from '../support/world.js';

const closing: (() => Promise<void>)[] = [];
after(async () => { for (const close of closing.toReversed()) await close(); });
const world = await openWorld({ after: (work) => void closing.push(work) });
const { store } = world;

let count = 0;

/** A list with one reader of each frequency; their addresses tell it. */
async function openList(topics: readonly string[] = []): Promise<ListRow> {
  count += 1;
  const list = await addList(store, { slug: `list-${count}`, from: 'news@example.org', frequencies, timeZone: 'Asia/Seoul', topics: topics.map((slug) => ({ slug, name: slug, names: {} })) });
  for (const frequency of [null, ...frequencies]) await join(list, frequency);
  return list;
}

async function join(list: ListRow, frequency: Frequency | null, name: string = frequency ?? 'every'): Promise<void> {
  await addSubscriber(store, { list, address: `${name}@${list.slug}.example`, source: 'admin', frequency, at: new Date() });
}

type Sent = { readonly campaignId: CampaignId; readonly got: readonly string[]; readonly excluded: Readonly<Record<string, number>> };

/** Frozen as the plan of the same moment said; everybody's server takes it unless `outcome` says otherwise. */
async function send(list: ListRow, slug: string, at: string, about: { outcome?: string; isAgain?: boolean; topics?: readonly string[]; segment?: Segment } = {}): Promise<Sent> {
  const { outcome = 'accepted', isAgain = false, topics, segment = null } = about;
  const sendAt = new Date(at);
  const edition = { ...sampleEdition, slug, hash: toEditionHash(Buffer.from(`${slug}/${topics?.join() ?? ''}`).toString('hex').padStart(64, '0')), ...(topics === undefined ? {} : { topics }) };
  const plan = await planCampaign(store, { ...systemClock, now: () => sendAt }, { edition, listId: list.id, segment, messageBytes: 1000, ratePerSecond: 50, sendAt });
  const { campaignId, audience } = await freezeAudience(store, plan, { assets: [], ratePerSecond: null, sendAt, notAfter: null, isAgain });
  await store.query('update deliveries set state = $2 where campaign_id = $1', [campaignId, outcome]);
  const campaign = await findCampaign(store, campaignId) ?? assert.fail();
  assert.deepEqual([audience, campaign.excluded], [plan.counts.audience, Object.fromEntries(Object.entries(plan.counts.excluded).filter(([, each]) => each > 0))], 'plan and freeze agree');
  assert.ok(makeBalance(campaign, { accepted: audience }).holds, 'candidates are the audience and those left out');
  return { campaignId, got: await readersOf(campaignId), excluded: campaign.excluded };
}

async function readersOf(campaignId: CampaignId): Promise<readonly string[]> {
  const rows = await store.query<{ name: string }>(`select split_part(address, '@', 1) as name from deliveries where campaign_id = $1 order by 1`, [campaignId]);
  return rows.map(({ name }) => name);
}

const dayMs = 86_400_000;
const all = ['every', 'monthly', 'weekly'];

test('of a daily list the weekly reader gets one issue a week, the monthly reader the first of each month, and each is counted', async () => {
  const list = await openList();
  const begin = Date.parse('2026-11-02T08:00+09:00');
  const got = new Map<string, string[]>(all.map((name) => [name, []]));
  for (let day = 0; day < 32; day += 1) {
    // Up to an hour early or late.
    const at = new Date(begin + day * dayMs + ((day * 37) % 121 - 60) * 60_000);
    const sent = await send(list, `day-${day}`, at.toISOString());
    for (const name of sent.got) got.get(name)?.push(new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(0, 10));
    assert.equal(sent.excluded['frequency'] ?? 0, 3 - sent.got.length);
  }
  assert.equal(got.get('every')?.length, 32);
  assert.deepEqual(got.get('weekly'), ['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30']);
  assert.deepEqual(got.get('monthly'), ['2026-11-02', '2026-12-01']);
});

test('a weekly issue reaches the weekly reader each week, also when it took days to get to them', async () => {
  const list = await openList();
  for (let week = 0; week < 4; week += 1) {
    const { campaignId, got } = await send(list, `week-${week}`, new Date(Date.parse('2026-11-04T08:00Z') + week * 7 * dayMs + (week % 2) * 3_600_000).toISOString());
    assert.ok(got.includes('weekly'), `week ${week}`);
    await store.query(`update deliveries set settled_at = now() + interval '5 days' where campaign_id = $1`, [campaignId]);
  }
});

test('only an issue that the reader has or will have counts', async () => {
  const outcomes: readonly (readonly [outcome: string, isCounted: boolean])[] = [
    ['accepted', true], ['in_doubt', true], ['pending', true], ['deferred', true], ['failed', false], ['suppressed', false], ['cancelled', false],
  ];
  for (const [outcome, isCounted] of outcomes) {
    const list = await openList();
    await send(list, 'first', '2026-11-02T08:00Z', { outcome });
    assert.deepEqual((await send(list, 'second', '2026-11-04T08:00Z')).got, isCounted ? ['every'] : all, outcome);
  }
  const list = await openList();
  const { campaignId } = await send(list, 'first', '2026-11-02T08:00Z');
  await store.query(`update deliveries set bounced_kind = 'soft' where campaign_id = $1`, [campaignId]);
  assert.deepEqual((await send(list, 'second', '2026-11-04T08:00Z')).got, all, 'it came back');
});

test('a cancelled campaign counts for those who had got it, and for nobody else', async () => {
  const list = await openList();
  await join(list, 'weekly', 'late');
  const { campaignId } = await send(list, 'first', '2026-11-02T08:00Z', { outcome: 'pending' });
  await store.query(`update deliveries set state = 'accepted' where campaign_id = $1 and address like 'weekly@%'`, [campaignId]);
  await cancelCampaign(store, campaignId, systemClock);
  assert.deepEqual((await send(list, 'second', '2026-11-04T08:00Z')).got, ['every', 'late', 'monthly']);
});

test('what is frozen for a later day counts too: nobody gets two because both were frozen at once', async () => {
  const list = await openList();
  await send(list, 'friday', '2026-11-06T08:00Z', { outcome: 'pending' });
  assert.deepEqual((await send(list, 'wednesday', '2026-11-04T08:00Z')).got, ['every']);
});

test('the same issue again is no other issue: it reaches whom it is for, and does not put off the next one', async () => {
  const list = await openList();
  await send(list, 'first', '2026-11-02T08:00Z');
  assert.deepEqual((await send(list, 'first', '2026-11-05T08:00Z', { isAgain: true })).got, all);
  assert.deepEqual((await send(list, 'second', '2026-11-09T08:00Z')).got, ['every', 'weekly'], 'a week after it first came');
});

test('an issue in two parts of a list counts for each reader as of the part that reached them', async () => {
  const list = await openList();
  await join(list, 'weekly', 'other');
  await send(list, 'first', '2026-11-02T08:00Z', { segment: parseSegment('address starts with "weekly"', []) });
  assert.deepEqual((await send(list, 'first', '2026-11-05T08:00Z', { isAgain: true, segment: parseSegment('not address starts with "weekly"', []) })).got, ['every', 'monthly', 'other']);
  assert.deepEqual((await send(list, 'second', '2026-11-09T08:00Z')).got, ['every', 'weekly']);
});

test('a follow-up to those who failed is no second issue, and counts for whom it reached', async () => {
  const list = await openList();
  const { campaignId } = await send(list, 'first', '2026-11-02T08:00Z');
  await store.query(`update deliveries set state = 'failed' where campaign_id = $1 and address like 'weekly@%'`, [campaignId]);
  const [failed] = await store.query<{ id: never }>(`select subscriber_id as id from deliveries where campaign_id = $1 and state = 'failed'`, [campaignId]);
  const followUp = await createFollowUp(store, { campaignId, at: new Date(), subscriberIds: [failed?.id ?? assert.fail()], excluded: {} });
  await store.query(`update campaigns set send_at = '2026-11-04T08:00Z' where id = $1`, [followUp]);
  await store.query(`update deliveries set state = 'accepted' where campaign_id = $1`, [followUp]);
  assert.deepEqual((await send(list, 'second', '2026-11-09T08:00Z')).got, ['every'], 'it came to them five days ago');
  assert.deepEqual((await send(list, 'third', '2026-11-11T08:00Z')).got, ['every', 'weekly']);
});

test('issues of another list, of months ago and of before the reader joined leave nobody out', async () => {
  const [list, other] = [await openList(), await openList()];
  await send(other, 'first', '2026-11-02T08:00Z');
  await send(list, 'old', '2026-08-02T08:00Z');
  assert.deepEqual((await send(list, 'first', '2026-11-02T08:00Z')).got, all);
  await join(list, 'monthly', 'new');
  assert.deepEqual((await send(list, 'second', '2026-11-03T08:00Z')).got, ['every', 'new']);
});

test('segments know the frequency: a digest of the month for those who want one', async () => {
  const list = await openList();
  const segmentOf = (text: string): Segment => parseSegment(text, []);
  assert.deepEqual((await send(list, 'issue', '2026-11-02T08:00Z', { segment: segmentOf('frequency != "monthly"') })).excluded, { segment: 1 });
  assert.deepEqual((await send(list, 'digest', '2026-11-30T08:00Z', { segment: segmentOf('frequency = "monthly"') })).got, ['monthly']);
});

test('a reader who chose topics gets the issues of one of them and those without any; who has not chosen gets all', async () => {
  const list = await openList(['economy', 'culture']);
  const choose = (name: string, topics: readonly string[]) => store.query('update subscriptions n set topics = $3 from subscribers s where s.id = n.subscriber_id and n.list_id = $1 and s.address = $2', [list.id, `${name}@${list.slug}.example`, topics]);
  for (const [name, topics] of [['one', ['economy']], ['both', ['culture', 'economy']], ['none', []]] as const) {
    await join(list, null, name);
    await choose(name, topics);
  }
  const both = await send(list, 'economy', '2026-11-02T08:00Z', { topics: ['economy'] });
  assert.deepEqual([both.got, both.excluded], [['both', 'every', 'monthly', 'one', 'weekly'], { topic: 1 }]);
  assert.deepEqual((await send(list, 'culture', '2026-11-03T08:00Z', { topics: ['culture'] })).got, ['both', 'every']);
  assert.equal((await send(list, 'for-all', '2026-11-04T08:00Z')).excluded['topic'], undefined);
  await choose('weekly', ['culture']);
  assert.deepEqual((await send(list, 'economy-2', '2026-11-16T08:00Z', { topics: ['economy'] })).excluded, { topic: 2, frequency: 1 }, 'each is counted once, and by what is closer to the issue');
});

test('an issue of a topic that the list does not declare is told before anybody is counted; where a list has no topics they mean nothing', async () => {
  await assert.rejects(send(await openList(['economy']), 'x', '2026-11-02T08:00Z', { topics: ['econmy'] }), (error: unknown) => error instanceof UserError && error.code === 'issue-topic' && /economy/.test(error.hint ?? ''));
  assert.deepEqual((await send(await openList(), 'y', '2026-11-02T08:00Z', { topics: ['economy'] })).got, all);
});

test('a choice is recorded in the words that were shown, once, and shown with what it keeps from the reader', async () => {
  const list = await openList();
  await send(list, 'first', '2026-11-02T08:00+09:00');
  const view = await showSubscriber(store, `every@${list.slug}.example`);
  assert.ok('id' in view);
  const choice = { listId: list.id, subscriberId: view.id, frequency: 'monthly', text: '한 달에 한 번', source: 'page', origin: null, at: new Date() } as const;
  assert.deepEqual([await chooseFrequency(store, choice), await chooseFrequency(store, choice)], ['changed', 'unchanged']);
  assert.deepEqual((await listConsents(store, view.id)).map(({ act, purpose, text }) => [act, purpose, text]), [['given', 'mails', null], ['chosen', 'frequency', '한 달에 한 번']]);
  const shown = await showSubscriber(store, view.address);
  assert.ok('id' in shown);
  assert.deepEqual(shown.subscriptions.map(({ frequency, lastIssueAt, nextIssueFrom }) => [frequency, lastIssueAt, nextIssueFrom]), [['monthly', new Date('2026-11-02T08:00+09:00'), new Date('2026-12-01T00:00+09:00')]]);
  assert.equal(await chooseFrequency(store, { ...choice, listId: (await openList()).id }), 'not-on-list');
});

test('what a list no longer offers is still kept to', async () => {
  const list = await openList();
  await send(list, 'first', '2026-11-02T08:00Z');
  await editList(store, list.slug, { frequencies: [] });
  assert.deepEqual((await send(list, 'second', '2026-11-04T08:00Z')).got, ['every']);
  await assert.rejects(editList(store, list.slug, { frequencies: ['daily'] }), /no frequency/);
});
