/** The whole pipeline into a server that none of us wrote: Postfix's smtp-sink. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSmtpSink } from '../../bench/wire/sinks.js';
import { createLog } from '../../src/log.js';
import { findProgram, skipUnless } from '../support/require.js';
import { until } from '../support/until.js';
import { openWorld } from '../support/world.js';

test('smtp-sink takes envelopes behind final dots, and counts as many mails as the ledger', async (t) => {
  if (skipUnless(t, findProgram('smtp-sink') !== undefined, 'smtp-sink')) return;
  const sink = await startSmtpSink();
  t.after(async () => sink.close());
  const lines: string[] = [];
  const log = createLog({ level: 'warn', write: (line) => void lines.push(line), now: () => new Date() });
  const world = await openWorld(t, { log, config: { relayUrl: `smtp://127.0.0.1:${sink.port}`, relayConnections: 2 } });
  await world.subscribe(...Array.from({ length: 40 }, (_, index) => `r${index}@mail.example`));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.counts.accepted, 40);
  await until('smtp-sink to have said how many', () => sink.messageCount() >= 40);
  assert.equal(sink.messageCount(), 40);
  assert.deepEqual(lines, [], 'nothing to complain about');
});
