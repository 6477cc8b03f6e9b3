/** Webhooks at the door: who proves who he is, who does not, and what a proved one does. */
import assert from 'node:assert/strict';
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
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
import { openWorld } from '../../support/world.js';

/** Whole seconds: a signature's time has no more. */
const now = new Date(Math.ceil(Date.now() / 1000) * 1000);
const seconds = String(now.getTime() / 1000);

type Kept = { source: string; identity?: string; raw: Uint8Array };

function open(settings: Partial<HookParts['settings']>, more: Partial<HookParts> = {}) {
  const kept: Kept[] = [];
  const routes = createHookRoutes({
    settings: { sesTopics: [], ...settings }, log: silentLog, now: () => now,
    receive: async (received) => void kept.push(received), fetchBytes: async (url) => assert.fail(`nothing is fetched, and not ${url}`), ...more,
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

test('a key of SendGrid that is none is refused when the settings are read, not by every event', () => {
  const keyOf = (type: 'ec' | 'rsa'): string => (type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' }) : generateKeyPairSync('rsa', { modulusLength: 2048 })).publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const isTaken = (sendgridKey: string): boolean => configSchema.safeParse({ sendgridKey }).success;
  assert.ok(isTaken(keyOf('ec')));
  for (const wrong of [keyOf('ec').slice(0, -20), 'A'.repeat(124), keyOf('rsa'), 'SG.secret']) assert.ok(!isTaken(wrong), wrong);
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
  // A nonce that is signed makes it the same, whatever else was changed; without one the bytes do.
  const again = async (source: 'ses' | 'mailgun' | 'sendgrid' | 'postmark', bodies: readonly string[], identity?: string) => {
    const states = [];
    for (const body of bodies) states.push((await applyFeedback(world.app, { source, raw: Buffer.from(body), identity })).state);
    return states.slice(1);
  };
  for (const source of ['ses', 'mailgun'] as const) assert.deepEqual(await again(source, ['{"Type":"Notification"}', '{"Type":"Notification","Timestamp":"later"}'], 'nonce-1'), ['duplicate'], source);
  for (const source of ['sendgrid', 'postmark'] as const) assert.deepEqual(await again(source, [`[{"n":"${source}"}]`, `[{"n":"${source}"}]`, `[{"n":"another of ${source}"}]`]), ['duplicate', 'ignored'], source);
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
