/** After an erasure no column of the database holds any form of the person, and the address does not come back. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { parseAddress, type Address } from '../../src/address/parse.js';
import { eraseSubscriber } from '../../src/audience/erase.js';
import { importSubscribers } from '../../src/audience/import.js';
import { addList } from '../../src/audience/lists.js';
import { addSubscriber, showSubscriber } from '../../src/audience/subscribers.js';
import { liftSuppression, suppressAddress } from '../../src/audience/suppression.js';
import { auditCampaign } from '../../src/campaign/audit.js';
import { makeBalance } from '../../src/campaign/balance.js';
import { resolveCampaign } from '../../src/campaign/resolve.js';
import { retryCampaign } from '../../src/campaign/retry.js';
import { systemClock } from '../../src/clock.js';
import { UserError } from '../../src/errors.js';
import type { CampaignId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { makeEnvelopeSender } from '../../src/message/envelope-sender.js';
import { listAudits, verifyAudits } from '../../src/store/audits.js';
import { countStates, findCampaign } from '../../src/store/campaigns.js';
import { advanceDeliveries, claimDeliveries, explainRefusals } from '../../src/store/deliveries.js';
import type { Store } from '../../src/store/store.js';
import { findSubscriberByCanonical } from '../../src/store/subscribers.js';
import { findSuppressions } from '../../src/store/suppressions.js';
import { openWorld, type World } from '../support/world.js';

const at = new Date('2026-11-22T09:00:00Z');
const typed = 'Minji.Kim+News@GMail.com';
const other = 'park@mail.example';
const name = 'Quirinia Zweistein';
const secretWord = 'Feuerwehrmagazin';

const importRows = (world: World, text: string) =>
  importSubscribers(world.store, { listId: world.list.id, input: oneChunk(text), inputName: 'people.csv', clock: systemClock, log: silentLog });
async function* oneChunk(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** Every column of every table of ours and of the queue, as text; what is bytes also as the text it is, and what is encoded in it, decoded. */
async function dump(store: Store): Promise<string> {
  const tables = await store.query<{ name: string }>(`select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`);
  assert.ok(tables.length > 15);
  const parts: string[] = [];
  for (const { name: table } of tables) {
    for (const row of await store.query<Record<string, unknown>>(`select * from ${table}`)) {
      for (const value of Object.values(row)) parts.push(...readable(Buffer.isBuffer(value) ? value.toString('latin1') : typeof value === 'string' ? value : JSON.stringify(value)));
    }
  }
  return parts.join('\n').toLowerCase();
}

