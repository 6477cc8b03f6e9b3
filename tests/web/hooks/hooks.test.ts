/** Webhooks at the door: who proves who he is, who does not, and what a proved one does. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { configSchema } from '../../../src/config.js';
import { applyFeedback } from '../../../src/feedback/effect/apply.js';
import { planReplay } from '../../../src/feedback/effect/replay.js';
import type { SubscriberId } from '../../../src/ids.js';
import { silentLog } from '../../../src/log.js';
import { makeEnvelopeSender } from '../../../src/message/envelope-sender.js';
import { listUnmatched } from '../../../src/store/feedback.js';
import { findSuppressions } from '../../../src/store/suppressions.js';
import { createHookRoutes, type HookParts } from '../../../src/web/hooks/hook-routes.js';
import { findProgram, skipUnless } from '../../support/require.js';
import { openWorld } from '../../support/world.js';

/** Whole seconds, and behind the birth of the certificates that the tests make. */
const now = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);
const seconds = String(now.getTime() / 1000);

type Kept = { source: string; identity?: string; raw: Uint8Array };

function open(settings: Partial<HookParts['settings']>, more: Partial<HookParts> = {}) {
  const kept: Kept[] = [];
  const routes = createHookRoutes({
    settings: { sesTopics: [], ...settings }, log: silentLog, now: () => now,
    receive: async (received) => void kept.push(received), fetchText: async (url) => assert.fail(`nothing is fetched, and not ${url}`), ...more,
  });
  const post = async (path: string, body: string, headers: Record<string, string> = {}): Promise<number> => (await routes.request(path, { method: 'POST', body, headers })).status;
  return { kept, post, routes };
}

test('a way that is not set is not there', async () => {
  const { post } = open({});
  for (const path of ['/ses', '/sendgrid', '/mailgun', '/postmark', '/postmark/', '/generic']) assert.equal(await post(path, '{}'), 404, path);
});

test('generic: signed over time and body, within five minutes, every byte counts', async () => {
  const secret = 'a secret of sixteen or more';
  const { kept, post } = open({ hookSecret: secret });
  const body = '{"event":"bounce"}';
  const sign = (time: string, text = body): Record<string, string> => ({ 'x-courant-timestamp': time, 'x-courant-signature': `sha256=${createHmac('sha256', secret).update(`${time}.${text}`).digest('hex')}` });
  assert.equal(await post('/generic', body, sign(seconds)), 200);
  assert.equal(await post('/generic', body), 401);
  assert.equal(await post('/generic', body, sign(String(Number(seconds) - 301))), 401, 'too old');
  assert.equal(await post('/generic', body, sign(String(Number(seconds) + 301))), 401, 'from the future');
  assert.equal(await post('/generic', `${body} `, sign(seconds)), 401, 'another body');
  assert.equal(await post('/generic', body, { ...sign(seconds), 'x-courant-timestamp': String(Number(seconds) - 1) }), 401, 'another time');
  assert.equal(kept.length, 1);
});

