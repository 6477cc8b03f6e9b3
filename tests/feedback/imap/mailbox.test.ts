/** Bounces are read from a mailbox of a real IMAP server (Dovecot on this machine): kept first, moved then, each once. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ImapFlow } from 'imapflow';
import { renderDsn } from '../../../src/catcher/dsn.js';
import { systemClock, type Clock } from '../../../src/clock.js';
import type { Closing } from '../../../src/sending.js';
import { configSchema, type Config } from '../../../src/config.js';
import { toImapAccounts } from '../../../src/feedback/imap/account.js';
import { fetchOnce } from '../../../src/feedback/imap/fetch-once.js';
import type { ImapDesk, MailboxCount } from '../../../src/feedback/imap/read-mailbox.js';
import { toImapParts } from '../../../src/feedback/imap/parts.js';
import { watchAccount, type ImapParts } from '../../../src/feedback/imap/watch-account.js';
import type { SubscriberId } from '../../../src/ids.js';
import { createLog, type Log } from '../../../src/log.js';
import { makeEnvelopeSender } from '../../../src/message/envelope-sender.js';
import { makeUnsubscribeAddress } from '../../../src/message/unsubscribe-token.js';
import { listImapAccounts, lockImapAccount } from '../../../src/store/imap.js';
import { listNotices } from '../../../src/store/notices.js';
import { findSuppressions } from '../../../src/store/suppressions.js';
import { dovecotProgram, startDovecot, type Dovecot } from '../../support/dovecot.js';
import { findProgram, skipUnless } from '../../support/require.js';
import { openWorld, type World } from '../../support/world.js';
import { until } from '../../support/until.js';

type Desk = { readonly world: World; readonly server: Dovecot; readonly addressOf: (subscriber: string) => string; readonly leaveAddressOf: (subscriber: string) => string };

/** One server and one campaign for the whole file; each test has an account of its own. */
const readers = ['gone', 'junked', 'leaves', 'late', 'again', 'twice', 'stays'].map((name) => `${name}@mail.example`);

const hasServer = dovecotProgram !== undefined && findProgram('openssl') !== undefined;

test('bounces in a mailbox', { timeout: 300_000 }, async (t) => {
  if (skipUnless(t, hasServer, 'dovecot (Debian: dovecot-imapd) and openssl')) return;
  const [world, server] = [await openWorld(t), await startDovecot(t)];
  await world.subscribe(...readers);
  const campaignId = await world.freeze();
  await world.store.query("update deliveries set state = 'accepted'");
  const people = await world.store.query<{ id: SubscriberId; address: string }>('select id, address from subscribers');
  const idOf = (address: string): SubscriberId => people.find((person) => person.address === address)?.id ?? assert.fail(address);
  const desk: Desk = {
    world, server,
    addressOf: (address) => makeEnvelopeSender(world.app.keys, { campaignId, subscriberId: idOf(address) }, 'bounces.example'),
    leaveAddressOf: (address) => makeUnsubscribeAddress(world.app.keys, { listId: world.list.id, subscriberId: idOf(address), campaignId }, 'bounces.example'),
  };
  await t.test('are kept, applied and moved; junk is taken only where it carries our token; what is not ours stays in the junk', (inner) => isReadAndMoved(inner, desk));
  await t.test('a mail that comes while it is watched is read at once, by IDLE', (inner) => isToldOfNews(inner, desk));
  await t.test('are read again where the move was cut off, and are one all the same', (inner) => isReadOnce(inner, desk));
  await t.test('stay where they are, marked as read, where moveTo is null; a second look asks for nothing', (inner) => isMarked(inner, desk));
  await t.test('are read on after the server was away', (inner) => survivesOutage(inner, desk));
  await t.test('a refused login is told once, and the owner hears of it', (inner) => tellsOfRefusal(inner, desk));
  await t.test('one process reads an account, another stands by', (inner) => hasOneReader(inner, desk));
  await t.test('a password goes over TLS to a known server, or not at all', (inner) => needsTls(inner, desk));
  await t.test('a mail that is too large stays, one that cannot be kept is asked for again', (inner) => losesNothing(inner, desk));
  await t.test('a mailbox that is missing is named, and the others are read', (inner) => tellsOfMissing(inner, desk));
  await t.test('new UIDs (UIDVALIDITY) make the mailbox new, and its mails are known by their bytes', (inner) => survivesNewUids(inner, desk));
});

