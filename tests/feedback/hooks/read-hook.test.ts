/** Events of providers in our words: real payloads where the shared set is there, and what they must never do. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readHook } from '../../../src/feedback/hooks/read-hook.js';
import type { HookSource } from '../../../src/feedback/sources.js';
import { sharedDir, skipUnless } from '../../support/require.js';

const sources: readonly HookSource[] = ['ses', 'sendgrid', 'mailgun', 'postmark', 'generic'];

type Expected = { file: string; provider: string; events: { event_type: string; recipient?: string; reject_reason?: string | null }[] };

/** Event types of the set, as Anymail names them, to the kinds that may stand for them; none: it says nothing of an address. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  bounced: ['hard', 'soft'], failed: ['soft', 'hard'], deferred: ['soft'], rejected: ['soft', 'complaint', 'unsubscribe'],
  complained: ['complaint'], unsubscribed: ['unsubscribe'], delivered: ['delivered'], clicked: ['delivered'], opened: [], queued: [], sent: [],
};

test('the real payloads of SES, SendGrid, Mailgun and Postmark are read as their set says', (t) => {
  const folder = join(sharedDir() ?? '', 'bounces');
  const list = join(folder, 'webhooks', 'expectations-webhooks.jsonl');
  if (skipUnless(t, existsSync(list), 'the shared webhook payloads')) return;
  const rows = readFileSync(list, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Expected);
  assert.ok(rows.length >= 20);
  for (const { file, provider, events } of rows) {
    const read = readHook(provider.replace('amazon_', '') as HookSource, readFileSync(join(folder, file)));
    const wanted = events.filter(({ event_type: type }) => (kindsOf[type] ?? []).length > 0);
    assert.equal(read.length, wanted.length, file);
    for (const [index, { event_type: type, recipient }] of wanted.entries()) {
      const report = read[index]?.report;
      assert.ok(kindsOf[type]?.includes(report?.kind ?? ''), `${file}: ${type} is read as ${report?.kind ?? 'nothing'}/${report?.reason ?? ''}`);
      if (recipient !== undefined) assert.equal(report?.recipient, recipient, file);
    }
  }
});

const ses = (event: unknown): unknown => ({ Type: 'Notification', MessageId: 'm-1', Message: JSON.stringify(event) });
const mail = { source: 'b-token@bounces.example', messageId: 'x', destination: ['kim@mail.example'], headers: [{ name: 'Message-ID', value: '<ours@news.example>' }] };

const cases: readonly [why: string, source: HookSource, body: unknown, read: readonly string[]][] = [
  ['SES: unknown user', 'ses', ses({ eventType: 'Bounce', mail, bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [{ emailAddress: 'kim@mail.example', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }] } }), ['hard userunknown kim@mail.example']],
  ['SES says permanent, the server says spam: not the address', 'ses', ses({ notificationType: 'Bounce', mail, bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [{ emailAddress: 'kim@mail.example', status: '5.7.1', diagnosticCode: 'smtp; 550 5.7.1 message rejected as spam' }] } }), ['soft spamdetected kim@mail.example']],
  ['SES: full mailbox without words', 'ses', ses({ eventType: 'Bounce', mail, bounce: { bounceType: 'Transient', bounceSubType: 'MailboxFull', bouncedRecipients: [{ emailAddress: 'kim@mail.example' }] } }), ['soft mailboxfull kim@mail.example']],
  ['SES: complaint', 'ses', ses({ eventType: 'Complaint', mail, complaint: { complainedRecipients: [{ emailAddress: 'kim@mail.example' }], complaintFeedbackType: 'abuse' } }), ['complaint feedback kim@mail.example']],
  ['SES: "not spam" is no complaint', 'ses', ses({ eventType: 'Complaint', mail, complaint: { complainedRecipients: [{ emailAddress: 'kim@mail.example' }], complaintFeedbackType: 'not-spam' } }), ['feedback feedback kim@mail.example']],
  ['SES: still trying', 'ses', ses({ eventType: 'DeliveryDelay', mail, deliveryDelay: { delayedRecipients: [{ emailAddress: 'kim@mail.example', status: '4.4.1', diagnosticCode: 'smtp; 421 4.4.1 timed out' }] } }), ['soft delayed kim@mail.example']],
  ['SendGrid: blocked is not the address', 'sendgrid', [{ event: 'bounce', type: 'blocked', email: 'kim@mail.example', reason: '550 5.1.1 no such user', status: '5.1.1', sg_event_id: 'e' }], ['soft blocked kim@mail.example']],
  ['SendGrid: a batch', 'sendgrid', [{ event: 'open', email: 'a@mail.example' }, { event: 'spamreport', email: 'b@mail.example' }, { event: 'unsubscribe', email: 'c@mail.example' }], ['complaint feedback b@mail.example', 'unsubscribe provider c@mail.example']],
  ['Mailgun: permanent', 'mailgun', { 'event-data': { event: 'failed', severity: 'permanent', recipient: 'kim@mail.example', 'delivery-status': { code: 550, message: '5.1.1 The email account that you tried to reach does not exist' } } }, ['hard userunknown kim@mail.example']],
  ['Mailgun: the old form of fields', 'mailgun', 'event=unsubscribed&recipient=kim%40mail.example&token=t&timestamp=1', ['unsubscribe provider kim@mail.example']],
  ['Postmark: DNS', 'postmark', { RecordType: 'Bounce', Type: 'DnsError', Email: 'kim@nowhere.example', Details: '', ID: 1 }, ['hard hostunknown kim@nowhere.example']],
  ['Postmark: somebody came back there', 'postmark', { RecordType: 'SubscriptionChange', Recipient: 'kim@mail.example', SuppressSending: false }, []],
  ['our own', 'generic', { event: 'bounce', recipient: 'kim@mail.example', replyCode: 552, status: '5.2.2', diagnostic: 'mailbox full' }, ['soft mailboxfull kim@mail.example']],
  ['Postmark: a type that is a word of the language', 'postmark', { RecordType: 'Bounce', Type: 'constructor', Email: 'kim@mail.example', ID: 1 }, ['unknown undefined kim@mail.example']],
  ['SES: a type that is a word of the language', 'ses', ses({ eventType: 'Bounce', mail, bounce: { bounceSubType: 'toString', bouncedRecipients: [{ emailAddress: 'kim@mail.example' }] } }), ['unknown undefined kim@mail.example']],
  ['our own, a complaint of such a type', 'generic', { event: 'complaint', recipient: 'kim@mail.example', type: 'constructor' }, ['complaint feedback kim@mail.example']],
  ['a recipient with a NUL, of many signs, or a list is nobody', 'generic', [{ event: 'bounce', recipient: 'k\0m@mail.example' }, { event: 'bounce', recipient: `<${'@'.repeat(1_900)}>` }, { event: 'bounce', recipient: ['kim@mail.example'] }], ['unknown undefined null', 'unknown undefined null', 'unknown undefined null']],
  ['a name before the address', 'generic', { event: 'bounce', recipient: '"Kim <a> @ Home" <kim@mail.example>' }, ['unknown undefined kim@mail.example']],
  ['our own, a kind that is none', 'generic', { event: 'erase', recipient: 'kim@mail.example' }, []],
];

for (const [why, source, body, expected] of cases) {
  test(why, () => {
    const read = readHook(source, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
    assert.deepEqual(read.map(({ report }) => [report.kind, report.action === 'delayed' ? 'delayed' : report.reason, report.recipient ?? 'null'].join(' ')), expected);
  });
}

test('the name of an event is short, whatever the provider sends: the database indexes it', () => {
  const keyOf = (id: string): string | null | undefined => readHook('generic', Buffer.from(JSON.stringify({ event: 'bounce', id })))[0]?.eventKey;
  assert.deepEqual([keyOf('17'), keyOf('')], ['17', null]);
  assert.match(keyOf('가'.repeat(2_000)) ?? '', /^[0-9a-f]{64}$/);
  assert.match(keyOf('1\0') ?? '', /^[0-9a-f]{64}$/);
});

test('what SES repeats of our mail leads back to it: envelope sender and Message-ID', () => {
  const [event] = readHook('ses', Buffer.from(JSON.stringify(ses({ eventType: 'Bounce', mail, bounce: { bouncedRecipients: [{ emailAddress: 'kim@mail.example' }] } }))));
  assert.deepEqual([event?.addresses, event?.messageIds, event?.eventKey], [['b-token@bounces.example'], ['ours@news.example'], 'm-1:0']);
});

test('whatever a body holds, it is read without a throw', () => {
  const words = fc.constantFrom('event', 'eventType', 'Bounce', 'bounce', 'bouncedRecipients', 'failed', 'event-data', 'recipient', 'a@b.example', 'RecordType', 'Type', 'Message', 'email', 'reason', '__proto__', 'constructor');
  const value = fc.letrec((tie) => ({ any: fc.oneof({ depthSize: 'small' }, words, fc.string(), fc.double(), fc.constant(null), fc.array(tie('any'), { maxLength: 4 }), fc.dictionary(words, tie('any'), { maxKeys: 6 })) })).any;
  fc.assert(fc.property(value, fc.constantFrom(...sources), (body, source) => {
    assert.ok(Array.isArray(readHook(source, Buffer.from(JSON.stringify(body) ?? ''))));
  }), { numRuns: 500 });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...sources), (body, source) => assert.ok(Array.isArray(readHook(source, body)))), { numRuns: 300 });
});
