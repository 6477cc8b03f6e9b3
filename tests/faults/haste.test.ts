import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHaste } from './haste.js';

const evenly = (count: number, everyMs: number, fromMs = 0): number[] => Array.from({ length: count }, (_, index) => fromMs + index * everyMs);

const table: readonly [why: string, times: readonly number[], isTooFast: boolean][] = [
  ['nobody', [], false],
  ['the first at once', [0], false],
  ['two at once', [0, 0], true],
  ['an even pace', evenly(40, 100), false],
  ['in any order', evenly(40, 100).toReversed(), false],
  ['two senders, each at the whole pace', [...evenly(20, 100), ...evenly(20, 100)], true],
  ['two senders, the second a little later', [...evenly(20, 100), ...evenly(20, 100, 450)], true],
  ['two senders that share it', [...evenly(20, 200), ...evenly(20, 200, 100)], false],
  ['held up, and let go together: their slots had come', evenly(10, 0, 1_000), false],
  ['one more than had come by then', evenly(13, 0, 1_000), true],
  ['a tenth faster for long', evenly(200, 90), true],
];

test('bodies are never ahead of the slots of the limit, whoever sends them', () => {
  for (const [why, times, isTooFast] of table) assert.equal(findHaste(times.map((time) => 5_000 + time), { ratePerSecond: 10, sinceMs: 5_000 }) !== undefined, isTooFast, why);
});

test('what is told says how many there were, and when', () => {
  assert.equal(findHaste([5_000, 5_003], { ratePerSecond: 10, sinceMs: 5_000 }), 'I13: 2 bodies had begun 3 ms after the start, and 10 a second are allowed over all senders');
});