function partsOf({ world }: Desk, more: Partial<ImapDesk> = {}, { log = world.app.log, clock = world.app.clock }: { log?: Log; clock?: Clock } = {}): ImapParts {
  const parts = toImapParts({ store: world.store, clock, keys: world.app.keys, log }, 100_000);
  return { ...parts, deskOf: (account) => ({ ...parts.deskOf(account), ...more }) };
}

function accountOf({ server }: Desk, name: string, more: Partial<Config['feedbackImap'][number]> = {}) {
  const setting = { name, url: `imaps://${name}@127.0.0.1:${server.tlsPort}`, password: server.password, tlsVerify: false, ...more };
  return toImapAccounts(configSchema.parse({ feedbackImap: [setting] }))[0] ?? assert.fail();
}

async function fetch(desk: Desk, name: string, more: Partial<Config['feedbackImap'][number]> = {}, deskMore: Partial<ImapDesk> = {}): Promise<readonly MailboxCount[]> {
  const counts = await fetchOnce(partsOf(desk, deskMore), accountOf(desk, name, more), new AbortController().signal);
  return counts === 'busy' ? assert.fail('busy') : counts;
}

let unique = 0;

/** As a server returns it. The VERP address stands in To: IMAP has no envelope. */
function bounceTo(sender: string, recipient: string): Buffer {
  unique += 1;
  return renderDsn({ sender, recipient, raw: Buffer.from('Subject: x\r\n\r\n'), arrivedAt: new Date(), now: new Date(), unique: `imap${unique}` }, 'user-unknown');
}

const advertisement = Buffer.from('From: <shop@example.net>\r\nTo: <bounces@example.org>\r\nSubject: Buy\r\nMessage-ID: <ad@example.net>\r\n\r\nBuy now.\r\n');

async function countIn(client: ImapFlow, mailbox: string): Promise<number> {
  const status = await client.status(mailbox, { messages: true });
  return status === false ? -1 : (status.messages ?? -1);
}

const isSuppressed = (world: World, address: string) => async (): Promise<boolean> => (await findSuppressions(world.store, address)).length === 1;

async function isReadAndMoved(_t: TestContext, desk: Desk): Promise<void> {
  const client = await desk.server.connect('all');
  await client.append('INBOX', bounceTo(desk.addressOf('gone@mail.example'), 'gone@mail.example'));
  await client.append('INBOX', `From: <leaves@mail.example>\r\nTo: <${desk.leaveAddressOf('leaves@mail.example')}>\r\nSubject: unsubscribe\r\nMessage-ID: <u@mail.example>\r\n\r\n\r\n`);
  await client.append('Junk', bounceTo(desk.addressOf('junked@mail.example'), 'junked@mail.example'));
  await client.append('Junk', advertisement);
  const counts = await fetch(desk, 'all');
  assert.deepEqual(counts, [{ mailbox: 'Junk', kept: 1, known: 0, left: 1 }, { mailbox: 'INBOX', kept: 2, known: 0, left: 0 }]);
  for (const address of ['gone@mail.example', 'junked@mail.example']) assert.ok(await isSuppressed(desk.world, address)(), address);
  const [left] = await desk.world.store.query<{ status: string }>("select status from subscriptions join subscribers s on s.id = subscriber_id where s.address = 'leaves@mail.example'");
  assert.equal(left?.status, 'unsubscribed');
  assert.deepEqual([await countIn(client, 'INBOX'), await countIn(client, 'Junk'), await countIn(client, 'Courant')], [0, 1, 3]);
  assert.deepEqual((await fetch(desk, 'all')).map(({ kept, known, left: stays }) => kept + known + stays), [0, 0]);
  const [row] = await desk.world.store.query<{ source: string }>("select source from feedback where source = 'imap' limit 1");
  assert.equal(row?.source, 'imap');
}

