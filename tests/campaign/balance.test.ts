import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeBalance, renderBalance } from '../../src/campaign/balance.js';

const campaign = { candidateCount: 12, audienceCount: 10, excluded: { suppressed: 1, unsubscribed: 1 } };

test('the balance holds when everybody is in exactly one place', () => {
  const balance = makeBalance(campaign, { accepted: 6, failed: 1, suppressed: 1, cancelled: 1, in_doubt: 1 });
  assert.equal(balance.holds, true);
  assert.equal(renderBalance(balance), [
    '12 candidates = 10 audience + 1 suppressed + 1 unsubscribed',
    '10 audience = 6 accepted + 1 failed + 1 suppressed + 1 cancelled + 1 in doubt',
  ].join('\n'));
});

const broken: readonly [why: string, counts: Record<string, number>, campaign?: Partial<typeof campaign>][] = [
  ['somebody is still open', { accepted: 9, pending: 1 }],
  ['somebody is missing', { accepted: 9 }],
  ['somebody is there twice', { accepted: 11 }],
  ['a candidate is neither in the audience nor left out', { accepted: 10 }, { candidateCount: 13 }],
];
for (const [why, counts, more] of broken) {
  test(`the balance does not hold when ${why}`, () => {
    assert.equal(makeBalance({ ...campaign, ...more }, counts).holds, false);
  });
}
