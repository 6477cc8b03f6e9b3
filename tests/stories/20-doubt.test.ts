/** What a person does about doubt and failures, and how late somebody may still leave. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unsubscribe } from '../../src/audience/subscribers.js';
import { suppressAddress } from '../../src/audience/suppression.js';
import { auditCampaign } from '../../src/campaign/audit.js';
import { cancelCampaign } from '../../src/campaign/control.js';
import { resolveCampaign } from '../../src/campaign/resolve.js';
import { retryCampaign } from '../../src/campaign/retry.js';
import { streamCatcherLog } from '../../src/catcher/catcher-log.js';
import { systemClock } from '../../src/clock.js';
import { UserError } from '../../src/errors.js';
import { classifyReply } from '../../src/feedback/verdict/classify.js';
import { toSubscriberId, type CampaignId } from '../../src/ids.js';
import { listAudits, verifyAudits } from '../../src/store/audits.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { listDoubts } from '../../src/store/doubts.js';
import { until } from '../support/until.js';
import { openWorld, type World } from '../support/world.js';

const actor = 'cli:tester';
/** Taken, and answered too late at the first try only. */
const lateOnce = { word: 'lateonce', meaning: 'answered too late once', tries: 1, act: { at: 'dot', kind: 'hang' } } as const;

async function auditOf(world: World, campaignId: CampaignId): Promise<readonly string[]> {
  const campaign = await findCampaign(world.store, campaignId);
  assert.ok(campaign);
  return (await auditCampaign(world.store, campaign, { keys: world.app.keys, connectionCount: world.config.relayConnections, log: streamCatcherLog(world.catcher.logPath) })).violations;
}

test('doubt is resolved by a person: one is sent again, the others are taken as delivered; events, audit chain and balance say so', async (t) => {
  const world = await openWorld(t, { config: { relayReplyTimeoutSeconds: 8 }, catcher: { rules: [lateOnce] } });
  await world.subscribe('a+lateonce@mail.example', 'b+hang@mail.example', 'c+close@mail.example', 'd@mail.example');
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const before = await world.settled(campaignId);
  assert.equal(before.counts.in_doubt, 3);
  const doubts = await listDoubts(world.store, campaignId, 10);
  assert.deepEqual(doubts.map(({ address, cause }) => [address.slice(0, 1), cause]), [['a', 'timeout'], ['b', 'timeout'], ['c', 'close']]);
  assert.equal(await resolveCampaign(world.store, systemClock, { campaignId, address: 'a+lateonce@mail.example', resolution: 'resend', actor }), 1);
  await world.settled(campaignId);
  assert.equal((await world.states(campaignId))['a+lateonce@mail.example'], 'accepted');
  assert.equal(await resolveCampaign(world.store, systemClock, { campaignId, address: null, resolution: 'assume-delivered', actor }), 2);
  await sending.close();
  const after = await world.settled(campaignId);
  assert.equal(after.counts.accepted, 4);
  assert.equal(after.holds, true);
  assert.equal((await world.caught()).filter((entry) => entry.recipient.startsWith('a')).length, 2, 'the second mail that the operator was told of');
  assert.deepEqual(await auditOf(world, campaignId), []);
  assert.deepEqual((await listAudits(world.store, { action: 'campaign.resolve.', limit: 10 })).map(({ action }) => action), ['campaign.resolve.assume-delivered', 'campaign.resolve.resend']);
  assert.equal((await verifyAudits(world.store)).broken, undefined);
});

test('nobody in doubt is sent again by itself, not by a resume and not for a cancelled campaign', async (t) => {
  const world = await openWorld(t, { config: { relayReplyTimeoutSeconds: 0.4, relayRatePerSecond: 5 } });
  await world.subscribe('a+hang@mail.example', ...Array.from({ length: 200 }, (_, index) => `r${index}@mail.example`));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await until('the first to be in doubt', async () => (await world.states(campaignId))['a+hang@mail.example'] === 'in_doubt');
  await cancelCampaign(world.store, campaignId, systemClock);
  await sending.close();
  await assert.rejects(resolveCampaign(world.store, systemClock, { campaignId, address: null, resolution: 'resend', actor }), (error: unknown) => error instanceof UserError && error.code === 'refused');
  assert.equal((await world.states(campaignId))['a+hang@mail.example'], 'in_doubt');
  assert.deepEqual(await auditOf(world, campaignId), []);
});

