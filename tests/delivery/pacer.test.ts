/** The pacer with a clock of the test's own: no test sleeps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../src/clock.js';
import { createPacer, type SlotSource, type Turn } from '../../src/delivery/pacer.js';

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
function limit(clock: { at: number }, intervalMs: number, count = 1) {
  let nextAt = 0;
  const lost: number[] = [];
  const source: SlotSource = {
    async reserve(unused, isLook) {
      lost.push(unused);
      const start = Math.max(clock.at, nextAt);
      if (isLook || start > clock.at + 250) return { isGranted: false, waitMs: start - clock.at };
      nextAt = start + count * intervalMs;
      return { isGranted: true, count, firstAfterMs: start - clock.at, intervalMs };
    },
  };
  return { source, lost };
}

const never = new AbortController().signal;

test('messages start one interval apart', async () => {
  const clock = fakeClock();
  const pacer = createPacer(limit(clock, 20).source, clock);
  const starts: number[] = [];
  for (let index = 0; index < 6; index += 1) {
    assert.equal(await pacer.turn(never), 'go');
    starts.push(clock.at);
  }
  assert.deepEqual(starts, [0, 20, 40, 60, 80, 100]);
});

test('lost time is not caught up: after a stall the slots that passed are thrown away, and their quota is given back', async () => {
  const clock = fakeClock();
  const { source, lost } = limit(clock, 10, 4);
  const pacer = createPacer(source, clock);
  await pacer.turn(never);
  clock.at += 1_000;
  const starts: number[] = [];
  for (let index = 0; index < 5; index += 1) {
    await pacer.turn(never);
    starts.push(clock.at);
  }
  assert.ok(starts.every((start, index) => index === 0 || start - (starts[index - 1] ?? 0) >= 10), `a burst after the stall: ${starts.join()}`);
  assert.deepEqual(lost.slice(0, 2), [0, 3]);
});

test('who must wait long is told so, and nothing is reserved', async () => {
  const clock = fakeClock();
  const pacer = createPacer(limit(clock, 60_000).source, clock);
  assert.equal(await pacer.turn(never), 'go');
  assert.deepEqual(await pacer.turn(never), { waitMs: 60_000 } satisfies Turn);
  assert.equal(await pacer.look(), 60_000);
  assert.equal(clock.at, 0, 'it did not wait itself');
});

test('a stop while waiting for a slot ends the wait without a turn', async () => {
  const clock = fakeClock();
  const stop = new AbortController();
  const source: SlotSource = { reserve: async () => ({ isGranted: true, count: 1, firstAfterMs: 200, intervalMs: 1_000 }) };
  const pacer = createPacer(source, { ...clock, monotonicMs: () => clock.at, sleep: async () => { stop.abort(); } });
  assert.deepEqual(await pacer.turn(stop.signal), { waitMs: Infinity });
});
