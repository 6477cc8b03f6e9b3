/** The checker of the invariants: each rule with a history that keeps it and one that breaks it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventRecord } from '../../src/campaign/invariants-history.js';
import { findViolations, type Evidence, type ServerRecord } from '../../src/campaign/invariants.js';

const body = (recipient: string, code: number | null = 250, more: Partial<ServerRecord> = {}): ServerRecord => ({ messageId: '1', recipient, isComplete: true, code, sha256: 'a', bodyStartedAt: 1_000, ...more });
const event = (subscriberId: string, from: EventRecord['from'], to: EventRecord['to'], cause: string, fence?: number): EventRecord => ({ subscriberId, from, to, cause, ...(fence === undefined ? {} : { fence }) });

const ann = { subscriberId: '1', address: 'a@x.example', state: 'accepted' as const };
const bob = { subscriberId: '2', address: 'b@x.example', state: 'in_doubt' as const };
const annSent = [event('1', 'transmitting', 'deferred', 'reply', 1), event('1', 'transmitting', 'accepted', 'reply', 2)];
const bobLost = event('2', 'transmitting', 'in_doubt', 'recovery', 1);
const good: Evidence = {
  frozenCount: 2, crashCount: 1, connectionCount: 1, campaignState: 'finished', ratePerSecond: 2,
  server: [body('a@x.example', 451), body('a@x.example'), body('b@x.example', null)],
  ledger: [ann, bob],
  events: [annSent[0] as EventRecord, bobLost, annSent[1] as EventRecord],
};

const kept: readonly [rule: string, why: string, change: Partial<Evidence>][] = [
  ['I1 to I14', 'a history in order', {}],
  ['I1 to I14', 'no server log was kept', { server: null }],
  ['I2', 'an operator ordered a resend', {
    ledger: [ann, { ...bob, state: 'accepted' }], server: [...(good.server ?? []), body('b@x.example', 250, { bodyStartedAt: 5_000 })],
    events: [...good.events, event('2', 'in_doubt', 'pending', 'operator', 1), event('2', 'transmitting', 'accepted', 'reply', 2)],
  }],
  ['I3', 'an operator said that it arrived, and it had not', {
    ledger: [ann, { ...bob, state: 'accepted' }], server: (good.server ?? []).slice(0, 2), events: [...good.events, event('2', 'in_doubt', 'accepted', 'operator')],
  }],
  ['I4', 'a resend was ordered and then cancelled', {
    ledger: [ann, { ...bob, state: 'cancelled' }], events: [...good.events, event('2', 'in_doubt', 'pending', 'operator'), event('2', 'pending', 'cancelled', 'cancel')],
  }],
  ['I5', 'two connections, two in doubt', {
    connectionCount: 2, ledger: [{ ...ann, state: 'in_doubt' }, bob], events: [event('1', 'transmitting', 'in_doubt', 'recovery'), bobLost], server: [body('a@x.example', null), body('b@x.example', null)],
  }],
  ['I8', 'a lost process\'s row goes back and is sent by another', { events: [...annSent.slice(0, 1), event('1', 'claimed', 'pending', 'recovery', 2), event('1', 'transmitting', 'accepted', 'reply', 3), bobLost] }],
  ['I10', 'it still sends, so rows may wait', { campaignState: 'sending', ledger: [ann, { ...bob, state: 'pending' }], server: (good.server ?? []).slice(0, 2), events: annSent }],
  ['I11', 'the body had begun when they left', { ledger: [{ ...ann, leftAt: 1_500 }, bob] }],
  ['I14', 'the end that was to be', { ledger: [{ ...ann, expected: ['accepted'] }, bob] }],
];
for (const [rule, why, change] of kept) {
  test(`${rule} holds: ${why}`, () => {
    assert.deepEqual(findViolations({ ...good, ...change }), []);
  });
}

const planted: readonly [rule: string, why: string, change: Partial<Evidence>][] = [
  ['I1', 'a row is missing', { frozenCount: 3 }],
  ['I1', 'a stranger got a mail', { server: [...(good.server ?? []), body('stranger@x.example')] }],
  ['I2', 'two complete bodies, none put off', { server: [...(good.server ?? []), body('a@x.example')] }],
  ['I3', 'accepted by reply, and the server took none', { server: [body('b@x.example', null)] }],
  ['I4', 'the server took it, and the ledger waits', { campaignState: 'sending', ledger: [ann, { ...bob, state: 'pending' }], events: annSent }],
  ['I5', 'doubt by recovery without a crash', { crashCount: 0 }],
  ['I6', 'in doubt, and no event says why', { events: annSent }],
  ['I6', 'put in doubt by something that makes none', { events: [...annSent, event('2', 'transmitting', 'in_doubt', 'release')] }],
  ['I6', 'nothing was broken', { wasQuiet: true }],
  ['I7', 'doubt left by itself', { ledger: [ann, { ...bob, state: 'pending' }], campaignState: 'sending', events: [...good.events, event('2', 'in_doubt', 'pending', 'recovery')] }],
  ['I8', 'a stale fence wrote', { events: [annSent[0] as EventRecord, { ...(annSent[1] as EventRecord), fence: 0 }, bobLost] }],
  ['I8', 'an outcome written after the row was taken back', { events: [event('1', 'transmitting', 'in_doubt', 'recovery', 1), event('1', 'transmitting', 'accepted', 'reply', 1), bobLost], crashCount: 2 }],
  ['I8', 'the row says something else than its events', { ledger: [{ ...ann, state: 'failed' }, bob], server: null }],
  ['I9', 'a final state left', { events: [...good.events, event('1', 'accepted', 'pending', 'operator')] }],
  ['I10', 'finished with somebody on the way', { ledger: [ann, { ...bob, state: 'deferred' }], server: null, events: [...annSent, event('2', 'claimed', 'deferred', 'reply')] }],
  ['I11', 'a body began after they had left', { ledger: [{ ...ann, leftAt: 500 }, bob] }],
  ['I12', 'other bytes at another try', { server: [body('a@x.example', 451), body('a@x.example', 250, { sha256: 'b' }), body('b@x.example', null)] }],
  ['I13', 'more at once than the limit', { ratePerSecond: 1 }],
  ['I14', 'another end than was to be', { ledger: [{ ...ann, expected: ['failed'] }, bob] }],
];
for (const [rule, why, change] of planted) {
  test(`the checker sees a broken ${rule}: ${why}`, () => {
    const violations = findViolations({ ...good, ...change });
    assert.ok(violations.some((violation) => violation.startsWith(`${rule}:`)), violations.join('; '));
  });
}

test('a million rows are judged in one pass', () => {
  const count = 200_000; // a fifth, for the sake of the tests: what grows with the square would take hours
  const people = Array.from({ length: count }, (_, index) => ({ subscriberId: String(index), address: `r${index}@x.example`, state: 'accepted' as const }));
  const evidence = { ...good, ratePerSecond: null, frozenCount: count, ledger: people, server: people.map(({ address }) => body(address)), events: people.map(({ subscriberId }) => event(subscriberId, 'transmitting', 'accepted', 'reply', 1)) };
  assert.deepEqual(findViolations(evidence), []);
});
