/** Lanes: one that is throttled holds up nobody, recovers by itself, and is stopped before harm is done; the owner is told once. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';
import type { CatcherEntry } from '../../src/catcher/catcher-log.js';
import { systemClock } from '../../src/clock.js';
import { viewLanes } from '../../src/campaign/lane-view.js';
import { renderTable } from '../../src/cli/table.js';
import { closeBreaker } from '../../src/store/breakers.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { setCampaignLimits, setLimits } from '../../src/store/limits.js';
import { openWorld, type World } from '../support/world.js';
import { until } from '../support/until.js';

const people = (count: number, domain: string, word = ''): string[] => Array.from({ length: count }, (_, index) => `reader${index}${word}@${domain}.example`);

/** Of the throttled provider the first readers are told so at their first try. */
const slowDown = { word: 'slow-down', meaning: 'told to slow down', tries: 1, act: { at: 'rcpt', kind: 'reply', code: 421, enhanced: '4.7.0', text: '[TSS04] Messages temporarily deferred due to unexpected volume' } } as const;

async function laneOf(world: World, name: string) {
  const found = (await viewLanes(world.store, world.config, new Date())).find((view) => view.name === name);
  assert.ok(found);
  return found;
}

/** Nothing more comes: what was under way is in, and every process has heard. Returns what was counted then. */
async function countAtRest(count: () => Promise<number>): Promise<number> {
  let last = -1;
  await until('nothing more to come', async () => {
    const before = await count();
    await systemClock.sleep(1_000);
    last = await count();
    return last === before;
  });
  return last;
}

function accepted(caught: readonly CatcherEntry[], domain: string): CatcherEntry[] {
  return caught.filter((entry) => entry.code === 250 && entry.recipient.endsWith(`@${domain}.example`));
}

test('of three lanes one is throttled by its provider: it slows down alone, the others are not held up, and everybody gets the mail', async (t) => {
  const world = await openWorld(t, { config: { relayRatePerSecond: 60, retrySeconds: [0.2] }, catcher: { rules: [slowDown] } });
  await world.subscribe(...people(60, 'gmail'), ...people(60, 'naver'), ...people(3, 'outlook', '+slow-down'), ...people(12, 'outlook'));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  let sawSlow = 1;
  await until('the slow-down', async () => {
    sawSlow = Math.min(sawSlow, (await laneOf(world, 'outlook')).share);
    return sawSlow < 1;
  });
  assert.equal((await laneOf(world, 'gmail')).state, 'ok');
  assert.equal((await laneOf(world, 'naver')).state, 'ok');
  const countAccepted = async (lane: string): Promise<number> => accepted(await world.caught(), lane).length;
  await until('the others to be done', async () => (await countAccepted('gmail')) + (await countAccepted('naver')) === 120);
  // One mail a minute for an hour and a half: the lane stands still, and only it.
  assert.equal((await laneOf(world, 'outlook')).state, 'slowed');
  assert.ok((await countAccepted('outlook')) < 15);
  await world.store.query("update throttles set slowed_at = slowed_at - interval '1 day', trickle_until = trickle_until - interval '1 day'");
  const balance = await world.settled(campaignId);
  await sending.close();
  const caught = await world.caught();
  const firstAt = Math.min(...caught.map(({ at }) => at));
  const rows = ['gmail', 'naver', 'outlook'].map((lane) => {
    const times = accepted(caught, lane).map(({ at }) => (at - firstAt) / 1000);
    const putOff = caught.filter((entry) => entry.code === 421 && entry.recipient.endsWith(`@${lane}.example`)).length;
    return [lane, times.length, putOff, `${Math.max(...times).toFixed(1)} s`];
  });
  t.diagnostic(`\n${renderTable([['lane', 'accepted', 'told 421', 'last mail after'], ...rows])}`);
  assert.equal(balance.counts.accepted, 135, 'a day later the rate is whole again by itself');
  assert.ok(rows.some(([lane, , putOff]) => lane === 'outlook' && Number(putOff) > 0));
});

