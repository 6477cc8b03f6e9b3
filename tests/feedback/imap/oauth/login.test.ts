/** A mailbox is opened with tokens of OAuth: a real Dovecot that asks a real (small) authorization server about each of them. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { systemClock, type Clock } from '../../../../src/clock.js';
import { configSchema } from '../../../../src/config.js';
import { toImapAccounts, type ImapAccount } from '../../../../src/feedback/imap/account.js';
import { inspectAccount } from '../../../../src/feedback/imap/inspect.js';
import { createTokenDesk } from '../../../../src/feedback/imap/oauth/tokens.js';
import { ImapUnavailable } from '../../../../src/feedback/imap/unavailable.js';
import type { Store } from '../../../../src/store/store.js';
import { openTestStore } from '../../../support/database.js';
import { dovecotProgram, startDovecot, type Dovecot } from '../../../support/dovecot.js';
import { findProgram, skipUnless } from '../../../support/require.js';
import { startTokenServer, type TokenServer } from '../../../support/token-server.js';

type Desk = { readonly store: Store; readonly mail: Dovecot; readonly program: TokenServer; readonly person: TokenServer };

const secret = 'a-secret-of-the-program';
const refreshToken = 'a-refresh-token-of-the-person';

test('a login by OAuth', { timeout: 300_000 }, async (t) => {
  if (skipUnless(t, dovecotProgram !== undefined && findProgram('openssl') !== undefined, 'dovecot (Debian: dovecot-imapd) and openssl')) return;
  const store = await openTestStore(t);
  const program = await startTokenServer(t, { user: 'bounces', clientSecret: secret });
  const person = await startTokenServer(t, { user: 'bounces', clientSecret: secret, refreshToken });
  const mail = await startDovecot(t, { introspectionUrl: program.introspectionUrl });
  const desk: Desk = { store, mail, program, person };
  await t.test('needs no password: the program gets a token by itself and keeps it until shortly before its end', () => asksOnce(desk));
  await t.test('gets a new token once where the mailbox does not take the known one', () => renewsRefused(desk));
  await t.test('tells a refusal of the mailbox from one of the token endpoint', () => tellsRefusals(desk));
  await t.test('goes by XOAUTH2 too, and a server without either is told', (inner) => knowsServers(inner, desk));
  await t.test('never shows a secret, and a database without the settings opens nothing', () => keepsSecrets(desk));
  await t.test('keeps the newest refresh token, and falls back to the one that is set', () => rotates(desk));
});

function accountOf({ mail, program }: Desk, name: string, oauth: object = {}): ImapAccount {
  const setting = { name, url: `imaps://bounces@127.0.0.1:${mail.tlsPort}`, tlsVerify: false, oauth: { tokenUrl: program.tokenUrl, clientId: 'courant', clientSecret: secret, scope: 'mail', ...oauth } };
  return toImapAccounts(configSchema.parse({ feedbackImap: [setting] }))[0] ?? assert.fail();
}

const clockAt = (hours: number): Clock => ({ ...systemClock, now: () => new Date(Date.now() + hours * 3_600_000) });

async function look({ store }: Desk, account: ImapAccount, clock = systemClock): Promise<number> {
  return (await inspectAccount(account, createTokenDesk({ store, clock }))).mailboxes.length;
}

async function fault(desk: Desk, account: ImapAccount): Promise<ImapUnavailable> {
  const error: unknown = await look(desk, account).then(() => undefined, (thrown: unknown) => thrown);
  return error instanceof ImapUnavailable ? error : assert.fail(String(error));
}

async function asksOnce(desk: Desk): Promise<void> {
  const account = accountOf(desk, 'once');
  assert.ok((await look(desk, account)) > 0);
  assert.ok((await look(desk, account)) > 0);
  assert.deepEqual(desk.program.asked, [{ grant_type: 'client_credentials', client_id: 'courant', client_secret: secret, scope: 'mail' }]);
  await look(desk, account, clockAt(0.9));
  assert.equal(desk.program.asked.length, 1);
  await look(desk, account, clockAt(0.95));
  assert.equal(desk.program.asked.length, 2, 'five minutes before the end of an hour');
}

async function renewsRefused(desk: Desk): Promise<void> {
  const account = accountOf(desk, 'revoked');
  await look(desk, account);
  const before = desk.program.asked.length;
  desk.program.revoke();
  await look(desk, account);
  assert.equal(desk.program.asked.length, before + 1);
}

async function tellsRefusals(desk: Desk): Promise<void> {
  const { program } = desk;
  const before = program.asked.length;
  const other = { ...accountOf(desk, 'other'), user: 'somebody-else' };
  const refused = await fault(desk, other);
  assert.equal(refused.kind, 'token');
  assert.match(refused.message, /^127\.0\.0\.1:\d+ refuses the token of other: Authentication failed\. \(invalid_token\)$/);
  assert.equal(program.asked.length, before + 2, 'one new token, not one after another');
  program.refusals.push({ status: 400, body: '{"error":"invalid_grant","error_description":"AADSTS70008: expired.\\r\\nTrace ID: 0"}' });
  const ended = await fault(desk, accountOf(desk, 'ended'));
  assert.deepEqual([ended.kind, ended.message], ['token', `${new URL(program.tokenUrl).host} gives no token for ended: invalid_grant: AADSTS70008: expired.`]);
  for (const refusal of [{ status: 503, body: 'busy' }, { status: 200, body: '<html>Sign in</html>' }, { status: 302, body: '' }, { status: 400, body: '{"error":"temporarily_unavailable"}' }, { status: 200, body: '{"access_token":"a\\u0001b"}' }]) {
    program.refusals.push(refusal);
    assert.equal((await fault(desk, accountOf(desk, 'later'))).kind, 'unreachable', refusal.body);
  }
  assert.match((await fault(desk, accountOf(desk, 'nowhere', { tokenUrl: 'http://127.0.0.1:1/token' }))).message, /127\.0\.0\.1:1 gives no token for nowhere: it does not answer/);
}

/** Microsoft 365 offers XOAUTH2 alone; other servers know no OAuth at all. */
async function knowsServers(t: TestContext, desk: Desk): Promise<void> {
  const oldForm = await startDovecot(t, { introspectionUrl: desk.program.introspectionUrl, mechanisms: 'xoauth2' });
  assert.ok((await look(desk, accountOf({ ...desk, mail: oldForm }, 'xoauth2'))) > 0);
  const plain = await startDovecot(t);
  const none = await fault(desk, accountOf({ ...desk, mail: plain }, 'plain'));
  assert.deepEqual([none.kind, none.message], ['token', `127.0.0.1:${plain.tlsPort} offers no login that plain could use: neither OAUTHBEARER nor XOAUTH2`]);
}

