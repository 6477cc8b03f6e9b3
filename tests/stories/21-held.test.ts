/** A restored backup and a start long after send nothing by themselves. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkIn, type BeatMemory } from '../../src/campaign/hold.js';
import { resumeCampaign } from '../../src/campaign/control.js';
import { systemClock, type Clock } from '../../src/clock.js';
import type { CampaignId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { createBeatMemory } from '../../src/store/beat-memory.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { until } from '../support/until.js';
import { openWorld, type World } from '../support/world.js';

const hour = 3_600_000;
const later = (ms: number): Clock => ({ ...systemClock, now: () => new Date(Date.now() + ms) });

function noMemory(): BeatMemory {
  let beat = 0n;
  return { read: async () => beat, write: async (next) => { beat = next; } };
}

async function underWay(world: World): Promise<CampaignId> {
  await world.subscribe('kim@mail.example', 'lee@mail.example');
  const campaignId = await world.freeze();
  await resumeCampaign(world.store, campaignId, new Date());
  return campaignId;
}

const stateOf = async (world: World, id: CampaignId) => (await findCampaign(world.store, id))?.state;

test('a campaign under way whose machine was off for a day is held, and goes on when somebody says so', async (t) => {
  const world = await openWorld(t);
  const campaignId = await underWay(world);
  const parts = { store: world.store, log: silentLog, memory: noMemory(), holdAfterMs: 12 * hour };
  await checkIn({ ...parts, clock: systemClock });
  await checkIn({ ...parts, clock: later(11 * hour) });
  assert.equal(await stateOf(world, campaignId), 'sending', 'a night is not long');
  await checkIn({ ...parts, clock: later(36 * hour) });
  assert.equal(await stateOf(world, campaignId), 'held');
  assert.match((await findCampaign(world.store, campaignId))?.stateReason ?? '', /nothing was sent from here since/);
  await resumeCampaign(world.store, campaignId, later(36 * hour).now());
  await checkIn({ ...parts, clock: later(50 * hour) });
  assert.equal(await stateOf(world, campaignId), 'held', 'a second long gap asks again');
  await resumeCampaign(world.store, campaignId, later(50 * hour).now());
  const sending = await world.startSending();
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.counts.accepted, 2);
});

test('a campaign that was to go out years ago and never began is held', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('kim@mail.example');
  const campaignId = await world.freeze();
  await world.store.query("update campaigns set created_at = now() - interval '3 years', send_at = now() - interval '2 years'");
  const sending = await world.startSending();
  await until('the campaign to be held', async () => (await stateOf(world, campaignId)) === 'held');
  await sending.close();
  assert.equal(await stateOf(world, campaignId), 'held');
  assert.deepEqual(await world.caught(), []);
});

test('a database that is older than this machine remembers is a restored backup: what it would send again is held', async (t) => {
  const world = await openWorld(t);
  const folder = await mkdtemp(join(tmpdir(), 'courant-beat-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const parts = { store: world.store, log: silentLog, memory: createBeatMemory(folder, 'x'), holdAfterMs: 12 * hour };
  const campaignId = await underWay(world);
  for (let beats = 0; beats < 5; beats += 1) await checkIn({ ...parts, clock: systemClock });
  // The backup was taken three beats ago, and is put back two hours later.
  await world.store.query("update heartbeat set beat = beat - 3");
  await checkIn({ ...parts, clock: later(2 * hour) });
  assert.equal(await stateOf(world, campaignId), 'held');
  assert.match((await findCampaign(world.store, campaignId))?.stateReason ?? '', /backup restored/);
  await resumeCampaign(world.store, campaignId, later(2 * hour).now());
  await checkIn({ ...parts, clock: later(2 * hour) });
  assert.equal(await stateOf(world, campaignId), 'sending', 'asked once, not again and again');
});

test('a backup that is put back within a minute of its freeze is held too: nobody has said "go on" since its last sign of life', async (t) => {
  const world = await openWorld(t);
  const memory = noMemory();
  const parts = { store: world.store, clock: systemClock, log: silentLog, memory, holdAfterMs: 12 * hour };
  const campaignId = await underWay(world);
  await checkIn(parts);
  await memory.write((await memory.read()) + 3n);
  await checkIn(parts);
  assert.equal(await stateOf(world, campaignId), 'held');
  await resumeCampaign(world.store, campaignId, new Date());
  await checkIn(parts);
  assert.equal(await stateOf(world, campaignId), 'sending');
});

test('a database that was moved into another cluster asks before it sends', async (t) => {
  const world = await openWorld(t);
  const parts = { store: world.store, log: silentLog, memory: noMemory(), holdAfterMs: 12 * hour };
  const campaignId = await underWay(world);
  await checkIn({ ...parts, clock: systemClock });
  await world.store.query("update heartbeat set system_identifier = '42'");
  await checkIn({ ...parts, clock: later(2 * hour) });
  assert.equal(await stateOf(world, campaignId), 'held');
});

test('what is frozen or resumed just now is sent, however long the machine was off', async (t) => {
  const world = await openWorld(t);
  await checkIn({ store: world.store, log: silentLog, memory: noMemory(), holdAfterMs: 12 * hour, clock: later(-1000 * hour) });
  await world.subscribe('kim@mail.example');
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  assert.equal((await world.settled(campaignId)).counts.accepted, 1);
  await sending.close();
});