test('a lane in which too many are refused by policy is stopped, the others go on, and the owner is told once', async (t) => {
  const told: { kind: string; subject: string }[] = [];
  const hook = createServer((request, answer) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); }).on('end', () => { told.push(JSON.parse(body) as { kind: string; subject: string }); answer.end(); });
  }).listen(0, '127.0.0.1');
  await once(hook, 'listening');
  t.after(async () => { hook.close(); });
  const address = hook.address();
  assert.ok(typeof address === 'object' && address !== null);
  const world = await openWorld(t, { config: { relayRatePerSecond: 200, owner: { webhook: `http://127.0.0.1:${address.port}/`, email: 'owner@company.example' } } });
  await world.subscribe(...people(400, 'gmail'), ...people(60, 'naver', '+policy'), ...people(20, 'naver'));
  // The lane alone: of the campaign as a whole they are few.
  await setLimits(world.store, 'lane:naver', { second: 12 });
  const campaignId = await world.freeze();
  const sendings = [await world.startSending(), await world.startSending()];
  await until('the breaker', async () => (await laneOf(world, 'naver')).state === 'stopped');
  await until('gmail to be done', async () => accepted(await world.caught(), 'gmail').length === 400);
  assert.equal((await findCampaign(world.store, campaignId))?.state, 'sending', 'the lane waits, the campaign does not end');
  await until('the notice', async () => told.some(({ kind }) => kind === 'lane-stopped'));
  assert.match((await laneOf(world, 'naver')).reason ?? '', /are refused by policy/);
  const stoppedAfter = await countAtRest(async () => (await world.caught()).filter(({ recipient }) => recipient.includes('@naver.')).length);
  assert.ok(stoppedAfter < 80, 'nothing goes to a stopped lane');
  await closeBreaker(world.store, 'lane:naver');
  await world.settled(campaignId);
  for (const sending of sendings) await sending.close();
  assert.equal(told.filter(({ kind }) => kind === 'lane-stopped').length, 1, JSON.stringify(told));
  assert.ok((await world.caught()).some(({ recipient, subject }) => recipient === 'owner@company.example' && subject === 'Mails to naver are stopped'));
});

test('a stopped lane tries one mail when its time comes, and goes on when it is taken', async (t) => {
  const world = await openWorld(t, { config: { relayRatePerSecond: 200 } });
  await world.store.query("insert into breakers (key, opened_at, reason, probe_at) values ('lane:gmail', now(), 'too many', now() + interval '1 second')");
  await world.subscribe(...people(20, 'gmail'));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await world.settled(campaignId);
  await sending.close();
  const caught = await world.caught();
  assert.equal(caught.length, 20);
  assert.equal((await laneOf(world, 'gmail')).state, 'ok');
  assert.ok((caught[1]?.at ?? 0) - (caught[0]?.at ?? 0) >= 0);
});

test('too many addresses that do not exist stop the campaign, which says why', async (t) => {
  const world = await openWorld(t, { config: { relayRatePerSecond: 200 } });
  await world.subscribe(...people(80, 'mail'), ...people(60, 'company', '+refuse'), ...people(200, 'paper'));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const balance = await world.settled(campaignId);
  await sending.close();
  const campaign = await findCampaign(world.store, campaignId);
  assert.equal(campaign?.state, 'paused');
  assert.match(campaign?.stateReason ?? '', /stopped by itself: \d+ of \d+ mails .* addresses that do not exist/);
  assert.ok(balance.open > 50, 'most were spared');
});