async function keepsSecrets(desk: Desk): Promise<void> {
  const wrong = await fault(desk, accountOf(desk, 'wrong', { clientSecret: 'not-the-secret-9' }));
  assert.equal(wrong.kind, 'token');
  assert.match(wrong.message, /invalid_client: The secret \*\*\* is none\.$/);
  await look(desk, accountOf(desk, 'once'));
  const rows = await desk.store.query<{ sealed: Buffer | null }>('select sealed from imap_tokens');
  const all = rows.map(({ sealed }) => sealed?.toString('latin1') ?? '').join('');
  assert.ok(all.length > 0);
  for (const word of ['access-', secret, refreshToken]) assert.ok(!all.includes(word), word);
  const before = desk.program.asked.length;
  await look(desk, accountOf(desk, 'once', { scope: 'other' }));
  assert.equal(desk.program.asked.length, before + 1, 'with other settings what was kept is not read');
}

async function rotates(desk: Desk): Promise<void> {
  const { person, store } = desk;
  const account = accountOf(desk, 'person', { tokenUrl: person.tokenUrl, refreshToken });
  const { client } = account.login.kind === 'oauth' ? account.login : assert.fail();
  const ask = (hours: number) => createTokenDesk({ store, clock: clockAt(hours) }).tokenFor('person', client);
  assert.deepEqual([await ask(0), await ask(0), await ask(1), await ask(2)], ['access-1', 'access-1', 'access-2', 'access-3']);
  assert.deepEqual(person.asked.map((form) => form['refresh_token']), [refreshToken, 'refresh-1', 'refresh-2']);
  // Five at once ask once: a refresh token that is used twice would be taken for a stolen one.
  assert.deepEqual(new Set(await Promise.all(Array.from({ length: 5 }, () => ask(3)))), new Set(['access-4']));
  assert.equal(person.asked.length, 4);
  person.refusals.push({ status: 400, body: '{"error":"invalid_grant"}' }, { status: 200, body: '{"access_token":"from-the-set-one"}' });
  assert.equal(await ask(4), 'from-the-set-one');
  assert.deepEqual(person.asked.slice(-2).map((form) => form['refresh_token']), ['refresh-4', refreshToken]);
}
