/** The pacer with a clock of the test's own: no test sleeps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../src/clock.js';
import { createPacer } from '../../src/delivery/pacer.js';

function fakeClock(): Clock & { at: number } {
  const clock = {
    at: 0,
    now: () => new Date(clock.at),
    monotonicMs: () => clock.at,
    sleep: async (ms: number) => { clock.at += ms; },
  };
  return clock;
}

/** A limit as the database keeps it: the theoretical arrival time moves by what is reserved. */
function limit(clock: { at: number }, intervalMs: number) {
  let nextAt = 0;
  const asked: number[] = [];
  return {
    asked,
    source: {
      intervalMs,
      reserve: async (count: number) => {
        asked.push(count);
        const start = Math.max(clock.at, nextAt);
        nextAt = start + count * intervalMs;
        return { firstAfterMs: start - clock.at };
      },
    },
  };
}

const never = new AbortController().signal;

test('messages start one interval apart', async () => {
  const clock = fakeClock();
  const pacer = createPacer(limit(clock, 20).source, clock);
  const starts: number[] = [];
  for (let count = 0; count < 6; count += 1) {
    assert.equal(await pacer.nextSlot(never), 'go');
    starts.push(clock.at);
  }
  assert.deepEqual(starts, [0, 20, 40, 60, 80, 100]);
});

test('lost time is not caught up: after a stall the slots that passed are thrown away', async () => {
  const clock = fakeClock();
  const pacer = createPacer(limit(clock, 10).source, clock);
  await pacer.nextSlot(never);
  clock.at += 1_000;
  const starts: number[] = [];
  for (let count = 0; count < 5; count += 1) {
    await pacer.nextSlot(never);
    starts.push(clock.at);
  }
  assert.ok(starts.every((start, index) => index === 0 || start - (starts[index - 1] ?? 0) >= 10), `a burst after the stall: ${starts.join()}`);
});

test('little is reserved ahead: at a high rate fifty milliseconds, at a low one a single slot', async () => {
  const clock = fakeClock();
  const fast = limit(clock, 2);
  await createPacer(fast.source, clock).nextSlot(never);
  const slow = limit(clock, 5_000);
  await createPacer(slow.source, clock).nextSlot(never);
  assert.deepEqual([fast.asked, slow.asked], [[25], [1]]);
});

test('a stop while waiting for a slot is answered by "stopped"', async () => {
  const clock = fakeClock();
  const stop = new AbortController();
  const pacer = createPacer({ intervalMs: 1_000, reserve: async () => ({ firstAfterMs: 60_000 }) }, { ...clock, monotonicMs: () => clock.at, sleep: async () => { stop.abort(); } });
  assert.equal(await pacer.nextSlot(stop.signal), 'stopped');
});
