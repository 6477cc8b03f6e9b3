/** The way without a database keeps the pace that the product keeps: a rival that may go faster would say nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryRoute } from '../../bench/wire/memory-route.js';
import type { Clock } from '../../src/clock.js';
import { configSchema } from '../../src/config.js';
import { toRelay } from '../../src/delivery/relay.js';

const never = new AbortController().signal;

test('no more mails start within a second than the relay takes, also behind a stall', async (t) => {
  let atMs = 0;
  const clock: Clock = { now: () => new Date(atMs), monotonicMs: () => atMs, sleep: async (ms) => { atMs += ms; } };
  const relay = toRelay(configSchema.parse({ relayUrl: 'smtp://127.0.0.1:1', relayRatePerSecond: 50 }));
  assert.ok(relay);
  const { pacer, pool, health, intervalMs } = openMemoryRoute(relay, clock);
  t.after(() => pool.close());
  assert.ok(intervalMs >= 20, `${intervalMs} ms between mails`);
  const starts: number[] = [];
  for (let index = 0; index < 200; index += 1) {
    if (index % 60 === 59) atMs += 3_000;
    assert.equal(await pacer.turn(never), 'go');
    starts.push(atMs);
  }
  health.close();
  const busiest = starts.map((from) => starts.filter((at) => at >= from && at < from + 1_000).length);
  assert.ok(Math.max(...busiest) <= 51, `${Math.max(...busiest)} within a second of 50`);
});
