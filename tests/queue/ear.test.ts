/** A silent queue, with a clock of our own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/clock.js';
import { toCampaignId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { createEar, type Ear } from '../../src/queue/ear.js';

const ring = { campaignId: toCampaignId('1'), lane: 'rest' };

type Bench = { readonly ear: Ear; readonly answered: string[]; readonly pass: (ms: number) => void; readonly endAll: () => void };

/** Answers last until they are ended. */
function openBench(concurrency: number): Bench {
  let ms = 0;
  const answered: string[] = [];
  const open: (() => void)[] = [];
  const answer = ({ lane }: { lane: string }): Promise<void> => {
    answered.push(lane);
    return new Promise((resolve) => open.push(resolve));
  };
  const ear = createEar({ answer, concurrency, clock: { ...systemClock, monotonicMs: () => ms }, log: silentLog });
  return { ear, answered, pass: (by) => { ms += by; }, endAll: () => { for (const end of open.splice(0)) end(); } };
}

test('rings are left to the queue until nothing was heard for five seconds', () => {
  const { ear, answered, pass } = openBench(16);
  for (let second = 0; second < 5; second += 1) {
    ear.expect(ring);
    pass(1_000);
  }
  assert.deepEqual(answered, []);
  ear.expect(ring);
  assert.deepEqual(answered, ['rest']);
});

test('silence is counted from the first ring that is not heard, however long nothing was rung before', () => {
  const { ear, answered, pass } = openBench(16);
  pass(3_600_000);
  ear.expect(ring);
  pass(4_999);
  ear.expect(ring);
  assert.deepEqual(answered, []);
});

test('a ring that another process heard says nothing of the next campaign', () => {
  const { ear, answered, pass } = openBench(16);
  ear.expect(ring);
  pass(3_600_000);
  ear.expect(ring);
  assert.deepEqual(answered, []);
});

test('what is heard begins the count anew', () => {
  const { ear, answered, pass } = openBench(16);
  ear.expect(ring);
  pass(4_000);
  void ear.hear({ ...ring, lane: 'heard' });
  ear.expect(ring);
  pass(4_000);
  ear.expect(ring);
  assert.deepEqual(answered, ['heard']);
});

test('no more answers at once than were asked for, heard or not', async () => {
  const { ear, answered, pass, endAll } = openBench(2);
  const heard = ear.hear(ring);
  ear.expect(ring);
  pass(5_000);
  for (let times = 0; times < 3; times += 1) ear.expect(ring);
  assert.equal(answered.length, 2);
  endAll();
  await heard;
  ear.expect(ring);
  assert.equal(answered.length, 3);
});

test('an answer that fails is told, and the next ring is answered all the same', async () => {
  let ms = 0;
  let count = 0;
  const told: string[] = [];
  const ear = createEar({
    answer: async () => { count += 1; throw new Error('the database is away'); },
    concurrency: 1, clock: { ...systemClock, monotonicMs: () => ms }, log: { ...silentLog, warn: (message) => void told.push(message) },
  });
  ear.expect(ring);
  ms = 5_000;
  ear.expect(ring);
  await new Promise(setImmediate);
  ear.expect(ring);
  await new Promise(setImmediate);
  assert.equal(count, 2);
  assert.deepEqual(told, ['a ring could not be answered', 'a ring could not be answered']);
});
