/** What a report does to an address, and whose it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMatches, matchDelivery } from '../../../src/feedback/effect/match.js';
import { defaultPolicy } from '../../../src/feedback/policy/default-policy.js';
import { parsePolicy, policyOf } from '../../../src/feedback/policy/policy-file.js';
import { decideEffect, type Judged, type Policy, type Tally } from '../../../src/feedback/policy/policy.js';
import type { FeedbackReport, ParsedFeedback } from '../../../src/feedback/report.js';
import { toCampaignId, toListId, toSubscriberId } from '../../../src/ids.js';
import { makeEnvelopeSender } from '../../../src/message/envelope-sender.js';
import { makeMessageId } from '../../../src/message/message-id.js';
import { makeUnsubscribeAddress } from '../../../src/message/unsubscribe-token.js';

type Seen = Pick<FeedbackReport, 'kind' | 'bucket' | 'reason'> & { action?: string; feedbackType?: string };
const full: Seen = { kind: 'soft', bucket: 'mailbox', reason: 'mailboxfull' };
const closed: Seen = { kind: 'soft', bucket: 'inactive', reason: 'suspend' };
const noHost: Seen = { kind: 'hard', bucket: 'invalid', reason: 'hostunknown' };
const late: Seen = { kind: 'soft', bucket: 'transient', reason: 'expired' };

const judged = ({ action, feedbackType, ...report }: Seen): Judged => ({ ...report, action: action ?? null, ...(feedbackType === undefined ? {} : { feedbackType }) });
const day = (number: number): Date => new Date(Date.UTC(2026, 0, 1, 8) + number * 86_400_000);

/** What the last of these reports does, one after the other, at these days. */
function last(policy: Policy, reports: readonly (readonly [day: number, report: Seen])[]): string {
  const tallies = new Map<string, Tally>();
  let shown = 'none';
  for (const [at, report] of reports) {
    const effect = decideEffect(policy, judged(report), tallies, day(at));
    if (effect.kind === 'reset') tallies.clear();
    if ((effect.kind === 'count' || effect.kind === 'suppress') && effect.counted) tallies.set(effect.counted.name, effect.counted.tally);
    shown = effect.kind === 'suppress' ? `suppress ${effect.reason}${effect.expiresAt === null ? '' : ' for a time'}` : effect.kind;
  }
  return shown;
}

const weekly = (count: number, report: Seen): [number, Seen][] => Array.from({ length: count }, (_, week) => [week * 7, report]);
const daily = (count: number, report: Seen): [number, Seen][] => Array.from({ length: count }, (_, at) => [at, report]);

const effects: readonly [why: string, reports: readonly [number, Seen][], effect: string][] = [
  ['an unknown user is gone', [[0, { kind: 'hard', bucket: 'invalid', reason: 'userunknown' }]], 'suppress hard-bounce'],
  ['an unknown host may be back tomorrow', [[0, noHost]], 'count'],
  ['an unknown host the next day may still be its DNS', [[0, noHost], [1, noHost]], 'count'],
  ['an unknown host three days later is believed', [[0, noHost], [3, noHost]], 'suppress hard-bounce'],
  ['a full mailbox is counted', [[0, full]], 'count'],
  ['a mailbox full for four weeks may yet be emptied', weekly(4, full), 'count'],
  ['a mailbox full for five weeks is left alone, and tried again one day', weekly(6, full), 'suppress mailbox-full for a time'],
  ['a daily letter does not suppress a full mailbox within the month', daily(25, full), 'count'],
  ['a mailbox full now and then, far apart, is only counted', [[0, full], [120, full], [240, full], [360, full], [480, full]], 'count'],
  ['twice on one day is one', [[0, full], [0.2, full]], 'same-day'],
  ['a vacation note between two closed accounts begins anew', [[0, closed], [7, closed], [10, { kind: 'vacation', bucket: 'notbounce', reason: 'vacation' }], [14, closed]], 'count'],
  ['a closed account three weeks in a row', weekly(3, closed), 'suppress inactive for a time'],
  ['a mail too big is not the mailbox\'s fault', weekly(20, { kind: 'soft', bucket: 'mailbox', reason: 'mesgtoobig' }), 'none'],
  ['policy is never against the address', weekly(50, { kind: 'soft', bucket: 'policy', reason: 'blocked' }), 'none'],
  ['QQ\'s "550 frequency limited" is never against the address', weekly(50, { kind: 'soft', bucket: 'policy', reason: 'ratelimited' }), 'none'],
  ['trouble on the way is counted', [[0, late]], 'count'],
  ['trouble on the way for two months lets the address rest', weekly(10, late), 'suppress inactive for a time'],
  ['a mail still on its way is nothing yet', weekly(10, { ...late, action: 'delayed' }), 'none'],
  ['a complaint ends it', [[0, { kind: 'complaint', bucket: 'complaint', reason: 'feedback', feedbackType: 'abuse' }]], 'suppress complaint'],
  ['an opt-out report unsubscribes', [[0, { kind: 'feedback', bucket: 'complaint', reason: 'feedback', feedbackType: 'opt-out' }]], 'unsubscribe'],
  ['a report of failed authentication blames nobody', [[0, { kind: 'feedback', bucket: 'complaint', reason: 'feedback', feedbackType: 'auth-failure' }]], 'none'],
  ['a success report is proof of life', [[0, { kind: 'delivered', bucket: 'delivered', reason: 'delivered' }]], 'reset'],
];

