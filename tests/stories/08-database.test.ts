/** The database drops every connection in mid-campaign, again and again: the ledger stays right and the send goes on by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventRecord } from '../../src/campaign/invariants-history.js';
import { findViolations, type LedgerRecord } from '../../src/campaign/invariants.js';
import { steadily } from '../support/steadily.js';
import { until } from '../support/until.js';
import { openWorld } from '../support/world.js';

test('three times every connection to the database is cut: nobody gets two mails, nobody none, and it finishes by itself', async (t) => {
  const world = await openWorld(t, { config: { relayRatePerSecond: 60 } });
  const readerCount = 150;
  await world.subscribe(...Array.from({ length: readerCount }, (_, index) => `reader${index}@mail.example`));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const cutCount = 3;
  for (let cut = 1; cut <= cutCount; cut += 1) {
    await until(`${cut * 25} mails`, async () => (await world.caught()).length >= cut * 25);
    // The statement ends its own connection too, so its answer may never come.
    await world.store.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()').catch(() => undefined);
  }
  // Connections of the test's own were cut too.
  const balance = await steadily(() => world.settled(campaignId));
  await sending.close();
  assert.equal(balance.holds, true, JSON.stringify(balance));
  assert.equal(balance.counts.accepted + balance.counts.in_doubt, readerCount);
  const ledger = await world.store.query<LedgerRecord>('select subscriber_id as "subscriberId", address, state from deliveries where campaign_id = $1', [campaignId]);
  const events = await world.store.query<EventRecord>('select subscriber_id as "subscriberId", from_state as "from", to_state as "to", cause from delivery_events where campaign_id = $1 order by id', [campaignId]);
  assert.deepEqual(findViolations({ frozenCount: readerCount, server: await world.caught(), ledger, events, crashCount: cutCount, connectionCount: world.config.relayConnections }), []);
});
