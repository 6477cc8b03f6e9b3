/** What the settings of an IMAP account mean, and which are refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configSchema } from '../../../src/config.js';
import { toImapAccounts } from '../../../src/feedback/imap/account.js';
import { ImapUnavailable, toUnavailable } from '../../../src/feedback/imap/unavailable.js';

const parse = (feedbackImap: unknown, feedbackImapPassword?: string) => configSchema.safeParse({ feedbackImap, feedbackImapPassword });
const accountOf = (setting: object, password?: string) => toImapAccounts(configSchema.parse({ feedbackImap: [{ name: 'bounces', ...setting }], feedbackImapPassword: password }))[0] ?? assert.fail();

test('TLS is needed unless somebody says otherwise', () => {
  const of = (setting: object) => (({ tls, port, isTlsVerified }) => ({ tls, port, isTlsVerified }))(accountOf(setting, 'secret'));
  assert.deepEqual(of({ url: 'imaps://me@imap.example' }), { tls: 'implicit', port: 993, isTlsVerified: true });
  assert.deepEqual(of({ url: 'imap://me@imap.example' }), { tls: 'starttls', port: 143, isTlsVerified: true });
  assert.deepEqual(of({ url: 'imap://me@imap.example:1143', tls: 'off' }), { tls: 'off', port: 1143, isTlsVerified: true });
  assert.deepEqual(of({ url: 'imaps://me@[::1]', tlsVerify: false }), { tls: 'implicit', port: 993, isTlsVerified: false });
  assert.equal(accountOf({ url: 'imaps://me@[::1]' }, 'secret').host, '::1');
});

test('the password stands in the address, beside it, or is the shared one; the nearest wins', () => {
  const passwordOf = (setting: object, password?: string) => { const { login } = accountOf(setting, password); return login.kind === 'password' ? login.password : login.kind; };
  assert.equal(passwordOf({ url: 'imaps://me:in%40it@imap.example' }, 'shared'), 'in@it');
  assert.equal(passwordOf({ url: 'imaps://me:in@imap.example', password: 'beside' }, 'shared'), 'beside');
  assert.equal(passwordOf({ url: 'imaps://bounces%40example.org@imap.example' }, 'shared'), 'shared');
  assert.equal(accountOf({ url: 'imaps://bounces%40example.org@imap.example' }, 'shared').user, 'bounces@example.org');
  assert.throws(() => accountOf({ url: 'imaps://me@imap.example' }), /bounces of feedbackImap has no password/);
});

test('settings that cannot be right are refused', () => {
  const wrong: readonly [string, unknown][] = [
    ['no user', [{ name: 'a', url: 'imaps://imap.example' }]],
    ['another protocol', [{ name: 'a', url: 'pop3://me@imap.example' }]],
    ['an unknown key', [{ name: 'a', url: 'imaps://me@imap.example', folder: 'INBOX' }]],
    ['two of a name', [{ name: 'a', url: 'imaps://me@imap.example' }, { name: 'a', url: 'imaps://you@imap.example' }]],
    ['read and moved into the same mailbox', [{ name: 'a', url: 'imaps://me@imap.example', mailboxes: ['Courant'] }]],
    ['a password and OAuth', [{ name: 'a', url: 'imaps://me@imap.example', password: 'x', oauth: { provider: 'google', clientId: 'c' } }]],
    ['a password in the address and OAuth', [{ name: 'a', url: 'imaps://me:x@imap.example', oauth: { provider: 'google', clientId: 'c' } }]],
    ['OAuth of nobody', [{ name: 'a', url: 'imaps://me@imap.example', oauth: { clientId: 'c' } }]],
    ['Microsoft without a tenant', [{ name: 'a', url: 'imaps://me@imap.example', oauth: { provider: 'microsoft', clientId: 'c' } }]],
    ['a tenant that leads elsewhere', [{ name: 'a', url: 'imaps://me@imap.example', oauth: { provider: 'microsoft', tenant: 'x/../y', clientId: 'c' } }]],
    ['secrets in the clear', [{ name: 'a', url: 'imaps://me@imap.example', oauth: { tokenUrl: 'http://sso.example/token', clientId: 'c' } }]],
    ['a percent sign in a password that is no escape', [{ name: 'a', url: 'imaps://me:50%off@imap.example' }]],
    ['no JSON', 'imaps://me@imap.example'],
  ];
  for (const [why, value] of wrong) assert.equal(parse(value).success, false, why);
  assert.equal(parse('[{"name":"a","url":"imaps://me@imap.example","junk":false,"moveTo":null}]').success, true, 'JSON of the environment');
});

test('a server that cannot look into its passwords now has not refused this one', () => {
  const account = accountOf({ url: 'imaps://me@imap.example' }, 'secret');
  const kindOf = (more: object) => {
    const told = toUnavailable(account, Object.assign(new Error('Command failed'), more));
    return told instanceof ImapUnavailable ? told.kind : 'not of the server';
  };
  assert.equal(kindOf({ authenticationFailed: true, serverResponseCode: 'AUTHENTICATIONFAILED' }), 'login');
  assert.equal(kindOf({ authenticationFailed: true, serverResponseCode: 'UNAVAILABLE' }), 'unreachable');
  assert.equal(kindOf({ code: 'ECONNREFUSED' }), 'unreachable');
  assert.equal(kindOf({ mailboxMissing: true, responseStatus: 'NO' }), 'mailbox');
  assert.equal(kindOf({}), 'not of the server');
});
