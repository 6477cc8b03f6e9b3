/** What a report does to an address, and whose it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchDelivery } from '../../src/feedback/match.js';
import { decideEffect } from '../../src/feedback/policy.js';
import type { FeedbackReport, ParsedFeedback } from '../../src/feedback/report.js';
import { toCampaignId, toListId, toSubscriberId } from '../../src/ids.js';
import { makeEnvelopeSender } from '../../src/message/envelope-sender.js';
import { makeMessageId } from '../../src/message/message-id.js';
import { makeUnsubscribeAddress } from '../../src/message/unsubscribe-token.js';

type Seen = Pick<FeedbackReport, 'kind' | 'bucket' | 'reason'> & { action?: string; feedbackType?: string };
const effects: readonly [why: string, report: Seen, before: number, effect: string][] = [
  ['an unknown user is gone', { kind: 'hard', bucket: 'invalid', reason: 'userunknown' }, 0, 'suppress hard-bounce'],
  ['an unknown host may be back tomorrow', { kind: 'hard', bucket: 'invalid', reason: 'hostunknown' }, 0, 'count'],
  ['an unknown host the second day is believed', { kind: 'hard', bucket: 'invalid', reason: 'hostunknown' }, 1, 'suppress hard-bounce'],
  ['a full mailbox is counted', { kind: 'soft', bucket: 'mailbox', reason: 'mailboxfull' }, 3, 'count'],
  ['a mailbox full five times in a row is left alone', { kind: 'soft', bucket: 'mailbox', reason: 'mailboxfull' }, 4, 'suppress mailbox-full'],
  ['a mail too big is not the mailbox\'s fault', { kind: 'soft', bucket: 'mailbox', reason: 'mesgtoobig' }, 9, 'none'],
  ['policy is never against the address', { kind: 'soft', bucket: 'policy', reason: 'blocked' }, 99, 'none'],
  ['a suspended mailbox three times in a row', { kind: 'soft', bucket: 'inactive', reason: 'suspend' }, 2, 'suppress inactive'],
  ['trouble on the way is counted', { kind: 'soft', bucket: 'transient', reason: 'expired' }, 0, 'count'],
  ['a mail still on its way is nothing yet', { kind: 'soft', bucket: 'transient', reason: 'expired', action: 'delayed' }, 9, 'none'],
  ['a complaint ends it', { kind: 'complaint', bucket: 'complaint', reason: 'feedback', feedbackType: 'abuse' }, 0, 'suppress complaint'],
  ['an opt-out report unsubscribes', { kind: 'feedback', bucket: 'complaint', reason: 'feedback', feedbackType: 'opt-out' }, 0, 'unsubscribe'],
  ['a report of failed authentication blames nobody', { kind: 'feedback', bucket: 'complaint', reason: 'feedback', feedbackType: 'auth-failure' }, 0, 'none'],
  ['a vacation note is proof of life', { kind: 'vacation', bucket: 'delivered', reason: 'vacation' }, 4, 'reset'],
  ['a success report is proof of life', { kind: 'delivered', bucket: 'delivered', reason: 'delivered' }, 4, 'reset'],
  ['nobody knows', { kind: 'unknown', bucket: 'unknown', reason: 'undefined' }, 9, 'none'],
];

for (const [why, { action, feedbackType, ...report }, before, effect] of effects) {
  test(`${why}: ${effect}`, () => {
    const decided = decideEffect({ ...report, action: action ?? null, ...(feedbackType === undefined ? {} : { feedbackType }) }, before);
    assert.equal(decided.kind === 'suppress' ? `suppress ${decided.reason}` : decided.kind, effect);
  });
}

const keys = { current: 1, secrets: new Map([[1, Buffer.alloc(32, 7)]]) };
const delivery = { campaignId: toCampaignId('12'), subscriberId: toSubscriberId('345') };
const verp = makeEnvelopeSender(keys, delivery, 'bounces.example');
const messageId = makeMessageId(keys, delivery, 'news.example');
const parsed = (more: Partial<ParsedFeedback>): ParsedFeedback => ({ reports: [], recipients: [], originalMessageIds: [], originalAddresses: [], subject: '', date: null, ...more });

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