function watching(t: TestContext, desk: Desk, name: string, more: Partial<Config['feedbackImap'][number]> = {}, told: { log?: Log; clock?: Clock } = {}): Closing {
  const watch = watchAccount(partsOf(desk, {}, told), accountOf(desk, name, { pollSeconds: 600, ...more }));
  t.after(() => watch.close());
  return watch;
}

const wasLookedAt = (desk: Desk, name: string) => async (): Promise<boolean> => (await listImapAccounts(desk.world.store)).some(({ account, lookedAt }) => account === name && lookedAt !== null);

async function isToldOfNews(t: TestContext, desk: Desk): Promise<void> {
  watching(t, desk, 'news');
  await until('a first look', wasLookedAt(desk, 'news'));
  const client = await desk.server.connect('news');
  await client.append('INBOX', bounceTo(desk.addressOf('late@mail.example'), 'late@mail.example'));
  await until('the bounce', isSuppressed(desk.world, 'late@mail.example'));
  await until('the move', async () => (await countIn(client, 'Courant')) === 1);
}

async function isReadOnce(_t: TestContext, desk: Desk): Promise<void> {
  const client = await desk.server.connect('cut');
  await client.append('INBOX', bounceTo(desk.addressOf('twice@mail.example'), 'twice@mail.example'));
  await assert.rejects(fetch(desk, 'cut', {}, {
    // Kept, and the process is lost before anything is moved.
    receive: async (raw) => { await partsOf(desk).deskOf(accountOf(desk, 'cut')).receive(raw); throw new Error('lost'); },
  }), /could not be kept/);
  assert.equal(await countIn(client, 'INBOX'), 1);
  assert.deepEqual((await fetch(desk, 'cut')).at(-1), { mailbox: 'INBOX', kept: 0, known: 1, left: 0 });
  assert.equal(await countIn(client, 'INBOX'), 0);
  const [reports] = await desk.world.store.query<{ count: number }>("select count(*)::int as count from feedback_reports where recipient = 'twice@mail.example'");
  assert.equal(reports?.count, 1);
}

async function isMarked(_t: TestContext, desk: Desk): Promise<void> {
  const client = await desk.server.connect('stays');
  await client.append('INBOX', bounceTo(desk.addressOf('stays@mail.example'), 'stays@mail.example'));
  assert.equal((await fetch(desk, 'stays', { moveTo: null })).at(-1)?.kept, 1);
  assert.equal(await countIn(client, 'INBOX'), 1);
  const lock = await client.getMailboxLock('INBOX');
  const message = await client.fetchOne('1', { flags: true });
  lock.release();
  assert.ok(message !== false && message.flags?.has('\\Seen'));
  assert.deepEqual((await fetch(desk, 'stays', { moveTo: null })).at(-1), { mailbox: 'INBOX', kept: 0, known: 0, left: 0 });
}

async function survivesOutage(t: TestContext, desk: Desk): Promise<void> {
  const client = await desk.server.connect('outage');
  // No wait is longer than a tenth of a second.
  watching(t, desk, 'outage', {}, { clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 100), signal) } });
  await until('a first look', wasLookedAt(desk, 'outage'));
  client.close();
  await desk.server.stop();
  await until('the fault is noted', async () => (await listImapAccounts(desk.world.store)).find(({ account }) => account === 'outage')?.fault === 'unreachable');
  await desk.server.start();
  await (await desk.server.connect('outage')).append('INBOX', bounceTo(desk.addressOf('again@mail.example'), 'again@mail.example'));
  await until('the bounce', isSuppressed(desk.world, 'again@mail.example'));
  await until('the fault is over', async () => (await listImapAccounts(desk.world.store)).find(({ account }) => account === 'outage')?.fault === null);
}

