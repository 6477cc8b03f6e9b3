import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeBalance, renderBalance } from '../../src/campaign/balance.js';
import { findViolations, type Evidence } from '../../src/campaign/invariants.js';

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

const body = (recipient: string, code: number | null = 250, sha256 = 'a') => ({ messageId: '1', recipient, isComplete: true, code, sha256 });
const good: Evidence = {
  frozenCount: 2, crashCount: 1, connectionCount: 1,
  server: [body('a@x.example', 451), body('a@x.example'), body('b@x.example', null)],
  ledger: [{ subscriberId: '1', address: 'a@x.example', state: 'accepted' }, { subscriberId: '2', address: 'b@x.example', state: 'in_doubt' }],
  events: [{ subscriberId: '2', from: 'transmitting', to: 'in_doubt', cause: 'recovery' }],
};

test('the checker finds nothing in a history that is in order', () => {
  assert.deepEqual(findViolations(good), []);
});

const planted: readonly [rule: string, change: Partial<Evidence>][] = [
  ['I1', { frozenCount: 3 }],
  ['I1', { server: [...good.server, body('stranger@x.example')] }],
  ['I2', { server: [...good.server, body('a@x.example')] }],
  ['I3', { server: [body('b@x.example', null)] }],
  ['I4', { ledger: [{ subscriberId: '1', address: 'a@x.example', state: 'accepted' }, { subscriberId: '2', address: 'b@x.example', state: 'pending' }] }],
  ['I5', { crashCount: 0 }],
  ['I9', { events: [...good.events, { subscriberId: '1', from: 'accepted', to: 'pending', cause: 'operator' }] }],
  ['I12', { server: [body('a@x.example', 451, 'a'), body('a@x.example', 250, 'b'), body('b@x.example', null)] }],
];
for (const [rule, change] of planted) {
  test(`the checker sees a broken ${rule}: ${Object.keys(change).join()}`, () => {
    assert.ok(findViolations({ ...good, ...change }).some((violation) => violation.startsWith(rule)), findViolations({ ...good, ...change }).join('; '));
  });
}

test('an operator who ordered a resend is counted', () => {
  const events = [...good.events, { subscriberId: '2', from: 'in_doubt' as const, to: 'pending' as const, cause: 'operator' }];
  const ledger = good.ledger.map((row) => (row.subscriberId === '2' ? { ...row, state: 'accepted' as const } : row));
  assert.deepEqual(findViolations({ ...good, events, ledger, server: [...good.server, body('b@x.example')] }), []);
});
