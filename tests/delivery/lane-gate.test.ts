/** The gate of a lane: so many at once, in turn, and nobody waits longer than his signal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLaneGate } from '../../src/delivery/lane-gate.js';

const never = new AbortController().signal;
const settled = async (waits: Promise<boolean>): Promise<boolean | 'waits'> => Promise.race([waits, new Promise<'waits'>((resolve) => { setImmediate(() => resolve('waits')); })]);

test('so many are let in, the others in the order in which they came', async () => {
  const gate = createLaneGate(2);
  const order: string[] = [];
  assert.deepEqual([await gate.enter(never), await gate.enter(never)], [true, true]);
  const third = gate.enter(never).then(() => order.push('third'));
  const fourth = gate.enter(never).then(() => order.push('fourth'));
  gate.leave();
  await third;
  gate.leave();
  await fourth;
  assert.deepEqual(order, ['third', 'fourth']);
});

test('who is stopped while he waits leaves his turn to the next', async () => {
  const gate = createLaneGate(1);
  const stop = new AbortController();
  await gate.enter(never);
  const [stopped, next] = [gate.enter(stop.signal), gate.enter(never)];
  stop.abort();
  assert.equal(await stopped, false);
  assert.equal(await settled(next), 'waits');
  gate.leave();
  assert.equal(await next, true);
  gate.leave();
  assert.equal(await gate.enter(stop.signal), false, 'stopped before it asked');
  assert.equal(await gate.enter(never), true, 'nobody is left inside');
});

test('without a number everybody is let in', async () => {
  const gate = createLaneGate(null);
  for (let count = 0; count < 100; count += 1) assert.equal(await gate.enter(never), true);
});