async function tellsOfRefusal(t: TestContext, desk: Desk): Promise<void> {
  const lines: string[] = [];
  const log = createLog({ level: 'warn', write: (line) => void lines.push(line), now: () => new Date() });
  watching(t, desk, 'refused', { password: 'wrong' }, { log });
  await until('the notice', async () => (await listNotices(desk.world.store, 10)).some(({ key }) => key.startsWith('mailbox:refused login')));
  const row = (await listImapAccounts(desk.world.store)).find(({ account }) => account === 'refused');
  assert.equal(row?.fault, 'login');
  assert.match(row?.faultDetail ?? '', /refuses the login of refused/);
  assert.ok(lines.every((line) => !line.includes('wrong')), 'no password in the log');
  assert.equal(lines.filter((line) => line.includes('refuses the login')).length, 1);
}

async function hasOneReader(_t: TestContext, desk: Desk): Promise<void> {
  const lock = (await lockImapAccount(desk.world.store, 'alone')) ?? assert.fail('not locked');
  assert.equal(await fetchOnce(partsOf(desk), accountOf(desk, 'alone'), new AbortController().signal), 'busy');
  await lock.release();
  assert.notEqual(await fetchOnce(partsOf(desk), accountOf(desk, 'alone'), new AbortController().signal), 'busy');
}

async function needsTls(_t: TestContext, desk: Desk): Promise<void> {
  await assert.rejects(fetch(desk, 'tls', { tlsVerify: true }), /no TLS: .*certificate/);
  const plain = { url: `imap://tls@127.0.0.1:${desk.server.port}` };
  await assert.rejects(fetch(desk, 'tls', { ...plain, tlsVerify: true }), /no TLS/);
  assert.equal((await fetch(desk, 'tls', plain)).length, 2, 'STARTTLS');
  assert.equal((await fetch(desk, 'tls', { ...plain, tls: 'off' })).length, 2, 'in the clear, because somebody said so');
}

async function losesNothing(_t: TestContext, desk: Desk): Promise<void> {
  const client = await desk.server.connect('large');
  await client.append('INBOX', Buffer.concat([advertisement, Buffer.alloc(100_000, 'x'.repeat(70) + '\r\n')]));
  await client.append('INBOX', advertisement);
  await assert.rejects(fetch(desk, 'large', {}, { receive: () => Promise.reject(new Error('the disk is full')) }), /could not be kept/);
  assert.equal(await countIn(client, 'INBOX'), 2);
  assert.deepEqual((await fetch(desk, 'large')).at(-1), { mailbox: 'INBOX', kept: 1, known: 0, left: 1 });
  assert.equal(await countIn(client, 'INBOX'), 1);
}

async function tellsOfMissing(_t: TestContext, desk: Desk): Promise<void> {
  const client = await desk.server.connect('missing');
  await client.append('INBOX', Buffer.concat([advertisement, Buffer.from('another\r\n')]));
  await assert.rejects(fetch(desk, 'missing', { mailboxes: ['inbox', 'Bounces'] }), /has no mailbox Bounces for missing/);
  assert.equal(await countIn(client, 'Courant'), 1);
}

async function survivesNewUids(_t: TestContext, desk: Desk): Promise<void> {
  const client = await desk.server.connect('renewed');
  await client.mailboxCreate('Bounces');
  await client.append('Bounces', advertisement);
  const madeAt = Math.floor(Date.now() / 1000);
  const setting = { mailboxes: ['Bounces'], moveTo: null };
  await fetch(desk, 'renewed', setting);
  await client.mailboxDelete('Bounces');
  // UIDVALIDITY of Dovecot is the time in seconds.
  await until('another second', () => Math.floor(Date.now() / 1000) > madeAt);
  await client.mailboxCreate('Bounces');
  await client.append('Bounces', advertisement);
  assert.deepEqual((await fetch(desk, 'renewed', setting)).at(-1), { mailbox: 'Bounces', kept: 0, known: 1, left: 0 });
}