test('SendGrid: an ECDSA signature of its key over time and body', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  const { kept, post } = open({ sendgridKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') });
  const body = '[{"event":"bounce"}]';
  const sign = (key = privateKey): Record<string, string> => ({ 'x-twilio-email-event-webhook-timestamp': seconds, 'x-twilio-email-event-webhook-signature': createSign('sha256').update(seconds + body).sign(key, 'base64') });
  assert.equal(await post('/sendgrid', body, sign()), 200);
  assert.equal(await post('/sendgrid', body, sign(other)), 401);
  assert.equal(await post('/sendgrid', `${body}\n`, sign()), 401);
  assert.equal(await post('/sendgrid', body, { ...sign(), 'x-twilio-email-event-webhook-signature': 'AAAA' }), 401);
  assert.equal(await post('/sendgrid', body), 401);
  assert.equal(kept.length, 1);
});

test('Mailgun: signed time and token; the token names the message, so that it counts once', async () => {
  const { kept, post } = open({ mailgunKey: 'mailgun-key' });
  const signature = (timestamp = seconds, token = 'tok'): object => ({ timestamp, token, signature: createHmac('sha256', 'mailgun-key').update(timestamp + token).digest('hex') });
  assert.equal(await post('/mailgun', JSON.stringify({ signature: signature(), 'event-data': {} })), 200);
  assert.equal(kept[0]?.identity, 'tok');
  assert.equal(await post('/mailgun', String(new URLSearchParams(signature() as Record<string, string>))), 200, 'the old form');
  assert.equal(await post('/mailgun', JSON.stringify({ signature: { ...signature(), token: 'other' } })), 401);
  assert.equal(await post('/mailgun', JSON.stringify({ signature: signature(String(Number(seconds) - 13 * 3600)) })), 401);
  assert.equal(await post('/mailgun', '{}'), 401);
  assert.equal(await post('/mailgun', '<xml>'), 401);
});

test('Postmark: the secret in the path or as basic authentication', async () => {
  const { kept, post } = open({ postmarkSecret: 'post:a-long-secret-word' });
  const basic = (text: string): Record<string, string> => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
  assert.equal(await post('/postmark', '{}', basic('post:a-long-secret-word')), 200);
  assert.equal(await post(`/postmark/${encodeURIComponent('post:a-long-secret-word')}`, '{}'), 200);
  assert.equal(await post('/postmark', '{}', basic('post:wrong')), 401);
  assert.equal(await post('/postmark/wrong', '{}'), 401);
  assert.equal(await post('/postmark', '{}'), 401);
  assert.equal(kept.length, 2);
});

test('what cannot be kept is asked for again', async () => {
  const { post } = open({ postmarkSecret: 'a-long-secret-word' }, { receive: () => Promise.reject(new Error('the disk is full')) });
  assert.equal(await post('/postmark/a-long-secret-word', '{}'), 503);
});

const topic = 'arn:aws:sns:eu-west-1:123456789012:bounces';
const certificateUrl = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';

/** Issued by an authority of this test alone; without `issuer` by itself. */
function makeCertificate(commonName: string, issuer: string | null = '/C=US/O=Amazon/CN=Amazon RSA 2048 M01'): { key: string; certificate: string } {
  const folder = mkdtempSync(join(tmpdir(), 'courant-sns-'));
  const file = (name: string): string => join(folder, name);
  const openssl = (...words: string[]): unknown => execFileSync('openssl', words, { stdio: 'ignore' });
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '36500'];
  const leaf = ['-keyout', file('key.pem'), '-out', file('cert.pem'), '-subj', `/CN=${commonName}`, '-addext', 'basicConstraints=critical,CA:FALSE'];
  try {
    if (issuer !== null) openssl(...request, '-keyout', file('ca.key'), '-out', file('ca.pem'), '-subj', issuer);
    openssl(...request.map((word) => (word === 'ec' ? 'rsa:2048' : word)).filter((word) => !word.includes('param') && word !== '-pkeyopt'), ...leaf, ...(issuer === null ? [] : ['-CA', file('ca.pem'), '-CAkey', file('ca.key')]));
    return { key: readFileSync(file('key.pem'), 'utf8'), certificate: readFileSync(file('cert.pem'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Sns = Record<string, string>;

/** As SNS signs: the named fields in the order of their names. */
function signSns(message: Sns, key: string, version: '1' | '2' = '1'): string {
  const names = message['Type'] === 'Notification' ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.flatMap((name) => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`])).join('');
  return JSON.stringify({ ...message, SignatureVersion: version, Signature: createSign(version === '1' ? 'sha1' : 'sha256').update(text).sign(key, 'base64') });
}

const notification = (more: Sns = {}): Sns => ({ Type: 'Notification', MessageId: 'id-1', TopicArn: topic, Message: '{}', Timestamp: now.toISOString(), SigningCertURL: certificateUrl, ...more });

test('Amazon SNS: signature, region, path and topic are checked, and nothing is fetched from anywhere else', async (t) => {
  if (skipUnless(t, findProgram('openssl') !== undefined, 'openssl')) return;
  const { key, certificate } = makeCertificate('sns.amazonaws.com');
  const fetched: string[] = [];
  const { kept, post } = open({ sesTopics: [topic] }, { fetchText: async (url) => (fetched.push(url), certificate) });
  assert.equal(await post('/ses', signSns(notification(), key)), 200);
  assert.equal(kept[0]?.identity, 'id-1');
  assert.equal(await post('/ses', signSns(notification({ Subject: 'with one', MessageId: 'id-2' }), key, '2')), 200);
  assert.equal(fetched.length, 1, 'the certificate is remembered');
  const stranger = makeCertificate('sns.amazonaws.com').key;
  const refusedBodies: readonly [why: string, body: string][] = [
    ['another key', signSns(notification(), stranger)],
    ['a changed message', signSns(notification(), key).replace('"Message":"{}"', '"Message":"{ }"')],
    ['a changed id', signSns(notification(), key).replace('id-1', 'id-9')],
    ['another topic', signSns(notification({ TopicArn: topic.replace('bounces', 'others') }), key)],
    ['a certificate of another region', signSns(notification({ SigningCertURL: certificateUrl.replace('eu-west-1', 'us-east-1') }), key)],
    ['a certificate of another host', signSns(notification({ SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0123456789abcdef.pem' }), key)],
    ['a user in front of the host', signSns(notification({ SigningCertURL: certificateUrl.replace('https://', 'https://sns.eu-west-1.amazonaws.com@evil.example/') }), key)],
    ['a certificate at another path', signSns(notification({ SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/mine.pem' }), key)],
    ['without TLS', signSns(notification({ SigningCertURL: certificateUrl.replace('https', 'http') }), key)],
    ['a day and more old', signSns(notification({ Timestamp: new Date(now.getTime() - 24 * 3_600_000 - 60_000).toISOString() }), key)],
    ['no time', signSns(notification({ Timestamp: 'now' }), key)],
    ['an unknown version', signSns(notification(), key).replace('"SignatureVersion":"1"', '"SignatureVersion":"3"')],
    ['no JSON', 'hello'],
  ];
  for (const [why, body] of refusedBodies) assert.equal(await post('/ses', body), 401, why);
  assert.equal(kept.length, 2);
  assert.deepEqual(new Set(fetched), new Set([certificateUrl]));
});

test('a key of SendGrid that is none is refused when the settings are read, not by every event', () => {
  const keyOf = (type: 'ec' | 'rsa'): string => (type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' }) : generateKeyPairSync('rsa', { modulusLength: 2048 })).publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const isTaken = (sendgridKey: string): boolean => configSchema.safeParse({ sendgridKey }).success;
  assert.ok(isTaken(keyOf('ec')));
  for (const wrong of [keyOf('ec').slice(0, -20), 'A'.repeat(124), keyOf('rsa'), 'SG.secret']) assert.ok(!isTaken(wrong), wrong);
});

test('Amazon SNS: a certificate that Amazon did not issue proves nothing, whatever name it bears', async (t) => {
  if (skipUnless(t, findProgram('openssl') !== undefined, 'openssl')) return;
  const issuers: readonly (readonly [issuer: string | null, status: number])[] = [[null, 401], ['/O=Evil/CN=Amazon', 401], ['/O=Evil O=Amazon/CN=x', 401], ['/O=DigiCert Inc/CN=x', 401], ['/C=US/O=Amazon/CN=Amazon RSA 2048 M04', 200]];
  for (const [issuer, status] of issuers) {
    const { key, certificate } = makeCertificate('sns.amazonaws.com', issuer);
    assert.equal(await open({ sesTopics: [topic] }, { fetchText: async () => certificate }).post('/ses', signSns(notification(), key)), status, String(issuer));
  }
});

test('Amazon SNS: a certificate in another name proves nothing, and an outage is asked for again', async (t) => {
  if (skipUnless(t, findProgram('openssl') !== undefined, 'openssl')) return;
  const evil = makeCertificate('evil.example');
  assert.equal(await open({ sesTopics: [topic] }, { fetchText: async () => evil.certificate }).post('/ses', signSns(notification(), evil.key)), 401);
  assert.equal(await open({ sesTopics: [topic] }, { fetchText: async () => 'no certificate' }).post('/ses', signSns(notification(), evil.key)), 401);
  assert.equal(await open({ sesTopics: [topic] }, { fetchText: () => Promise.reject(new Error('no route')) }).post('/ses', signSns(notification(), evil.key)), 503);
});

test('Amazon SNS: a subscription is confirmed for a listed topic, at its own host, with a signature', async (t) => {
  if (skipUnless(t, findProgram('openssl') !== undefined, 'openssl')) return;
  const { key, certificate } = makeCertificate('sns.amazonaws.com');
  const confirmUrl = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topic}&Token=abc`;
  const subscription = (more: Sns = {}): Sns => notification({ Type: 'SubscriptionConfirmation', Token: 'abc', SubscribeURL: confirmUrl, ...more });
  const fetched: string[] = [];
  const { kept, post } = open({ sesTopics: [topic] }, { fetchText: async (url) => (fetched.push(url), certificate) });
  assert.equal(await post('/ses', signSns(subscription({ SubscribeURL: 'https://evil.example/?Action=ConfirmSubscription' }), key)), 401);
  assert.equal(await post('/ses', signSns(subscription({ TopicArn: topic.replace('bounces', 'others') }), key)), 401);
  assert.deepEqual(fetched, [certificateUrl]);
  assert.equal(await post('/ses', signSns(subscription(), key)), 200);
  assert.deepEqual(fetched, [certificateUrl, confirmUrl]);
  assert.equal(kept.length, 0);
});

test('a word on an address speaks of the last mail before it came, also when it is read again later', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('named@mail.example');
  const first = await world.freeze();
  await world.store.query("update deliveries set state = 'accepted', settled_at = now() - interval '3 days'");
  await world.store.query("update campaigns set created_at = now() - interval '3 days'");
  const { post } = open({ postmarkSecret: 'a-long-secret-word' }, { receive: async (received) => void (await applyFeedback(world.app, received)) });
  assert.equal(await post('/postmark/a-long-secret-word', JSON.stringify({ RecordType: 'Bounce', ID: 1, Type: 'SoftBounce', Email: 'named@mail.example', Details: '552 5.2.2 mailbox full' })), 200);
  await world.store.query("update feedback set received_at = now() - interval '2 days'");
  await world.freezeAgain();
  await world.store.query("update deliveries set state = 'accepted', settled_at = now() where campaign_id <> $1", [first]);
  const replay = await planReplay(world.app, { since: null });
  assert.equal(replay.readCount, 1);
  assert.deepEqual(replay.changes, [], 'it still speaks of the first campaign');
});

test('a proved event takes effect once: by our token, by the recipient where it has none, and a stranger is kept as unmatched', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('verp@mail.example', 'named@mail.example', 'doubt@mail.example');
  const campaignId = await world.freeze();
  await world.store.query("update deliveries set state = case when address like 'doubt%' then 'in_doubt' else 'accepted' end");
  const people = await world.store.query<{ id: SubscriberId; address: string }>('select id, address from subscribers');
  const idOf = (address: string): SubscriberId => people.find((person) => person.address === address)?.id ?? assert.fail(address);
  const { post } = open({ postmarkSecret: 'a-long-secret-word', hookSecret: 'a secret of sixteen or more' }, { receive: async (received) => void (await applyFeedback(world.app, received)) });
  const tell = (event: object): Promise<number> => {
    const body = JSON.stringify(event);
    return post('/generic', body, { 'x-courant-timestamp': seconds, 'x-courant-signature': createHmac('sha256', 'a secret of sixteen or more').update(`${seconds}.${body}`).digest('hex') });
  };
  const gone = { event: 'bounce', replyCode: 550, status: '5.1.1', diagnostic: 'user unknown' };
  assert.equal(await tell([{ ...gone, id: '1', recipient: 'forwarded@elsewhere.example', envelopeSender: makeEnvelopeSender(world.app.keys, { campaignId, subscriberId: idOf('verp@mail.example') }, 'example.org') }]), 200);
  assert.equal(await tell({ ...gone, id: '2', recipient: 'named@mail.example' }), 200);
  assert.equal(await tell([{ ...gone, id: '2', recipient: 'named@mail.example' }, { ...gone, id: '3', recipient: 'stranger@mail.example' }]), 200, 'the second event again, in another batch');
  assert.equal(await tell({ event: 'delivered', id: '4', recipient: 'doubt@mail.example' }), 200);
  assert.equal((await findSuppressions(world.store, 'verp@mail.example'))[0]?.source, 'webhook');
  assert.equal((await findSuppressions(world.store, 'named@mail.example')).length, 1);
  assert.deepEqual(await findSuppressions(world.store, 'stranger@mail.example'), []);
  assert.equal((await listUnmatched(world.store, 10)).length, 1);
  const [reports] = await world.store.query<{ count: number }>("select count(*)::int as count from feedback_reports where recipient = 'named@mail.example'");
  assert.equal(reports?.count, 1);
  assert.equal((await world.states(campaignId))['doubt@mail.example'], 'in_doubt', 'a word about an address proves nothing of one mail');
  assert.equal(await tell({ event: 'delivered', id: '5', recipient: 'doubt@mail.example', envelopeSender: makeEnvelopeSender(world.app.keys, { campaignId, subscriberId: idOf('doubt@mail.example') }, 'example.org') }), 200);
  assert.equal((await world.states(campaignId))['doubt@mail.example'], 'accepted', 'a token of this very mail does');
});
