/** How many moments lie closest together. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countBusiest } from '../../src/campaign/busiest.js';

const cases: [number[], number, string][] = [
  [[], 0, 'nothing arrived'],
  [[5], 1, 'one is a window of its own'],
  [[0, 999], 2, 'both ends of a window'],
  [[0, 1_000], 1, 'a second apart is another window'],
  [[900, 950, 1_050, 1_100], 4, 'a burst across the edge of two clock seconds is one'],
  [[1_100, 0, 1_050, 900, 950], 4, 'in any order'],
];

for (const [times, expected, why] of cases) {
  test(`the busiest second: ${why}`, () => assert.equal(countBusiest(times), expected));
}

test('the window may be wider', () => assert.equal(countBusiest([0, 1_000, 5_000, 59_999, 60_000], 60_000), 4));
