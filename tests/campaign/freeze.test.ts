/** Plan and freeze agree on who is in, and the same issue does not go out twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unsubscribe } from '../../src/audience/subscribers.js';
import { suppressAddress } from '../../src/audience/suppression.js';
import { makeBalance, renderBalance } from '../../src/campaign/balance.js';
import { freezeAudience } from '../../src/campaign/freeze.js';
import { planCampaign } from '../../src/campaign/plan.js';
import { systemClock } from '../../src/clock.js';
import { UserError } from '../../src/errors.js';
import { toSubscriberId } from '../../src/ids.js';
import { parseSegment } from '../../src/segment/parse.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { openWorld, sampleEdition, type World } from '../support/world.js';

const options = { assets: [], ratePerSecond: null, sendAt: null, notAfter: null, isAgain: false };
const plan = (world: World) => planCampaign(world.store, systemClock, { edition: sampleEdition, listId: world.list.id, messageBytes: 1000, ratePerSecond: 50, sendAt: null });

async function idOf(world: World, address: string) {
  const [row] = await world.store.query<{ id: string }>('select id from subscribers where address = $1', [address]);
  return toSubscriberId(row?.id ?? '');
}

test('the plan counts who is in and who is left out, per reason, and writes nothing', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('in@naver.com', 'gone@mail.example', 'never@gmail.com');
  await unsubscribe(world.store, { subscriberId: await idOf(world, 'gone@mail.example'), listId: world.list.id, reason: 'page', at: new Date() });
  await suppressAddress(world.store, { address: 'never@gmail.com', at: new Date() });
  const made = await plan(world);
  assert.deepEqual(made.counts.excluded, { unconfirmed: 0, paused: 0, unsubscribed: 1, suppressed: 1, segment: 0, topic: 0, frequency: 0 });
  assert.equal(made.counts.candidates, 3);
  assert.equal(made.counts.audience, 1);
  assert.deepEqual(made.lanes, [{ lane: 'naver', count: 1 }]);
  assert.deepEqual(await world.store.query('select id from campaigns'), []);
});

test('the freeze writes the audience the plan counted, each in the lane of its provider', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a@naver.com', 'b@gmail.com', 'c@company.example');
  const { campaignId, audience } = await freezeAudience(world.store, await plan(world), options);
  assert.equal(audience, 3);
  const rows = await world.store.query<{ address: string; lane: string; state: string }>('select address, lane, state from deliveries where campaign_id = $1 order by address', [campaignId]);
  assert.deepEqual(rows, [{ address: 'a@naver.com', lane: 'naver', state: 'pending' }, { address: 'b@gmail.com', lane: 'gmail', state: 'pending' }, { address: 'c@company.example', lane: 'rest', state: 'pending' }]);
  const campaign = await findCampaign(world.store, campaignId);
  assert.deepEqual([campaign?.candidateCount, campaign?.audienceCount, campaign?.state], [3, 3, 'frozen']);
});

test('who subscribes after the freeze is not in the audience (I1)', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('early@mail.example');
  const campaignId = await world.freeze();
  await world.subscribe('late@mail.example');
  const sending = await world.startSending();
  await world.settled(campaignId);
  await sending.close();
  assert.deepEqual(await world.states(campaignId), { 'early@mail.example': 'accepted' });
});

test('the same issue does not go to the same list twice, not even when two freeze at once', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('kim@mail.example');
  const made = await plan(world);
  const both = await Promise.allSettled([freezeAudience(world.store, made, options), freezeAudience(world.store, made, options)]);
  assert.deepEqual(both.map((entry) => entry.status).toSorted(), ['fulfilled', 'rejected']);
  const refused = both.find((entry) => entry.status === 'rejected');
  assert.ok(refused?.status === 'rejected' && refused.reason instanceof UserError && refused.reason.code === 'already-sent');
  assert.equal((await freezeAudience(world.store, made, { ...options, isAgain: true })).audience, 1, 'unless somebody says again');
});

test('an empty audience freezes nothing', async (t) => {
  const world = await openWorld(t);
  await assert.rejects(freezeAudience(world.store, await plan(world), options), (error: unknown) => error instanceof UserError && error.code === 'audience-empty');
  assert.deepEqual(await world.store.query('select id from campaigns'), []);
});

test('who leaves after the freeze is withdrawn at once, by a click of whatever list or by a suppression', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('leaves@mail.example', 'bounces@mail.example', 'stays@mail.example');
  const campaignId = await world.freeze();
  await unsubscribe(world.store, { subscriberId: await idOf(world, 'leaves@mail.example'), listId: world.list.id, reason: 'one-click', at: new Date() });
  await suppressAddress(world.store, { address: 'bounces@mail.example', at: new Date() });
  assert.deepEqual(await world.states(campaignId), { 'leaves@mail.example': 'suppressed', 'bounces@mail.example': 'suppressed', 'stays@mail.example': 'pending' });
});

test('a segment is applied in the freeze itself, who is not in it is counted as such, and the campaign remembers it', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('kim@naver.com', 'lee@naver.com', 'new@gmail.com', 'gone@gmail.com', 'never@gmail.com');
  await unsubscribe(world.store, { subscriberId: await idOf(world, 'gone@gmail.com'), listId: world.list.id, reason: 'page', at: new Date() });
  await suppressAddress(world.store, { address: 'never@gmail.com', at: new Date() });
  const segment = parseSegment('provider = "naver" and not name starts with "L"', []);
  const made = await planCampaign(world.store, systemClock, { edition: sampleEdition, listId: world.list.id, segment, messageBytes: 1000, ratePerSecond: 50, sendAt: null });
  assert.deepEqual(made.counts.excluded, { unconfirmed: 0, paused: 0, unsubscribed: 1, suppressed: 1, segment: 1, topic: 0, frequency: 0 });
  assert.deepEqual([made.counts.candidates, made.counts.audience, made.lanes], [5, 2, [{ lane: 'naver', count: 2 }]]);
  await world.store.query(`update subscribers set name = 'Lee' where address = 'lee@naver.com'`);
  const { campaignId, audience } = await freezeAudience(world.store, made, options);
  const campaign = await findCampaign(world.store, campaignId);
  assert.deepEqual([audience, campaign?.excluded, campaign?.segment], [1, { unsubscribed: 1, suppressed: 1, segment: 2 }, segment.text], 'as it is at the freeze');
  const balance = makeBalance(campaign ?? assert.fail(), { accepted: 1 });
  assert.ok(balance.holds);
  assert.match(renderBalance(balance), /5 candidates = 1 audience .*\+ 2 segment/);
});

test('a campaign that has deliveries cannot be deleted: the ledger would speak of nothing', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a@naver.com');
  const { campaignId } = await freezeAudience(world.store, await plan(world), options);
  await assert.rejects(world.store.query('delete from campaigns where id = $1', [campaignId]), /has deliveries/);
});
