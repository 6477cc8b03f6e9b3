/** Stories of one campaign: what the reader's server says, and what the ledger says afterwards. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCampaign } from '../../src/store/campaigns.js';
import { findSuppressions } from '../../src/store/suppressions.js';
import { openWorld } from '../support/world.js';

test('one reader gets one mail, and the books balance', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('kim@mail.example');
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.counts.accepted, 1);
  assert.equal(balance.holds, true);
  const caught = await world.caught();
  assert.equal(caught.length, 1);
  assert.equal(caught[0]?.recipient, 'kim@mail.example');
  assert.match(caught[0]?.sender ?? '', /^b-[a-z2-7]+@example\.org$/);
});

test('each answer of a server has its own end in the ledger', async (t) => {
  const world = await openWorld(t);
  const expected: Record<string, string> = {
    'plain@mail.example': 'accepted',
    'a+refuse@mail.example': 'failed',
    'b+later@mail.example': 'accepted',
    'c+data4@mail.example': 'accepted',
    'd+data5@mail.example': 'failed',
    'e+policy@mail.example': 'failed',
    'f+421@mail.example': 'accepted',
    'h+close@mail.example': 'in_doubt',
    'i+garbage@mail.example': 'in_doubt',
    'j+cut@mail.example': 'in_doubt',
  };
  await world.subscribe(...Object.keys(expected));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.deepEqual(await world.states(campaignId), expected);
  assert.equal(balance.holds, true);
});

test('a server that never answers the final dot leaves its reader in doubt', async (t) => {
  const world = await openWorld(t, { config: { relayReplyTimeoutSeconds: 0.5 } });
  await world.subscribe('g+hang@mail.example');
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.deepEqual(await world.states(campaignId), { 'g+hang@mail.example': 'in_doubt' });
  assert.equal(balance.holds, true);
});

test('an address that the server does not know is suppressed; one refused by policy is not', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a+refuse@mail.example', 'e+policy@mail.example');
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await world.settled(campaignId);
  await sending.close();
  const suppressed = await findSuppressions(world.store, 'a+refuse@mail.example');
  assert.equal(suppressed[0]?.reason, 'hard-bounce');
  assert.match(suppressed[0]?.evidence ?? '', /User unknown/);
  assert.deepEqual(await findSuppressions(world.store, 'e+policy@mail.example'), []);
});

test('who unsubscribes between the freeze and the send gets nothing', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('stays@mail.example', 'leaves@mail.example');
  const campaignId = await world.freeze();
  await world.store.query("update subscriptions set status = 'unsubscribed' where subscriber_id = (select id from subscribers where address = 'leaves@mail.example')");
  const sending = await world.startSending();
  await world.settled(campaignId);
  await sending.close();
  assert.deepEqual(await world.states(campaignId), { 'stays@mail.example': 'accepted', 'leaves@mail.example': 'suppressed' });
  const bodies = (await world.caught()).filter((entry) => entry.isComplete);
  assert.deepEqual(bodies.map((entry) => entry.recipient), ['stays@mail.example']);
});

test('a relay that refuses the login pauses the campaign and says why; nobody is blamed', async (t) => {
  const world = await openWorld(t, { catcher: { auth: { user: 'courant', password: 'right' } }, config: {} });
  await world.subscribe('kim@mail.example');
  const campaignId = await world.freeze();
  const wrong = { ...world.config, relayUrl: `smtp://courant:wrong@127.0.0.1:${world.catcher.port}` };
  Object.assign(world.app.config, wrong);
  const sending = await world.startSending();
  await world.settled(campaignId);
  await sending.close();
  const campaign = await findCampaign(world.store, campaignId);
  assert.equal(campaign?.state, 'paused');
  assert.match(campaign?.stateReason ?? '', /refused the login/);
  assert.deepEqual(await world.states(campaignId), { 'kim@mail.example': 'pending' });
});
