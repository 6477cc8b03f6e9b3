/** Amazon SNS at the door: topic, region, path, certificate up to a trusted root, signature. */
import assert from 'node:assert/strict';
import { X509Certificate, createSign } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { test } from 'node:test';
import { silentLog } from '../../../src/log.js';
import { createHookRoutes } from '../../../src/web/hooks/hook-routes.js';
import { hasOpenssl, issue, type Issued } from '../../support/authority.js';
import { skipUnless } from '../../support/require.js';

const dayMs = 86_400_000;
/** Behind the birth of the certificates that these tests make. */
const today = new Date(Date.now() + 3_600_000);

const topic = 'arn:aws:sns:eu-west-1:123456789012:bounces';
const certificateUrl = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';
const betweenUrl = 'http://crt.r2m01.amazontrust.com/r2m01.cer';

type Sns = Record<string, string>;

/** As SNS signs: the named fields in the order of their names. */
function signSns(message: Sns, key: string, version: '1' | '2' = '1'): string {
  const names = message['Type'] === 'Notification' ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.flatMap((name) => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`])).join('');
  return JSON.stringify({ ...message, SignatureVersion: version, Signature: createSign(version === '1' ? 'sha1' : 'sha256').update(text).sign(key, 'base64') });
}

const notification = (more: Sns = {}): Sns => ({ Type: 'Notification', MessageId: 'id-1', TopicArn: topic, Message: '{}', Timestamp: today.toISOString(), SigningCertURL: certificateUrl, ...more });

type Authorities = { readonly root: Issued; readonly between: Issued; readonly sns: Issued };

/** As at Amazon: the file of SNS holds its own certificate alone, which says where the one above it is. */
function makeAuthorities(): Authorities {
  const root = issue({ names: ['Test Root CA'], isAuthority: true });
  const between = issue({ names: ['Test RSA 2048 M01'], issuer: root, isAuthority: true, days: 30 });
  return { root, between, sns: issue({ names: ['sns.amazonaws.com'], issuer: between, issuerUrl: betweenUrl, keyType: 'rsa' }) };
}

type Place = string | Uint8Array | Error;

function open({ root }: Authorities, places: Readonly<Record<string, Place>>, { now = today, topics = [topic] }: { now?: Date; topics?: readonly string[] } = {}) {
  const [fetched, kept]: [string[], (string | undefined)[]] = [[], []];
  const routes = createHookRoutes({
    settings: { sesTopics: topics }, log: silentLog, now: () => now, roots: [...rootCertificates, root.certificate],
    receive: async ({ identity }) => void kept.push(identity),
    fetchBytes: async (url) => {
      fetched.push(url);
      const place = places[url] ?? assert.fail(`${url} is fetched`);
      if (place instanceof Error) throw place;
      return Buffer.from(place);
    },
  });
  return { fetched, kept, post: async (body: string): Promise<number> => (await routes.request('/ses', { method: 'POST', body })).status };
}

test('messages of Amazon SNS', async (t) => {
  if (skipUnless(t, hasOpenssl, 'openssl')) return;
  const made = makeAuthorities();
  await t.test('are taken with a signature of version 1 or 2; the certificates are asked for once, also by many at once', () => takesSigned(made));
  await t.test('are refused for any other topic, region, host, path, day or signature, and nothing is fetched from elsewhere', () => refusesOthers(made));
  await t.test('need a certificate below a trusted root, of authorities, in their days', () => needsChain(made));
  await t.test('need the name that SNS has in their region', () => needsName(made));
  await t.test('are asked for again where the certificate cannot be had now', () => survivesOutage(made));
  await t.test('confirm a subscription to a listed topic, at its own host', () => confirms(made));
});

const derOf = ({ certificate }: Issued): Uint8Array => new X509Certificate(certificate).raw;

async function takesSigned(made: Authorities): Promise<void> {
  const { post, kept, fetched } = open(made, { [certificateUrl]: made.sns.certificate, [betweenUrl]: derOf(made.between) });
  assert.deepEqual(await Promise.all([post(signSns(notification(), made.sns.key)), post(signSns(notification({ Subject: 'with one', MessageId: 'id-2' }), made.sns.key, '2'))]), [200, 200]);
  assert.equal(await post(signSns(notification({ MessageId: 'id-3' }), made.sns.key, '2')), 200);
  assert.deepEqual(new Set(kept), new Set(['id-1', 'id-2', 'id-3']));
  assert.deepEqual(fetched, [certificateUrl, betweenUrl]);
  const whole = open(made, { [certificateUrl]: made.sns.certificate + made.between.certificate });
  assert.equal(await whole.post(signSns(notification(), made.sns.key)), 200, 'a file that holds the whole chain');
}

async function refusesOthers(made: Authorities): Promise<void> {
  const { sns: { key } } = made;
  const { post, kept, fetched } = open(made, { [certificateUrl]: made.sns.certificate, [betweenUrl]: derOf(made.between) });
  const stranger = issue({ names: ['sns.amazonaws.com'] }).key;
  const refusedBodies: readonly [why: string, body: string][] = [
    ['another topic', signSns(notification({ TopicArn: topic.replace('bounces', 'others') }), key)],
    ['a certificate of another region', signSns(notification({ SigningCertURL: certificateUrl.replace('eu-west-1', 'us-east-1') }), key)],
    ['a certificate of another host', signSns(notification({ SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0123456789abcdef.pem' }), key)],
    ['a user in front of the host', signSns(notification({ SigningCertURL: certificateUrl.replace('https://', 'https://sns.eu-west-1.amazonaws.com@evil.example/') }), key)],
    ['another port', signSns(notification({ SigningCertURL: certificateUrl.replace('.com/', '.com:444/') }), key)],
    ['a certificate at another path', signSns(notification({ SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/mine.pem' }), key)],
    ['without TLS', signSns(notification({ SigningCertURL: certificateUrl.replace('https', 'http') }), key)],
    ['a day and more old', signSns(notification({ Timestamp: new Date(today.getTime() - dayMs - 60_000).toISOString() }), key)],
    ['no time', signSns(notification({ Timestamp: 'now' }), key)],
    ['an unknown version', signSns(notification(), key).replace('"SignatureVersion":"1"', '"SignatureVersion":"3"')],
    ['a version that is a list', signSns(notification(), key).replace('"SignatureVersion":"1"', '"SignatureVersion":["1"]')],
    ['no JSON', 'hello'],
  ];
  for (const [why, body] of refusedBodies) assert.equal(await post(body), 401, why);
  assert.deepEqual(fetched, []);
  assert.equal(await post(signSns(notification(), stranger)), 401, 'another key');
  assert.equal(await post(signSns(notification(), key).replace('"Message":"{}"', '"Message":"{ }"')), 401, 'a changed message');
  assert.equal(await post(signSns(notification(), key).replace('id-1', 'id-9')), 401, 'a changed id');
  assert.deepEqual([kept, fetched], [[], [certificateUrl, betweenUrl]]);
}

async function needsChain(made: Authorities): Promise<void> {
  const { root, between } = made;
  const foreignRoot = issue({ names: ['Test Root CA'], isAuthority: true });
  const foreignBetween = issue({ names: ['Test RSA 2048 M01'], issuer: foreignRoot, isAuthority: true });
  const ordinary = issue({ names: ['shop.example'], issuer: between, issuerUrl: betweenUrl });
  const leafOf = (issuer?: Issued, issuerUrl = betweenUrl): Issued => issue({ names: ['sns.amazonaws.com'], issuer, issuerUrl });
  const cases: readonly (readonly [why: string, leaf: Issued, between: Place, now?: Date])[] = [
    ['it signs itself', leafOf(), derOf(between)],
    ['a root of the same name that nobody trusts', leafOf(foreignBetween), derOf(foreignBetween)],
    ['the trusted one in between has the same name, but did not sign', leafOf(foreignBetween), derOf(between)],
    ['who signs is no authority', leafOf(ordinary), Buffer.from(ordinary.certificate + between.certificate)],
    ['it is an authority itself', issue({ names: ['sns.amazonaws.com'], issuer: root, isAuthority: true }), derOf(between)],
    ['it says that its issuer is at a stranger\'s', leafOf(between, 'http://amazontrust.com.evil.example/a.cer'), derOf(between)],
    ['its issuer is no certificate', leafOf(between), 'hello'],
    ['the one in between has ended', made.sns, derOf(between), new Date(today.getTime() + 40 * dayMs)],
    ['it has ended itself', made.sns, derOf(between), new Date(today.getTime() + 4_000 * dayMs)],
    ['it is not yet good', made.sns, derOf(between), new Date(today.getTime() - 10 * dayMs)],
  ];
  for (const [why, leaf, place, now = today] of cases) {
    const { post, kept } = open(made, { [certificateUrl]: leaf.certificate, [betweenUrl]: place }, { now });
    assert.equal(await post(signSns(notification({ Timestamp: now.toISOString() }), leaf.key)), 401, why);
    assert.deepEqual(kept, [], why);
  }
}

async function needsName(made: Authorities): Promise<void> {
  const at = (region: string, partition = 'aws') => ({ topic: `arn:${partition}:sns:${region}:123456789012:bounces`, host: `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}` });
  const cases: readonly (readonly [place: ReturnType<typeof at>, name: string, status: number])[] = [
    [at('eu-west-1'), 'evil.example', 401], [at('eu-west-1'), 'sns-signing.me-south-1.amazonaws.com', 401], [at('eu-west-1'), '*.amazonaws.com', 401],
    [at('me-south-1'), 'sns-signing.me-south-1.amazonaws.com', 200], [at('cn-north-1', 'aws-cn'), 'sns-cn-north-1.amazonaws.com.cn', 200],
    [at('cn-north-1', 'aws-cn'), 'sns.amazonaws.com', 401], [at('us-gov-east-1', 'aws-us-gov'), 'sns-us-gov-west-1.amazonaws.com', 200],
  ];
  for (const [place, name, status] of cases) {
    const leaf = issue({ names: [name], issuer: made.between, issuerUrl: betweenUrl });
    const url = certificateUrl.replace('sns.eu-west-1.amazonaws.com', place.host);
    const { post } = open(made, { [url]: leaf.certificate, [betweenUrl]: derOf(made.between) }, { topics: [place.topic] });
    assert.equal(await post(signSns(notification({ TopicArn: place.topic, SigningCertURL: url }), leaf.key)), status, `${name} for ${place.topic}`);
  }
}

async function survivesOutage(made: Authorities): Promise<void> {
  const places: Record<string, Place> = { [certificateUrl]: made.sns.certificate, [betweenUrl]: new Error('no route') };
  const { post } = open(made, places);
  assert.equal(await post(signSns(notification(), made.sns.key)), 503);
  places[betweenUrl] = derOf(made.between);
  assert.equal(await post(signSns(notification(), made.sns.key)), 200);
}

async function confirms(made: Authorities): Promise<void> {
  const { key, certificate } = made.sns;
  const confirmUrl = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topic}&Token=abc`;
  const subscription = (more: Sns = {}): Sns => notification({ Type: 'SubscriptionConfirmation', Token: 'abc', SubscribeURL: confirmUrl, ...more });
  const { kept, post, fetched } = open(made, { [certificateUrl]: certificate, [betweenUrl]: derOf(made.between), [confirmUrl]: 'confirmed' });
  assert.equal(await post(signSns(subscription({ SubscribeURL: 'https://evil.example/?Action=ConfirmSubscription' }), key)), 401);
  assert.equal(await post(signSns(subscription({ TopicArn: topic.replace('bounces', 'others') }), key)), 401);
  assert.deepEqual(fetched, [certificateUrl, betweenUrl]);
  assert.equal(await post(signSns(subscription(), key)), 200);
  assert.deepEqual(fetched, [certificateUrl, betweenUrl, confirmUrl]);
  assert.equal(kept.length, 0);
}