test('a limit that an operator sets holds within a second, without a restart; so does one of the campaign', async (t) => {
  const world = await openWorld(t, { config: { relayRatePerSecond: 50 } });
  await world.subscribe(...people(200, 'gmail'));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const count = async (): Promise<number> => (await world.caught()).length;
  await until('the first mails', async () => (await count()) >= 20);
  await setLimits(world.store, 'lane:gmail', { second: 4 });
  await until('two seconds at 4 a second', async () => {
    const before = await count();
    await systemClock.sleep(2_000);
    return (await count()) - before <= 10;
  });
  assert.ok((await count()) < 150, 'long before all were sent');
  await setLimits(world.store, 'lane:gmail', null);
  await setCampaignLimits(world.store, campaignId, { second: 100 });
  await world.settled(campaignId);
  await sending.close();
  assert.equal((await world.caught()).length, 200);
});

test('a quota of the day is kept to the mail, over two workers', async (t) => {
  const world = await openWorld(t, { config: { relayRatePerSecond: 500 } });
  await setLimits(world.store, 'lane:gmail', { day: 30 });
  await world.subscribe(...people(60, 'gmail'), ...people(20, 'naver'));
  const campaignId = await world.freeze();
  const sendings = [await world.startSending(), await world.startSending()];
  await until('the quota', async () => accepted(await world.caught(), 'gmail').length >= 30 && accepted(await world.caught(), 'naver').length === 20);
  await systemClock.sleep(1_500);
  assert.equal(accepted(await world.caught(), 'gmail').length, 30);
  await setLimits(world.store, 'lane:gmail', { day: 1_000 });
  await world.settled(campaignId);
  for (const sending of sendings) await sending.close();
  assert.equal(accepted(await world.caught(), 'gmail').length, 60);
});

test('a lane whose provider is slow holds as many connections as it may, and the others go on over the rest', async (t) => {
  const slowly = { word: 'slowly', meaning: 'answered when the test says so', act: { at: 'dot', kind: 'delay', ms: 0 } } as const;
  let answer = (): void => undefined;
  const mayAnswer = new Promise<void>((resolve) => { answer = resolve; });
  t.after(() => answer());
  let [unanswered, most] = [0, 0];
  const sleep = async (): Promise<void> => {
    unanswered += 1;
    most = Math.max(most, unanswered);
    await mayAnswer;
    await systemClock.sleep(20);
    unanswered -= 1;
  };
  const world = await openWorld(t, { config: { relayConnections: 3, lanes: [{ lane: 'outlook', connections: 1 }] }, catcher: { rules: [slowly], clock: { ...systemClock, sleep } } });
  await world.subscribe(...people(8, 'outlook', '+slowly'), ...people(40, 'gmail'), ...people(40, 'naver'));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  // One of them may be behind the final dot that is not answered.
  await until('the others to be done, and the slow one to have begun', async () => {
    const caught = await world.caught();
    return unanswered > 0 && accepted(caught, 'gmail').length + accepted(caught, 'naver').length >= 79;
  });
  answer();
  await world.settled(campaignId);
  await sending.close();
  const caught = await world.caught();
  assert.deepEqual(['outlook', 'gmail', 'naver'].map((domain) => accepted(caught, domain).length), [8, 40, 40]);
  assert.equal(most, 1, 'one at a time');
});

test('quiet hours that are set in the middle of a send stop it within a second; it goes on when they are over', async (t) => {
  const world = await openWorld(t, { config: { relayRatePerSecond: 20 } });
  await world.subscribe(...people(120, 'gmail'));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await until('the first mails', async () => (await world.caught()).length >= 5);
  const clockAt = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  await world.store.query('update lists set quiet = $1', [JSON.stringify({ from: clockAt(-1), to: clockAt(2), zone: 'UTC' })]);
  await until('the reason', async () => /rests in the quiet hours/.test((await findCampaign(world.store, campaignId))?.stateReason ?? ''));
  assert.ok((await countAtRest(async () => (await world.caught()).length)) < 120);
  assert.ok(Object.values(await world.states(campaignId)).every((state) => state === 'accepted' || state === 'pending'), 'nothing is held through the night');
  await world.store.query('update lists set quiet = null');
  await world.settled(campaignId);
  await sending.close();
  assert.equal((await world.caught()).length, 120);
});
