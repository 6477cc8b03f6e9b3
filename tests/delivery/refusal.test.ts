/** Each kind of reply at send time, and what follows from it: retry when, slow the lane, stop the campaign, suppress. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeNoWay, judgeOutcome, type HeldDelivery, type Judgement } from '../../src/delivery/judge.js';
import type { Outcome } from '../../src/delivery/outcome.js';
import type { SmtpPhase } from '../../src/delivery/reply.js';
import { classifyReply } from '../../src/feedback/verdict/classify.js';
import { toSubscriberId } from '../../src/ids.js';

const held: HeldDelivery = { subscriberId: toSubscriberId('7'), fence: 3, attempts: 0, ageSeconds: 0, domain: 'mail.example', needsSmtpUtf8: false };
const retry = { retrySeconds: [300, 900, 1800, 3600, 7200, 14400], giveUpSeconds: 86_400 };
const judge = (outcome: Outcome, row: Partial<HeldDelivery> = {}): Judgement => judgeOutcome(outcome, { ...held, ...row }, 'default', retry, classifyReply);
const refused = (phase: SmtpPhase, code: number, enhanced: string, text: string): Outcome => ({ kind: 'refused', phase, wasOffered: phase === 'dot', reply: { code, enhanced, text, lines: [text] } });
const minute = 60;
const hour = 3600;

type Expected = { to: string; waits?: number; lane?: 'half' | 'trickle'; stops?: true; suppresses?: true };
const replies: readonly [why: string, outcome: Outcome, expected: Expected][] = [
  ['421 before RCPT is the provider\'s: half the rate, and the person goes back at once', { kind: 'not_offered', phase: 'mail', detail: '421 Service not available, closing transmission channel' }, { to: 'pending', lane: 'half' }],
  ['421 with words of a limit asks for more', { kind: 'not_offered', phase: 'rcpt', detail: '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume' }, { to: 'deferred', waits: minute, lane: 'trickle' }],
  ['Google\'s 4.7.28', refused('rcpt', 450, '4.7.28', 'Our system has detected an unusual rate of unsolicited mail'), { to: 'deferred', waits: 5 * minute, lane: 'trickle' }],
  ['4.7.0 without more', refused('rcpt', 451, '4.7.0', ''), { to: 'deferred', waits: 5 * minute, lane: 'trickle' }],
  ['Outlook\'s RP-001', refused('mail', 451, '4.7.1', "RP-001 unfortunately, some messages from 192.0.2.1 weren't sent"), { to: 'deferred', waits: 5 * minute, lane: 'trickle' }],
  ['Comcast\'s RL0000', refused('rcpt', 452, '', 'RL0000 too many messages'), { to: 'deferred', waits: 5 * minute, lane: 'trickle' }],
  ['a limit worded as a refusal: the address is good', refused('rcpt', 550, '5.7.28', 'Our system has detected an unusual rate of mail'), { to: 'deferred', waits: 5 * minute, lane: 'trickle' }],
  ['the same after the whole body: it is not sent a second time', refused('dot', 550, '', '发信IP的发送频率超过限制'), { to: 'failed', lane: 'trickle' }],
  ['greylisting by name', refused('rcpt', 450, '4.7.1', 'Recipient address rejected: Greylisted, see http://postgrey.example/'), { to: 'deferred', waits: 5 * minute }],
  ['greylisting in plain words at the first contact', refused('rcpt', 451, '4.7.1', 'Please try again later'), { to: 'deferred', waits: 5 * minute }],
  ['mailbox full', refused('rcpt', 452, '4.2.2', 'The email account that you tried to reach is over quota'), { to: 'deferred', waits: hour }],
  ['a mailbox that gets too much at once', refused('rcpt', 450, '4.2.1', 'The user you are trying to contact is receiving mail at a rate that prevents additional messages'), { to: 'deferred', waits: hour }],
  ['network trouble behind the relay', refused('dot', 451, '4.4.1', 'connection timed out'), { to: 'deferred', waits: 5 * minute }],
  ['trouble of the server', refused('dot', 451, '4.3.0', 'queue file write error'), { to: 'deferred', waits: 5 * minute }],
  ['5.1.1', refused('rcpt', 550, '5.1.1', 'User unknown'), { to: 'failed', suppresses: true }],
  ['5.1.10', refused('rcpt', 550, '5.1.10', 'RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'), { to: 'failed', suppresses: true }],
  ['no code but plain words at RCPT', refused('rcpt', 550, '', 'no such user here'), { to: 'failed', suppresses: true }],
  ['5.1.2 at send time: DNS flaps', refused('rcpt', 550, '5.1.2', 'Host or domain name not found'), { to: 'failed' }],
  ['5.1.1 with words of policy', refused('rcpt', 550, '5.1.1', 'blocked, see spamhaus.org'), { to: 'failed' }],
  ['too big', refused('mail', 552, '5.3.4', 'Message size exceeds fixed limit'), { to: 'pending', stops: true }],
  ['too big, told after the dot', refused('dot', 552, '5.2.3', ''), { to: 'failed', stops: true }],
  ['the sender is refused', refused('mail', 553, '5.1.8', 'Sender address rejected'), { to: 'pending', stops: true }],
  ['a plain 5xx after the dot is about the content', refused('dot', 554, '', 'message rejected'), { to: 'failed' }],
  ['a plain 5xx to DATA too', refused('data', 550, '', 'no'), { to: 'failed' }],
  ...['5.7.26', '5.7.515', '5.7.23', '5.7.25', '5.7.27', '5.7.29', '5.7.30', '5.7.31', '5.7.32'].map((status): [string, Outcome, Expected] => [
    `${status}: the set-up is wrong`, refused('rcpt', 550, status, ''), { to: 'pending', stops: true },
  ]),
];

for (const [why, outcome, expected] of replies) {
  test(`a reply at send time: ${why}`, () => {
    const { settlement, slowLane, stop, suppress } = judge(outcome);
    assert.deepEqual(
      { to: settlement?.to, waits: settlement?.retryAfterSeconds ?? undefined, lane: slowLane?.to, stops: stop !== undefined || undefined, suppresses: suppress !== undefined || undefined },
      { waits: undefined, lane: undefined, stops: undefined, suppresses: undefined, ...expected });
  });
}

test('a provider slows for a quarter of an hour, a limit for 90 minutes', () => {
  assert.equal(judge({ kind: 'not_offered', phase: 'mail', detail: '421 later' }).slowLane?.seconds, 900);
  assert.equal(judge(refused('rcpt', 451, '4.7.28', 'rate')).slowLane?.seconds, 5400);
});

test('a full mailbox is asked after 1, 4 and 12 hours, and then given up, without blame', () => {
  const full = refused('rcpt', 452, '4.2.2', 'Mailbox full');
  assert.deepEqual([0, 1, 2].map((attempts) => judge(full, { attempts }).settlement?.retryAfterSeconds), [hour, 4 * hour, 12 * hour]);
  const last = judge(full, { attempts: 3, ageSeconds: 17 * hour });
  assert.deepEqual([last.settlement?.to, last.settlement?.cause, last.suppress], ['failed', 'expired', undefined]);
});

test('greylisting is asked after 5, 15 and 30 minutes', () => {
  const grey = refused('rcpt', 451, '4.7.1', 'Greylisting in action');
  assert.deepEqual([0, 1, 2].map((attempts) => judge(grey, { attempts }).settlement?.retryAfterSeconds), [300, 900, 1800]);
});

test('whatever breaks between us and the server blames nobody; who is dropped at RCPT for a day expires', () => {
  const dropped: Outcome = { kind: 'not_offered', phase: 'rcpt', detail: 'close' };
  assert.equal(judge(dropped).settlement?.to, 'deferred');
  const expired = judge(dropped, { ageSeconds: 86_401 });
  assert.deepEqual([expired.settlement?.to, expired.settlement?.cause, expired.suppress], ['failed', 'expired', undefined]);
});

const utf8Replies: readonly [why: string, outcome: Outcome, expected: Expected][] = [
  ['X.6.7 at RCPT', refused('rcpt', 553, '5.6.7', 'non-ASCII addresses are not permitted for this recipient'), { to: 'failed' }],
  ['X.6.7 at MAIL speaks of this mail alone', refused('mail', 550, '5.6.7', 'not permitted'), { to: 'failed' }],
  ['a parameter that is not known', refused('mail', 555, '5.5.4', 'Unsupported option: SMTPUTF8'), { to: 'failed' }],
  ['the server behind takes none, told after the dot', refused('dot', 554, '', 'SMTPUTF8 is required, but was not offered by host mx.example'), { to: 'failed' }],
  ['the user is unknown all the same', refused('rcpt', 550, '5.1.1', 'User unknown'), { to: 'failed', suppresses: true }],
  ['the sender is refused all the same', refused('mail', 553, '5.1.8', 'Sender address rejected'), { to: 'pending', stops: true }],
];

test('what a server says of SMTPUTF8 blames nobody and stops nothing; what else it says counts as ever', () => {
  for (const [why, outcome, { to, stops, suppresses }] of utf8Replies) {
    const judgement = judge(outcome, { needsSmtpUtf8: true });
    assert.deepEqual([judgement.settlement?.to, judgement.stop !== undefined, judgement.suppress !== undefined], [to, stops === true, suppresses === true], why);
  }
});

test('where no relay offers SMTPUTF8 the mail fails with a cause of its own; where one may, it waits, though not for ever', () => {
  const told = (way: 'not-offered' | 'later', ageSeconds = 0) => judgeNoWay(way, { ...held, ageSeconds, needsSmtpUtf8: true }, retry);
  const none = told('not-offered');
  assert.deepEqual([none.to, none.cause, none.enhanced, none.code], ['failed', 'smtputf8', '5.6.7', null]);
  assert.deepEqual([told('later').to, told('later').retryAfterSeconds], ['deferred', 5 * minute]);
  assert.deepEqual([told('later', 25 * hour).to, told('later', 25 * hour).cause], ['failed', 'expired']);
});
