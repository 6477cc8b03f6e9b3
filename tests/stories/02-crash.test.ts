/** A process is killed in mid-campaign, started again, and nobody gets two mails or none. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { test } from 'node:test';
import type { DeliveryState } from '../../src/delivery/states.js';
import type { CampaignId } from '../../src/ids.js';
import type { EventRecord } from '../../src/campaign/invariants-history.js';
import { findViolations, type LedgerRecord } from '../../src/campaign/invariants.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { findProgram, skipUnless } from '../support/require.js';
import { startRedis } from '../support/redis.js';
import { exited, startWorker, workerConnectionCount as connectionCount } from '../support/worker.js';
import { openWorld, type World } from '../support/world.js';
import { until } from '../support/until.js';

async function violationsOf(world: World, campaignId: CampaignId, crashCount: number): Promise<readonly string[]> {
  const campaign = await findCampaign(world.store, campaignId);
  const ledger = await world.store.query<LedgerRecord>('select subscriber_id as "subscriberId", address, state from deliveries where campaign_id = $1', [campaignId]);
  const events = await world.store.query<EventRecord>('select subscriber_id as "subscriberId", from_state as "from", to_state as "to", cause from delivery_events where campaign_id = $1 order by id', [campaignId]);
  const server = await world.caught();
  return findViolations({ frozenCount: campaign?.audienceCount ?? -1, server, ledger, events, crashCount, connectionCount });
}

async function crashStory(t: Parameters<typeof openWorld>[0], redisUrl?: string): Promise<void> {
  const world = await openWorld(t);
  const readerCount = 300;
  // Every twentieth is put off once after the dot, so that retries and crashes meet.
  await world.store.transaction(async (transaction) => {
    await transaction.query(
      `insert into subscribers (address, canonical, domain)
       select a, a, 'mail.example' from (select 'r' || n || case when n % 20 = 0 then '+data4' else '' end || '@mail.example' as a from generate_series(1, $1::int) n) x`, [readerCount]);
    await transaction.query(`insert into subscriptions (list_id, subscriber_id, status, source) select $1, id, 'subscribed', 'admin' from subscribers`, [world.list.id]);
  });
  const campaignId = await world.freeze();
  const children: ChildProcess[] = [];
  t.after(async () => { for (const child of children) child.kill('SIGKILL'); });
  const crashCount = 4;
  for (let crash = 1; crash <= crashCount; crash += 1) {
    const child = startWorker(world, { redisUrl });
    children.push(child);
    const goal = Math.floor((readerCount * crash) / (crashCount + 2));
    await until(`${goal} mails at the server`, async () => (await world.caught()).length >= goal);
    child.kill('SIGKILL');
    await exited(child);
  }
  children.push(startWorker(world, { redisUrl }));
  const balance = await world.settled(campaignId);
  const last = children.at(-1);
  last?.kill('SIGTERM');
  if (last) await exited(last);
  assert.equal(last?.exitCode, 0, 'a graceful stop ends with status 0');
  assert.equal(balance.holds, true, JSON.stringify(balance));
  const states: Partial<Record<DeliveryState, number>> = balance.counts;
  assert.equal((states.accepted ?? 0) + (states.in_doubt ?? 0), readerCount);
  assert.deepEqual(await violationsOf(world, campaignId, crashCount), []);
}

test('four kills in the middle of a send: nobody gets two mails, nobody none, and doubt stays within the open connections (queue on PostgreSQL)', async (t) => {
  await crashStory(t);
});

test('the same with the queue on Redis', async (t) => {
  if (skipUnless(t, findProgram('redis-server') !== undefined, 'redis-server')) return;
  const redis = await startRedis(t);
  await crashStory(t, redis.url);
});
