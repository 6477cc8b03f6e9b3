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

/** A limit as the database keeps it: the theoretical arrival time moves by what is reserved, at most `most` at a time. */
function limit(clock: { at: number }, intervalMs: number, most = 1) {
  let nextAt = 0;
  const asked: { wanted: number; unused: number }[] = [];
  const source: SlotSource = {
    async reserve(wanted, unused) {
      asked.push({ wanted, unused });
      const start = Math.max(clock.at, nextAt);
      if (wanted === 0 || start > clock.at + 250) return { isGranted: false, waitMs: start - clock.at };
      const count = Math.min(wanted, most);
      nextAt = start + count * intervalMs;
      return { isGranted: true, count, nowMs: clock.at, firstAfterMs: start - clock.at, intervalMs };
    },
  };
  return { source, asked };
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

test('lost time is not caught up: after a stall the slots that passed are thrown away, and go back', async () => {
  const clock = fakeClock();
  const { source, asked } = limit(clock, 10, 4);
  const pacer = createPacer(source, clock);
  const starts: number[] = [];
  for (let index = 0; index < 40; index += 1) {
    if (index % 13 === 12) clock.at += 1_000;
    await pacer.turn(never);
    starts.push(clock.at);
  }
  assert.ok(starts.every((start, index) => index === 0 || start - (starts[index - 1] ?? 0) >= 10), `a burst after a stall: ${starts.join()}`);
  assert.ok(asked.some(({ unused }) => unused > 0), JSON.stringify(asked));
});

test('as many slots are asked for as are used in a moment: one at first, more when they are gone at once, few again after a pause', async () => {
  const clock = fakeClock();
  const { source, asked } = limit(clock, 1, 50);
  const pacer = createPacer(source, clock);
  for (let index = 0; index < 300; index += 1) await pacer.turn(never);
  assert.equal(asked[0]?.wanted, 1);
  const busiest = Math.max(...asked.map(({ wanted }) => wanted));
  assert.ok(busiest > 25 && busiest <= 51, `${busiest} of 50 in 50 ms`);
  clock.at += 1_000;
  while (asked.length < 2 || clock.at < 1_000) await pacer.turn(never);
  const first = asked.length;
  while (asked.length === first) await pacer.turn(never);
  assert.ok((asked.at(-1)?.wanted ?? 50) < 10, JSON.stringify(asked.slice(-3)));
});

test('what nobody asks for any more goes back', async () => {
  const clock = fakeClock();
  const source: SlotSource & { back: number } = {
    back: 0,
    async reserve(wanted, unused) {
      source.back += unused;
      return wanted === 0 ? { isGranted: false, waitMs: 0 } : { isGranted: true, count: 4, nowMs: 0, firstAfterMs: 0, intervalMs: 5 };
    },
  };
  const pacer = createPacer(source, clock);
  await pacer.turn(never);
  pacer.giveBack();
  await pacer.close();
  assert.equal(source.back, 4, 'three never used and one given back');
});

test('an answer of the database that was long on its way moves no slot', async () => {
  const clock = fakeClock();
  let delayMs = 2;
  const source: SlotSource = {
    async reserve() {
      const nowMs = clock.at + 1 + 5_000_000;
      clock.at += delayMs;
      return { isGranted: true, count: 1, nowMs, firstAfterMs: 30, intervalMs: 10 };
    },
  };
  const pacer = createPacer(source, clock);
  await pacer.turn(never);
  delayMs = 25;
  const asked = clock.at;
  await pacer.turn(never);
  assert.equal(clock.at - asked, 32, '30 behind its moment, which lay 1 behind the question; the first answer was heard 1 late');
});

test('who must wait long is told so, and nothing is reserved', async () => {
  const clock = fakeClock();
  const pacer = createPacer(limit(clock, 60_000).source, clock);
  assert.equal(await pacer.turn(never), 'go');
  assert.deepEqual(await pacer.turn(never), { waitMs: 60_000 } satisfies Turn);
  assert.equal(await pacer.look(), 60_000);
  assert.equal(clock.at, 0, 'it did not wait itself');
});

test('what was refused is asked for again when it is time, or five times a second: not by every lane on its own', async () => {
  const clock = fakeClock();
  const { source, asked } = limit(clock, 1_000);
  const pacer = createPacer(source, clock);
  await pacer.turn(never);
  const answers = await Promise.all(Array.from({ length: 6 }, () => pacer.turn(never)));
  assert.ok(answers.every((answer) => answer !== 'go' && answer.waitMs === 1_000));
  assert.equal(asked.length, 2);
  clock.at = 100;
  assert.deepEqual(await pacer.turn(never), { waitMs: 900 });
  assert.equal(asked.length, 2, 'within a fifth of a second nothing is asked');
  clock.at = 210;
  assert.deepEqual(await pacer.turn(never), { waitMs: 790 });
  assert.equal(asked.length, 3, 'then a limit may have changed');
});

test('a stop while waiting for a slot ends the wait without a turn', async () => {
  const clock = fakeClock();
  const stop = new AbortController();
  const source: SlotSource = { reserve: async () => ({ isGranted: true, count: 1, nowMs: 0, firstAfterMs: 200, intervalMs: 1_000 }) };
  const pacer = createPacer(source, { ...clock, monotonicMs: () => clock.at, sleep: async () => { stop.abort(); } });
  assert.deepEqual(await pacer.turn(stop.signal), { waitMs: Infinity });
});
