/** The queue is only a bell: doubled, lost or flushed jobs change no final state (I14). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { systemClock } from '../../src/clock.js';
import { startRedis } from '../support/redis.js';
import { findProgram, skipUnless } from '../support/require.js';
import { exited, startWorker } from '../support/worker.js';
import { until } from '../support/until.js';
import { openWorld } from '../support/world.js';

const readers = (count: number): string[] => Array.from({ length: count }, (_, index) => `reader${index}@mail.example`);

test('two workers and a bell rung twenty times: each reader gets one mail', async (t) => {
  const world = await openWorld(t, { config: { relayRatePerSecond: 200 } });
  await world.subscribe(...readers(60));
  const campaignId = await world.freeze();
  const [first, second] = [await world.startSending(), await world.startSending()];
  const bell = await world.app.openQueue();
  for (let times = 0; times < 20; times += 1) {
    await bell.ring({ campaignId, lane: 'rest' });
    await systemClock.sleep(20);
  }
  const balance = await world.settled(campaignId);
  await bell.close();
  await Promise.all([first.close(), second.close()]);
  assert.equal(balance.counts.accepted, 60);
  const caught = await world.caught();
  assert.equal(caught.length, 60);
  assert.equal(new Set(caught.map((entry) => entry.recipient)).size, 60);
});

test('jobs flushed out of PostgreSQL in mid-campaign: it finishes by itself', async (t) => {
  if (process.env['COURANT_TEST_QUEUE'] === 'redis') return t.skip('the queue of this run is on Redis');
  const world = await openWorld(t, { config: { relayRatePerSecond: 100 } });
  await world.subscribe(...readers(40));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await systemClock.sleep(300);
  await world.store.query('delete from bullmq.job');
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.counts.accepted, 40);
  assert.equal((await world.caught()).length, 40);
});

test('FLUSHALL on Redis in mid-campaign: it finishes by itself', async (t) => {
  if (skipUnless(t, findProgram('redis-server') !== undefined, 'redis-server')) return;
  const redis = await startRedis(t);
  const world = await openWorld(t, { config: { relayRatePerSecond: 100, redisUrl: redis.url } });
  await world.subscribe(...readers(60));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const client = new Redis(redis.url);
  for (let times = 0; times < 3; times += 1) {
    await systemClock.sleep(150);
    await client.flushall();
  }
  client.disconnect();
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.counts.accepted, 60);
  assert.equal((await world.caught()).length, 60);
});

test('a Redis that goes away for good delays nothing but the bell: a stop still ends, and the next start finishes on PostgreSQL', async (t) => {
  if (skipUnless(t, findProgram('redis-server') !== undefined, 'redis-server')) return;
  const redis = await startRedis(t);
  const world = await openWorld(t, { config: { redisUrl: undefined } });
  await world.subscribe(...readers(40));
  const campaignId = await world.freeze();
  const worker = startWorker(world, { redisUrl: redis.url, ratePerSecond: 25 });
  t.after(async () => void worker.kill('SIGKILL'));
  await until('the first mails', async () => (await world.caught()).length >= 5);
  await redis.stop();
  await systemClock.sleep(200);
  worker.kill('SIGTERM');
  await exited(worker);
  assert.equal(worker.exitCode, 0);
  const again = await world.startSending();
  const balance = await world.settled(campaignId);
  await again.close();
  assert.equal(balance.counts.accepted, 40);
  assert.equal((await world.caught()).length, 40);
});

test('a Redis that goes away in mid-campaign and stays away: the same process sends to the end without it', async (t) => {
  if (skipUnless(t, findProgram('redis-server') !== undefined, 'redis-server')) return;
  const redis = await startRedis(t);
  const world = await openWorld(t, { config: { relayRatePerSecond: 50, redisUrl: redis.url } });
  // One that is turned away at first: it is due again when nobody works on the lane any more.
  await world.subscribe(...readers(30), 'late+later@mail.example');
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  while ((await world.caught()).length < 5) await systemClock.sleep(20);
  await redis.stop();
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.counts.accepted, 31);
});

test('seed 9: a queue that takes rings and hands out none holds nothing up', async (t) => {
  if (process.env['COURANT_TEST_QUEUE'] === 'redis') return t.skip('the queue of this run is on Redis');
  const world = await openWorld(t);
  await world.subscribe(...readers(3));
  await (await world.app.openQueue()).close();
  await world.store.query('create function swallow() returns trigger language plpgsql as $$ begin return null; end $$');
  await world.store.query('create trigger swallow before insert on bullmq.job for each row execute function swallow()');
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.counts.accepted, 3);
});
