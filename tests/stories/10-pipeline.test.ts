/** Envelopes behind final dots through the whole program: servers that refuse, put off, hang up and fall silent among people who are taken. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventRecord } from '../../src/campaign/invariants-history.js';
import { findViolations, type LedgerRecord } from '../../src/campaign/invariants.js';
import { createLog } from '../../src/log.js';
import { openWorld } from '../support/world.js';

const words = ['', '', '+refuse', '', '+data4', '', '+421', '', '+data5', '', '+later', '', '+close', '', '', '+garbage', '', '+cut', '', '', '+hang', ''];

test('among mails of every fate each reader keeps the one that is his, and the ledger agrees with the server', async (t) => {
  const lines: string[] = [];
  const log = createLog({ level: 'warn', write: (line) => void lines.push(line), now: () => new Date() });
  const connectionCount = 3;
  const world = await openWorld(t, { log, config: { relayReplyTimeoutSeconds: 10, relayConnections: connectionCount, retrySeconds: [0.1] } });
  const addresses = Array.from({ length: 88 }, (_, index) => `r${index}${index < 44 ? words[index % words.length] ?? '' : ''}@mail.example`);
  await world.subscribe(...addresses);
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.holds, true);
  const states = await world.states(campaignId);
  for (const address of addresses) {
    const word = /\+(\w+)@/.exec(address)?.[1];
    const expected = word === 'refuse' || word === 'data5' ? 'failed' : ['close', 'garbage', 'cut', 'hang'].includes(word ?? '') ? 'in_doubt' : 'accepted';
    assert.equal(states[address], expected, address);
  }
  const ledger = await world.store.query<LedgerRecord>('select subscriber_id as "subscriberId", address, state from deliveries where campaign_id = $1', [campaignId]);
  const events = await world.store.query<EventRecord>('select subscriber_id as "subscriberId", from_state as "from", to_state as "to", cause from delivery_events where campaign_id = $1 order by id', [campaignId]);
  assert.deepEqual(findViolations({ frozenCount: addresses.length, server: await world.caught(), ledger, events, crashCount: 0, connectionCount }), []);
  assert.deepEqual(lines.filter((line) => line.includes('behind a final dot')), [], 'what a lost mail takes along is not blamed on the relay');
  assert.ok(events.some((event) => event.to === 'pending' && event.cause === 'release'), 'envelopes behind a lost mail went back');
});
