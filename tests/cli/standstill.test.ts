/** A crowded machine is not taken for a broken limit, nor the other way round. */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { allowedInASecond, watchStandstill } from '../../src/cli/demo/standstill.js';

test('a process that stood still says for how long', async () => {
  const end = watchStandstill();
  await wait(30);
  const untilMs = performance.now() + 120;
  while (performance.now() < untilMs);
  await wait(30);
  const standstillMs = end();
  assert.ok(standstillMs >= 100, `${standstillMs} ms`);
});

test('without a standstill five in a hundred and one message are let through, and with one what may have waited for it twice', () => {
  assert.equal(allowedInASecond(50, 0), 53);
  assert.equal(allowedInASecond(300, 0), 316);
  assert.equal(allowedInASecond(50, 100), 63);
});