for (const [why, reports, effect] of effects) test(`${why}: ${effect}`, () => assert.equal(last(defaultPolicy, reports), effect));

test('a list is milder or harder by its own table, and the rest stays', () => {
  const policy = policyOf(parsePolicy({ mailboxfull: { effect: 'none' }, suspend: { effect: 'suppress', reason: 'inactive', expiresDays: 30, scope: 'list' } }, 'policy.yaml'));
  assert.equal(last(policy, weekly(20, full)), 'none');
  assert.equal(last(policy, [[0, closed]]), 'suppress inactive for a time');
  assert.equal(last(policy, [[0, { kind: 'hard', bucket: 'invalid', reason: 'userunknown' }]]), 'suppress hard-bounce');
});

const faults: readonly [policy: unknown, message: RegExp][] = [
  [{ mailboxful: { effect: 'none' } }, /no reason, type or bucket "mailboxful"\. Did you mean "mailboxfull"\?/],
  [{ mailboxful: { effect: 'delete' } }, /no reason, type or bucket "mailboxful"\..*mailboxful\.effect/s],
  [{ 'MAILBOX_FULL': { effect: 'none' } }, /Did you mean "mailboxfull"/],
  [{ host: { effect: 'none' } }, /Did you mean "hostunknown"/],
  [{ 'xyzzy': { effect: 'none' } }, /bucket "xyzzy"\.$/],
  [{ toString: { effect: 'none' } }, /no reason, type or bucket "toString"/],
  [[{ effect: 'none' }], /expected record/],
  [{ mailboxfull: 'none' }, /mailboxfull: /],
  [{ mailboxfull: { effect: 'none', expireDays: 3 } }, /mailboxfull: there is no key "expireDays"\. Did you mean "expiresDays"/],
  [{ policy: { effect: 'suppress', reason: 'hard-bounce' } }, /never held against the person/],
  [{ ratelimited: { effect: 'count' } }, /never held against the person/],
  [{ mailboxfull: { effect: 'count', limit: 3 } }, /needs the reason/],
  [{ mailboxfull: { effect: 'delete' } }, /mailboxfull\.effect/],
  [{ mailboxfull: { effect: 'count', limits: 3 } }, /limits/],
  ['suppress all', /expected record/],
];
for (const [policy, message] of faults) test(`a policy with a fault is refused: ${JSON.stringify(policy)}`, () => assert.throws(() => parsePolicy(policy, 'policy.yaml'), message));

const keys = { current: 1, secrets: new Map([[1, Buffer.alloc(32, 7)]]) };
const delivery = { campaignId: toCampaignId('12'), subscriberId: toSubscriberId('345') };
const verp = makeEnvelopeSender(keys, delivery, 'bounces.example');
const messageId = makeMessageId(keys, delivery, 'news.example');
const parsed = (more: Partial<ParsedFeedback>): ParsedFeedback => ({ reports: [], leftOutCount: 0, recipients: [], originalMessageIds: [], originalAddresses: [], subject: '', date: null, ...more });

test('the envelope recipient names the delivery first, then the To fields, then the quoted Message-ID, then addresses of the original', () => {
  assert.equal(matchDelivery(keys, parsed({}), verp)?.by, 'verp');
  assert.equal(matchDelivery(keys, parsed({ recipients: [verp.toUpperCase()] }), 'someone@bounces.example')?.by, 'verp');
  const byMessageId = matchDelivery(keys, parsed({ originalMessageIds: ['other@x', messageId] }), undefined);
  assert.deepEqual(byMessageId, { by: 'message-id', delivery });
  assert.equal(matchDelivery(keys, parsed({ originalAddresses: [verp] }), undefined)?.by, 'original');
});

test('a token of another secret, a changed one, or none matches nothing', () => {
  const stranger = { current: 1, secrets: new Map([[1, Buffer.alloc(32, 8)]]) };
  assert.equal(matchDelivery(stranger, parsed({}), verp), undefined);
  const changed = verp.replace(/.(?=@)/, (last) => (last === 'a' ? 'b' : 'a'));
  assert.equal(matchDelivery(keys, parsed({}), changed), undefined);
  assert.equal(matchDelivery(keys, parsed({ originalMessageIds: ['abc@news.example'] }), 'b-short@bounces.example'), undefined);
});

test('a mail to an unsubscribe address is the wish to leave, and no bounce address is one', () => {
  const leaving = { listId: toListId('3'), ...delivery };
  assert.deepEqual(matchDelivery(keys, parsed({}), makeUnsubscribeAddress(keys, leaving, 'bounces.example')), { by: 'unsubscribe', leaving });
  assert.equal(matchDelivery(keys, parsed({}), verp.replace(/^b-/, 'u-')), undefined);
});

test('tokens that name different deliveries are all told, the envelope recipient first', () => {
  const other = { campaignId: toCampaignId('13'), subscriberId: toSubscriberId('9') };
  const matches = findMatches(keys, parsed({ originalMessageIds: [makeMessageId(keys, other, 'news.example')] }), verp);
  assert.deepEqual(matches, [{ by: 'verp', delivery }, { by: 'message-id', delivery: other }]);
});