test('a retry is a follow-up campaign for those who failed, but not for whose address was the reason or who left', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a+policy@mail.example', 'b+policy@mail.example', 'c+refuse@mail.example', 'd+data5@mail.example', 'e@mail.example');
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  assert.equal((await world.settled(campaignId)).counts.failed, 4);
  const [leaver] = await world.store.query<{ id: string }>("select id from subscribers where address like 'b%'");
  await unsubscribe(world.store, { subscriberId: toSubscriberId(leaver?.id ?? ''), listId: world.list.id, reason: 'page', at: new Date() });
  const options = { campaignId, hasBadAddresses: false, classify: classifyReply, actor };
  const made = await retryCampaign(world.store, systemClock, options);
  assert.deepEqual(made.excluded, { 'unsubscribed': 1, 'suppressed': 1, 'bad-address': 0 });
  assert.equal(made.audience, 2);
  const followUp = await world.settled(made.campaignId);
  await sending.close();
  assert.equal(followUp.holds, true);
  assert.equal(followUp.candidates, 4);
  assert.deepEqual(Object.keys(await world.states(made.campaignId)).toSorted(), ['a+policy@mail.example', 'd+data5@mail.example']);
  assert.equal((await world.states(campaignId))['a+policy@mail.example'], 'failed', 'failed is final');
  await assert.rejects(retryCampaign(world.store, systemClock, options), (error: unknown) => error instanceof UserError && error.code === 'audience-empty', 'who is in a follow-up is not in a second one');
  assert.deepEqual([...await auditOf(world, campaignId), ...await auditOf(world, made.campaignId)], []);
});

test('who leaves or is suppressed while the server thinks about the envelope gets nothing: up to 354 it is not too late', async (t) => {
  const slowRcpt = { word: 'think', meaning: 'the reply to RCPT comes when both have gone', act: { at: 'rcpt', kind: 'delay', ms: 0 } } as const;
  let answer = (): void => undefined;
  const gone = new Promise<void>((resolve) => { answer = resolve; });
  t.after(() => answer());
  const world = await openWorld(t, { catcher: { rules: [slowRcpt], clock: { ...systemClock, sleep: () => gone } } });
  await world.subscribe('leaves+think@mail.example', 'suppressed+think@mail.example', 'stays+think@mail.example');
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await until('all three to be claimed', async () => (await world.store.query("select from deliveries where state = 'claimed'")).length === 3);
  const [leaver] = await world.store.query<{ id: string }>("select id from subscribers where address like 'leaves%'");
  await unsubscribe(world.store, { subscriberId: toSubscriberId(leaver?.id ?? ''), listId: world.list.id, reason: 'one-click', at: new Date() });
  await suppressAddress(world.store, { address: 'suppressed+think@mail.example', at: new Date() });
  answer();
  await world.settled(campaignId);
  await sending.close();
  assert.deepEqual(await world.states(campaignId), { 'leaves+think@mail.example': 'suppressed', 'suppressed+think@mail.example': 'suppressed', 'stays+think@mail.example': 'accepted' });
  assert.deepEqual((await world.caught()).filter((entry) => entry.isComplete).map((entry) => entry.recipient), ['stays+think@mail.example']);
});

test('who has not got it by the time that was named does not get it, and the campaign ends', async (t) => {
  const world = await openWorld(t, { config: { relayRatePerSecond: 10 } });
  await world.subscribe(...Array.from({ length: 250 }, (_, index) => `r${index}@mail.example`));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await until('the first mail', async () => (await world.states(campaignId))['r0@mail.example'] === 'accepted');
  await world.store.query('update campaigns set not_after = clock_timestamp() where id = $1', [campaignId]);
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.holds, true, JSON.stringify(balance));
  assert.ok(balance.counts.cancelled > 0 && balance.counts.accepted > 0, JSON.stringify(balance.counts));
  const campaign = await findCampaign(world.store, campaignId);
  assert.equal(campaign?.state, 'finished');
  assert.match(campaign?.stateReason ?? '', /not sent on after/);
  const causes = await world.store.query<{ cause: string }>("select distinct cause from delivery_events where to_state = 'cancelled'");
  assert.deepEqual(causes, [{ cause: 'not-after' }]);
  assert.deepEqual(await auditOf(world, campaignId), []);
});