/** As it is, and decoded from quoted-printable, hex and base64 (joined lines, any run of characters). */
function readable(text: string): string[] {
  const unfolded = text.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const runs = text.replaceAll(/\r?\n/g, '').match(/[A-Za-z0-9+/]{12,}/g) ?? [];
  const base64 = runs.flatMap((run) => [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1')));
  const hex = (text.match(/(?:[0-9a-f]{2}){8,}/gi) ?? []).map((run) => Buffer.from(run, 'hex').toString('latin1'));
  return [text, unfolded, ...base64, ...hex].map((part) => part.replaceAll('\0', ''));
}

const forms = ['minji.kim', 'minjikim', 'minji=2ekim', name.toLowerCase(), 'zweistein', secretWord.toLowerCase()];

async function assertForgotten(store: Store): Promise<void> {
  const text = await dump(store);
  for (const form of forms) {
    const found = text.indexOf(form);
    assert.equal(found, -1, `"${form}" is still there: …${text.slice(Math.max(0, found - 80), found + 80)}…`);
  }
}

const idOf = async (store: Store, address: string) => {
  const subscriber = await findSubscriberByCanonical(store, (parseAddress(address) as Address).canonical);
  assert.ok(subscriber);
  return subscriber.id;
};

/** A person with all that a life on a list leaves behind. */
async function openLife(t: Parameters<typeof openWorld>[0]): Promise<{ world: World; campaignId: CampaignId; waiting: CampaignId; subscriberId: Awaited<ReturnType<typeof idOf>> }> {
  const world = await openWorld(t);
  const { store, list, app } = world;
  await importRows(world, `email,name,hobby,consent\n${typed},${name},${secretWord},"${typed} said yes"\n`);
  await world.subscribe(other, 'lee@mail.example');
  const subscriberId = await idOf(store, typed);
  const campaignId = await world.freeze();
  const waiting = await world.freezeAgain();
  await store.query(`update deliveries set state = 'failed', reply_phase = 'rcpt', reply_code = 550, reply_text = 'minji.kim is unknown here' where campaign_id = $1 and subscriber_id = $2`, [campaignId, subscriberId]);
  await store.query(`update deliveries set fields = jsonb_build_object('name', $2::text) where subscriber_id = $1`, [subscriberId, name]);
  await store.query(`insert into delivery_events (campaign_id, subscriber_id, from_state, to_state, cause, detail, fence) values ($1, $2, 'claimed', 'failed', 'reply', 'rcpt 550 5.1.1 minji.kim is unknown here', 1)`, [campaignId, subscriberId]);
  const forwarded = 'rcpt 550 5.1.1 forwarded to <MINJIKIM@googlemail.com>, who is unknown';
  await store.query(`insert into delivery_events (campaign_id, subscriber_id, from_state, to_state, cause, detail, fence) values ($1, $2, 'claimed', 'deferred', 'reply', $3, 1)`, [campaignId, await idOf(store, other), forwarded]);
  await store.query(`update deliveries set state = 'deferred', next_attempt_at = now() + interval '1 day', reply_text = $3 where campaign_id = $1 and subscriber_id = $2`, [campaignId, await idOf(store, other), forwarded]);
  const daily = await addList(store, { slug: 'daily', from: 'Daily <news@example.org>' });
  await suppressAddress(store, { address: typed, listId: daily.id, note: `${typed} wrote`, at });
  await suppressAddress(store, { address: 'boss@mail.example', note: `asked by ${typed.toLowerCase()}`, at });
  await store.query(`insert into segments (list_id, name, text) values ($1, 'one', 'hobby = "x" or address = "Minji.Kim@gmail.com"')`, [list.id]);
  for (const [raw, to] of reportsOn(makeEnvelopeSender(app.keys, { campaignId, subscriberId }, 'example.org'))) await app.applyFeedback({ raw: Buffer.from(raw), source: 'file', envelopeRecipient: to });
  return { world, campaignId, waiting, subscriberId };
}

/** One that is matched, and such as nobody can match: in base64, quoted-printable, an encoded word, UTF-16, VERP of somebody else, a message in a message. */
function reportsOn(verp: string): readonly (readonly [raw: string, to: string])[] {
  const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64').replaceAll(/(.{60})/g, '$1\r\n');
  const stranger = 'postmaster@example.org';
  const inner = `Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(`Dear all, the user Minji.Kim@googlemail.com has left us. ${secretWord}`)}\r\n`;
  return [
    [`From: mailer-daemon@gmail.com\r\nTo: ${verp}\r\nSubject: failure\r\nContent-Type: text/plain\r\n\r\n550 5.1.1 minji.kim: ${name} does not live here\r\n`, verp],
    [`Subject: a\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(`the mailbox of ${typed} (${name}) is full and cannot take it`)}\r\n`, stranger],
    ['Subject: b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nunknown user: minji=2Ekim=40gma=\r\nil.com\r\n', stranger],
    [`Subject: =?utf-8?B?${Buffer.from('undeliverable: minjikim@gmail.com').toString('base64')}?=\r\n\r\nno\r\n`, stranger],
    [`Subject: c\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(Buffer.from('unknown: minji.kim@gmail.com', 'utf16le'))}\r\n`, stranger],
    ['Subject: d\r\nReturn-Path: <bounces+minji.kim=gmail.com@their.example>\r\n\r\nno\r\n', stranger],
    [`Subject: e\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(inner)}\r\n`, stranger],
    ['Subject: somebody else\r\n\r\nunknown: suminji.kim@gmail.com.example\r\n'.replaceAll('minji.kim', 'ji'), stranger],
  ];
}

test('after an erasure no column of the database holds any form of address, name or attributes', async (t) => {
  const { world, campaignId, waiting, subscriberId } = await openLife(t);
  const { store } = world;
  const before = await dump(store);
  assert.equal((await store.query('select from deliveries where name = $1', [name])).length, 2, 'the name in To is frozen');
  for (const form of forms.filter((one) => one !== 'minji=2ekim')) assert.ok(before.includes(form), `${form} was there`);
  const erased = await eraseSubscriber(store, { subscriberId, at, cause: 'reader' });
  assert.deepEqual(erased, { wasKnown: true, isNew: true, deliveryCount: 2, cancelledCount: 1, feedbackCount: 7 });
  await assertForgotten(store);

  const rows = await store.query<{ address: string; state: string; code: number | null }>('select address, state, reply_code as code from deliveries where subscriber_id = $1 order by campaign_id', [subscriberId]);
  assert.deepEqual(rows, [{ address: `erased-${subscriberId}`, state: 'failed', code: 550 }, { address: `erased-${subscriberId}`, state: 'cancelled', code: null }]);
  const events = await store.query<{ detail: string | null; cause: string }>('select detail, cause from delivery_events where subscriber_id = $1 order by id', [subscriberId]);
  assert.deepEqual(events, [{ detail: 'rcpt 550 5.1.1', cause: 'reply' }, { detail: null, cause: 'erasure' }]);
  const kept = await store.query<{ size: number; digest: string }>('select length(raw) as size, digest from feedback order by id');
  assert.deepEqual(kept.map(({ size }) => size > 0), [false, false, false, false, false, false, false, true], 'the report about somebody else stays');
  assert.ok(kept.every(({ digest }) => digest.length === 64));

  for (const id of [campaignId, waiting]) {
    const campaign = await findCampaign(store, id);
    assert.ok(campaign);
    const balance = makeBalance(campaign, await countStates(store, id));
    assert.equal(balance.open + balance.counts.failed + balance.counts.cancelled, balance.audience, 'nobody is lost');
    const told = (await auditCampaign(store, campaign, { keys: world.app.keys, connectionCount: 5, log: null })).violations;
    assert.deepEqual(told.filter((sentence) => sentence.includes('erased-')), []);
  }
});

test('an act of erasure is recorded without the address', async (t) => {
  const { world, subscriberId } = await openLife(t);
  await eraseSubscriber(world.store, { address: 'm.injikim+x@googlemail.com', at, cause: 'admin', actor: 'cli:lee' });
  const [audit] = await listAudits(world.store, { action: 'subscriber.erase', limit: 5 });
  assert.equal(audit?.subject, `subscriber:${subscriberId}`);
  assert.equal(audit?.actor, 'cli:lee');
  assert.equal((await verifyAudits(world.store)).broken, undefined);
  await assertForgotten(world.store);
});

test('an erased address does not come back: by import, by hand, by suppression, in any spelling', async (t) => {
  const { world, subscriberId } = await openLife(t);
  const { store, list } = world;
  await eraseSubscriber(store, { subscriberId, at, cause: 'reader' });
  const result = await importRows(world, `email\n${typed}\nminjikim@googlemail.com\nMINJI.KIM+other@gmail.com\nnew@mail.example\n`);
  assert.equal(result.counts.suppressed, 1);
  assert.equal(result.counts.duplicate, 2);
  assert.equal(result.counts.imported, 1);
  await assert.rejects(addSubscriber(store, { list, address: 'minjikim@gmail.com', source: 'form', again: true, at }), (error: UserError) => error.code === 'refused' && /erased/.test(error.message));
  assert.equal((await suppressAddress(store, { address: typed, at })).isNew, false);
  assert.deepEqual(await findSuppressions(store, 'minjikim@gmail.com'), []);
  await assert.rejects(liftSuppression(store, { address: typed, note: 'x', at }), /erased/);
  await assert.rejects(showSubscriber(store, typed), /erased/);
  await assertForgotten(store);
});

test('what an import says of an erased person is "erased", also in a dry run', async (t) => {
  const { world, subscriberId } = await openLife(t);
  await eraseSubscriber(world.store, { subscriberId, at, cause: 'reader' });
  const [row] = await world.store.query<{ hash: Buffer; keyId: number }>('select hash, key_id as "keyId" from erasures');
  const secret = world.app.keys.secrets.get(row?.keyId ?? 0);
  assert.ok(row && secret);
  assert.deepEqual(row.hash, createHmac('sha256', secret).update('erased-address\0minjikim@gmail.com').digest());
  const { readFile, rm } = await import('node:fs/promises');
  const report = `${world.config.dataDir}-report-${world.databaseName}.csv`;
  t.after(() => rm(report, { force: true }));
  await importSubscribers(world.store, { listId: world.list.id, input: oneChunk(`email\n${typed}\n`), dryRun: true, report, clock: systemClock, log: silentLog });
  assert.match(await readFile(report, 'utf8'), /suppressed,never written to: erased/);
});

test('erasing twice, or somebody unknown, keeps the address out all the same', async (t) => {
  const world = await openWorld(t);
  const { store } = world;
  const first = await eraseSubscriber(store, { address: 'nobody@mail.example', at, cause: 'admin' });
  assert.deepEqual(first, { wasKnown: false, isNew: true, deliveryCount: 0, cancelledCount: 0, feedbackCount: 0 });
  assert.equal((await eraseSubscriber(store, { address: 'Nobody@mail.example', at, cause: 'admin' })).isNew, false);
  assert.equal((await importRows(world, 'email\nnobody@mail.example\n')).counts.suppressed, 1);
  await assert.rejects(eraseSubscriber(store, { subscriberId: '999' as never, at, cause: 'admin' }), (error: UserError) => error.code === 'not-found');
  await assert.rejects(eraseSubscriber(store, { address: 'x', at, cause: 'admin' }), (error: UserError) => error.code === 'address-invalid');
});

test('a report that comes after the erasure is counted and not kept', async (t) => {
  const { world, campaignId, subscriberId } = await openLife(t);
  const { store, app } = world;
  await eraseSubscriber(store, { subscriberId, at, cause: 'reader' });
  for (const [raw, to] of reportsOn(makeEnvelopeSender(app.keys, { campaignId, subscriberId }, 'example.org'))) {
    const again = raw.replace('Subject: ', 'Subject: once more, ');
    await app.applyFeedback({ raw: Buffer.from(again), source: 'file', envelopeRecipient: to });
  }
  await assertForgotten(store);
  const [kept] = await store.query<{ count: number }>('select count(*)::int as count from feedback where length(raw) > 0');
  assert.equal(kept?.count, 2, 'those about somebody else');
});

test('a mail that is on its way during the erasure ends in the ledger without a word of the person, and is not tried again', async (t) => {
  const world = await openWorld(t);
  const { store } = world;
  await world.subscribe(typed, other);
  const campaignId = await world.freeze();
  await store.query(`update campaigns set state = 'sending', confirmed_at = now() where id = $1`, [campaignId]);
  const epoch = (await store.query<{ n: string }>(`insert into epochs (instance) values ('test') returning n`))[0]?.n ?? '';
  const subscriberId = await idOf(store, typed);
  const [lane] = await store.query<{ lane: string }>('select lane from deliveries where subscriber_id = $1', [subscriberId]);
  const [held] = await claimDeliveries(store, { campaignId, lane: lane?.lane ?? '', epoch, limit: 1 });
  assert.equal(held?.subscriberId, subscriberId);
  await eraseSubscriber(store, { subscriberId, at, cause: 'reader' });
  const row = { subscriberId, fence: held.fence };
  assert.equal((await advanceDeliveries(store, { campaignId, epoch, settlements: [], marks: [row] })).marked.size, 0, 'no body begins');
  assert.equal((await explainRefusals(store, { campaignId, epoch, rows: [row] })).get(subscriberId), 'unsubscribe');
  const settled = await advanceDeliveries(store, { campaignId, epoch, marks: [], settlements: [{
    ...row, from: 'claimed', to: 'deferred', cause: 'reply', retryAfterSeconds: 60, phase: 'rcpt', code: 450, enhanced: '4.2.1', text: `${typed} is busy`, relay: 'r',
  }] });
  assert.equal(settled.settled.size, 1, 'the engine is not fenced by an erasure');
  const [end] = await store.query<{ state: string; next: boolean }>('select state, settled_at is not null as next from deliveries where subscriber_id = $1', [subscriberId]);
  assert.deepEqual(end, { state: 'cancelled', next: true });
  await assertForgotten(store);
});

test('an operator cannot send again to somebody who was erased', async (t) => {
  const { world, campaignId, subscriberId } = await openLife(t);
  const { store } = world;
  await eraseSubscriber(store, { subscriberId, at, cause: 'reader' });
  await store.query(`update deliveries set state = case when subscriber_id = $2 then 'in_doubt' else 'accepted' end where campaign_id = $1`, [campaignId, subscriberId]);
  await assert.rejects(resolveCampaign(store, systemClock, { campaignId, address: null, resolution: 'resend', actor: 'x' }), /nobody in doubt/);
  await store.query(`update deliveries set state = 'failed' where campaign_id = $1 and subscriber_id = $2`, [campaignId, subscriberId]);
  await store.query(`update campaigns set state = 'finished' where id = $1`, [campaignId]);
  await assert.rejects(retryCampaign(store, systemClock, { campaignId, hasBadAddresses: true, classify: () => ({ bucket: 'unknown' }) as never, actor: 'x' }), /nobody to try again/);
});

test('somebody who is on a list although erased, by a backup that was put back, is left out of every freeze', async (t) => {
  const world = await openWorld(t);
  const { store, list } = world;
  await world.subscribe(other, 'lee@mail.example');
  await eraseSubscriber(store, { address: other, at, cause: 'reader' });
  await store.query(`insert into subscribers (address, canonical, domain) values ($1, $1, 'mail.example')`, [other]);
  await store.query(`insert into subscriptions (list_id, subscriber_id, status, source) select $1, id, 'subscribed', 'import' from subscribers where canonical = $2`, [list.id, other]);
  assert.deepEqual(Object.keys(await world.states(await world.freeze())), ['lee@mail.example']);
});

test('a table that nobody thought of loses the person too, even one that only grows', async (t) => {
  const { world, subscriberId } = await openLife(t);
  const { store } = world;
  await store.query('create table notes (subscriber_id bigint, words text)');
  await store.query('create table "Odd Table" (canonical text, words text)');
  await store.query(`create function refuse_note_change() returns trigger language plpgsql as $$ begin
    if tg_op = 'DELETE' and current_setting('courant.erasing', true) = 'on' then return old; end if; raise exception 'append-only'; end $$`);
  await store.query('create trigger notes_append_only before update or delete on notes for each row execute function refuse_note_change()');
  await store.query(`insert into notes values ($1, $2), (0, 'somebody else')`, [subscriberId, name]);
  await store.query(`insert into "Odd Table" values ('minjikim@gmail.com', $1), ('lee@mail.example', 'x')`, [name]);
  await eraseSubscriber(store, { subscriberId, at, cause: 'reader' });
  await assertForgotten(store);
  assert.equal((await store.query('select from notes')).length + (await store.query('select from "Odd Table"')).length, 2, 'others stay');
  await assert.rejects(store.query('delete from notes'), /append-only/);
});
