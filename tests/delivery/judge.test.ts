/** What each outcome writes into the ledger, and whom it blames. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeOutcome, type HeldDelivery } from '../../src/delivery/judge.js';
import type { Outcome } from '../../src/delivery/outcome.js';
import type { SmtpPhase } from '../../src/delivery/reply.js';
import { isAllowedTransition } from '../../src/delivery/states.js';
import { classifyReply } from '../../src/feedback/verdict/classify.js';
import { toSubscriberId } from '../../src/ids.js';

const held: HeldDelivery = { subscriberId: toSubscriberId('7'), fence: 3, attempts: 0, ageSeconds: 0, domain: 'mail.example', needsSmtpUtf8: false };
const retry = { retrySeconds: [300, 900], giveUpSeconds: 86_400 };
const judge = (outcome: Outcome, row: Partial<HeldDelivery> = {}) => judgeOutcome(outcome, { ...held, ...row }, 'default', retry, classifyReply);

function refused(phase: SmtpPhase, code: number, enhanced: string, text: string): Outcome {
  return { kind: 'refused', phase, wasOffered: phase === 'dot', reply: { code, enhanced, text, lines: [text] } };
}

type Expected = { from: string; to: string; suppress?: string; stops?: boolean };
const cases: readonly [why: string, outcome: Outcome, expected: Expected][] = [
  ['accepted by reply', { kind: 'accepted', reply: { code: 250, enhanced: '2.0.0', text: 'ok', lines: [] } }, { from: 'transmitting', to: 'accepted' }],
  ['no reply to the dot is doubt', { kind: 'in_doubt', cause: 'timeout', detail: '' }, { from: 'transmitting', to: 'in_doubt' }],
  ['a connection that died before RCPT says nothing of the person', { kind: 'not_offered', phase: 'mail', detail: 'close' }, { from: 'claimed', to: 'pending' }],
  ['one that died at RCPT lets the person wait', { kind: 'not_offered', phase: 'rcpt', detail: 'close' }, { from: 'claimed', to: 'deferred' }],
  ['who left meanwhile', { kind: 'withheld', refusal: 'unsubscribe' }, { from: 'claimed', to: 'suppressed' }],
  ['who was suppressed meanwhile', { kind: 'withheld', refusal: 'suppression' }, { from: 'claimed', to: 'suppressed' }],
  ['a pause gives the row back', { kind: 'withheld', refusal: 'paused' }, { from: 'claimed', to: 'pending' }],
  ['greylisting', refused('rcpt', 451, '4.7.1', 'Greylisted, try again'), { from: 'claimed', to: 'deferred' }],
  ['mailbox full at RCPT', refused('rcpt', 452, '4.2.2', 'Mailbox full'), { from: 'claimed', to: 'deferred' }],
  ['4xx after the dot: the server has not taken it', refused('dot', 451, '4.3.0', 'try later'), { from: 'transmitting', to: 'deferred' }],
  ['unknown user at RCPT', refused('rcpt', 550, '5.1.1', 'User unknown'), { from: 'claimed', to: 'failed', suppress: 'userunknown' }],
  ['5.1.1 with words of policy is policy', refused('rcpt', 550, '5.1.1', 'blocked by spamhaus'), { from: 'claimed', to: 'failed' }],
  ['policy at RCPT never blames the address', refused('rcpt', 554, '5.7.1', 'client host blocked'), { from: 'claimed', to: 'failed' }],
  ['content refused after the dot', refused('dot', 554, '5.7.1', 'Message content rejected as spam'), { from: 'transmitting', to: 'failed' }],
  ['unknown user after the dot is no proof for the address', refused('dot', 550, '5.1.1', 'User unknown'), { from: 'transmitting', to: 'failed' }],
  ['a refused sender stops the campaign', refused('mail', 550, '5.7.1', 'sender not allowed'), { from: 'claimed', to: 'pending', stops: true }],
  ['failed authentication of the domain stops the campaign', refused('rcpt', 550, '5.7.26', 'unauthenticated email is not accepted'), { from: 'claimed', to: 'pending', stops: true }],
  ['too big for the relay stops the campaign', refused('rcpt', 552, '5.3.4', 'message size exceeds fixed limit'), { from: 'claimed', to: 'pending', stops: true }],
];

for (const [why, outcome, expected] of cases) {
  test(`judged: ${why}`, () => {
    const { settlement, suppress, stop } = judge(outcome);
    assert.equal(settlement?.from, expected.from);
    assert.equal(settlement?.to, expected.to);
    assert.equal(suppress?.reason, expected.suppress);
    assert.equal(stop !== undefined, expected.stops === true, stop);
    assert.ok(settlement && isAllowedTransition(settlement.from, settlement.to, settlement.cause), `${settlement?.from} -> ${settlement?.to} by ${settlement?.cause} is no way of the table`);
  });
}

test('a fenced row is not written at all', () => {
  assert.equal(judge({ kind: 'withheld', refusal: 'fenced' }).settlement, undefined);
});

test('waits grow with the tries, and the last one repeats', () => {
  const wait = (attempts: number): number | null | undefined => judge(refused('rcpt', 451, '4.7.1', 'later'), { attempts }).settlement?.retryAfterSeconds;
  assert.deepEqual([0, 1, 2, 9].map(wait), [300, 900, 900, 900]);
});

test('who is still put off after the patience fails, as expired and without blame', () => {
  const { settlement, suppress } = judge(refused('rcpt', 451, '4.7.1', 'later'), { attempts: 5, ageSeconds: 86_401 });
  assert.deepEqual([settlement?.to, settlement?.cause, suppress], ['failed', 'expired', undefined]);
});

test('a reply text is cut and holds no NUL, so that the ledger can always keep it', () => {
  const { settlement } = judge(refused('rcpt', 550, '5.1.1', `User unknown\0${'x'.repeat(10_000)}`));
  assert.equal(settlement?.text?.length, 500);
  assert.ok(!settlement?.text?.includes('\0'));
});
