import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClaims, type ClaimPage } from '../../src/delivery/claims.js';
import { toSubscriberId } from '../../src/ids.js';
import type { ClaimedDelivery } from '../../src/store/deliveries.js';

const row = (id: number): ClaimedDelivery => ({ subscriberId: toSubscriberId(String(id)), address: '', name: null, canonical: null, fence: 1, attempts: 0, firstAttemptAt: null, fields: null, variant: null, tracked: null });

/** A ledger of numbers: claims the lowest behind the mark. */
function ledger(waiting: number[]): { asked: bigint[]; claim: ClaimPage } {
  const asked: bigint[] = [];
  return {
    asked,
    async claim({ after }) {
      asked.push(after);
      const page = waiting.filter((id) => BigInt(id) > after).slice(0, 2);
      for (const id of page) waiting.splice(waiting.indexOf(id), 1);
      return page.map(row);
    },
  };
}

test('each claim begins behind the last one', async () => {
  const { asked, claim } = ledger([1, 2, 3, 4, 5]);
  const next = createClaims(claim, 2);
  assert.deepEqual((await next()).map((each) => each.subscriberId), ['1', '2']);
  assert.deepEqual((await next()).map((each) => each.subscriberId), ['3', '4']);
  assert.deepEqual(asked, [0n, 2n]);
});

test('who was given back before the mark is found before the lane says that nobody is left', async () => {
  const waiting = [1, 2, 3, 4];
  const next = createClaims(ledger(waiting).claim, 2);
  await next();
  await next();
  waiting.push(1);
  assert.deepEqual((await next()).map((each) => each.subscriberId), ['1']);
  assert.deepEqual(await next(), []);
});
