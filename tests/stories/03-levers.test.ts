/** What an operator does while it sends, and a stop in the middle. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../src/campaign/control.js';
import { systemClock } from '../../src/clock.js';
import { countStates, findCampaign } from '../../src/store/campaigns.js';
import { setCampaignLimits } from '../../src/store/limits.js';
import { until } from '../support/until.js';
import { openWorld, type World } from '../support/world.js';

const readers = (count: number): string[] => Array.from({ length: count }, (_, index) => `reader${index}@mail.example`);

/** With 250 readers slow enough that a test which is held up for many seconds still comes in the middle. */
const slowly = { relayRatePerSecond: 10 };

function untilCaught(world: World, count: number): Promise<void> {
  return until(`${count} mails`, async () => (await world.caught()).length >= count);
}

test('a stop in mid-campaign finishes what is open, leaves nothing claimed and nothing in doubt, and the next start goes on', async (t) => {
  const world = await openWorld(t, { config: slowly });
  await world.subscribe(...readers(250));
  const campaignId = await world.freeze();
  const first = await world.startSending();
  await untilCaught(world, 5);
  await first.close();
  const counts = await countStates(world.store, campaignId);
  assert.equal(counts.claimed ?? 0, 0);
  assert.equal(counts.transmitting ?? 0, 0);
  assert.equal(counts.in_doubt ?? 0, 0);
  assert.equal(counts.accepted, (await world.caught()).length, 'every mail the server took is accepted');
  assert.ok((counts.pending ?? 0) > 0, 'it was stopped in the middle');
  Object.assign(world.app.config, { relayRatePerSecond: 1000 });
  const second = await world.startSending();
  const balance = await world.settled(campaignId);
  await second.close();
  assert.equal(balance.counts.accepted, 250);
  assert.equal((await world.caught()).length, 250);
});

test('pause stops it and resume goes on; nobody is lost or doubled', async (t) => {
  const world = await openWorld(t);
  await world.subscribe(...readers(250));
  const campaignId = await world.freeze();
  await setCampaignLimits(world.store, campaignId, { second: 10 });
  const sending = await world.startSending();
  await untilCaught(world, 5);
  await pauseCampaign(world.store, campaignId, 'paused by the operator');
  await until('nothing to be held', async () => {
    const counts = await countStates(world.store, campaignId);
    return (counts.claimed ?? 0) + (counts.transmitting ?? 0) === 0;
  });
  const atPause = (await world.caught()).length;
  await systemClock.sleep(1_000);
  assert.equal((await world.caught()).length, atPause, 'nothing is sent while it is paused');
  await setCampaignLimits(world.store, campaignId, {});
  await resumeCampaign(world.store, campaignId, new Date());
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.counts.accepted, 250);
  assert.equal((await world.caught()).filter((entry) => entry.isComplete).length, 250);
});

test('cancel ends it: who has it keeps it, who has not is cancelled, and the books balance', async (t) => {
  const world = await openWorld(t, { config: slowly });
  await world.subscribe(...readers(250));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await untilCaught(world, 3);
  await cancelCampaign(world.store, campaignId, systemClock);
  await sending.close();
  const balance = await world.settled(campaignId);
  assert.equal(balance.holds, true, JSON.stringify(balance));
  assert.ok(balance.counts.cancelled > 0);
  assert.equal(balance.counts.accepted, (await world.caught()).filter((entry) => entry.isComplete).length);
  assert.equal((await findCampaign(world.store, campaignId))?.state, 'cancelled');
});

test('a relay that is away for a while delays the campaign and blames nobody', async (t) => {
  const world = await openWorld(t);
  await world.subscribe(...readers(5));
  const campaignId = await world.freeze();
  Object.assign(world.app.config, { relayUrl: 'smtp://127.0.0.1:1' });
  const away = await world.startSending();
  await until('the reason', async () => /ECONNREFUSED/.test((await findCampaign(world.store, campaignId))?.stateReason ?? ''));
  await away.close();
  assert.deepEqual(await countStates(world.store, campaignId), { pending: 5 });
  Object.assign(world.app.config, { relayUrl: `smtp://127.0.0.1:${world.catcher.port}` });
  const back = await world.startSending();
  const balance = await world.settled(campaignId);
  await back.close();
  assert.equal(balance.counts.accepted, 5);
});
