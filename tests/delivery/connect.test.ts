/** Opening a relay: plain, STARTTLS and TLS from the first byte, logins; the socket is ours afterwards. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { configSchema, type Config } from '../../src/config.js';
import { openSession, RelayUnavailable } from '../../src/delivery/connect.js';
import { toRelay } from '../../src/delivery/relay.js';
import { transmit } from '../../src/delivery/transaction.js';

type Server = { readonly port: number; readonly mails: string[] };

async function startServer(t: TestContext, options: SMTPServerOptions): Promise<Server> {
  const mails: string[] = [];
  const server = new SMTPServer({
    logger: false, authOptional: true, disableReverseLookup: true,
    onAuth: (auth, _session, callback) => (auth.username === 'user' && auth.password === 'p@ss word' ? callback(null, { user: 'user' }) : callback(new Error('Invalid login'))),
    onData(stream, _session, callback) {
      let text = '';
      stream.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      stream.on('end', () => { mails.push(text); callback(null, 'taken'); });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const listener = server.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = listener.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, mails };
}

function relay(port: number, scheme: 'smtp' | 'smtps', config: Partial<Config> = {}, login = '') {
  const made = toRelay(configSchema.parse({ relayUrl: `${scheme}://${login}127.0.0.1:${port}`, ...config }));
  assert.ok(made);
  return made;
}

const wire = Buffer.from('Subject: x\r\n\r\nhello\r\n');
const message = { envelopeSender: 'b@x.example', recipient: 'kim@mail.example', wire: [wire], is8Bit: false, mark: async () => 'go' as const };

const ways: readonly [why: string, server: SMTPServerOptions, scheme: 'smtp' | 'smtps', config: Partial<Config>, login: string][] = [
  ['plain', { disabledCommands: ['STARTTLS', 'AUTH'] }, 'smtp', {}, ''],
  ['STARTTLS when offered', { disabledCommands: ['AUTH'] }, 'smtp', { relayTlsVerify: false }, ''],
  ['STARTTLS required, with a login', {}, 'smtp', { relayTls: 'required', relayTlsVerify: false }, 'user:p%40ss%20word@'],
  ['TLS from the first byte, with a login', { secure: true }, 'smtps', { relayTlsVerify: false }, 'user:p%40ss%20word@'],
];

for (const [why, options, scheme, config, login] of ways) {
  test(`two mails over one connection: ${why}`, async (t) => {
    const server = await startServer(t, options);
    const session = await openSession(relay(server.port, scheme, config, login));
    for (let count = 0; count < 2; count += 1) assert.equal((await transmit(session, message, { commandMs: 5_000, replyMs: 5_000 })).kind, 'accepted');
    await session.quit();
    assert.equal(server.mails.length, 2);
  });
}

async function refusal(opening: Promise<unknown>): Promise<RelayUnavailable> {
  return opening.then(() => assert.fail('it should not have opened'), (error: unknown) => {
    assert.ok(error instanceof RelayUnavailable, String(error));
    return error;
  });
}

test('a wrong password is a refused login', async (t) => {
  const server = await startServer(t, { disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
  const error = await refusal(openSession(relay(server.port, 'smtp', {}, 'user:wrong@')));
  assert.equal(error.isLogin, true);
  assert.match(error.message, /refused the login: 535/);
  assert.ok(!error.message.includes('wrong'), 'the password is not told');
});

test('a certificate nobody vouches for is refused unless the settings say otherwise', async (t) => {
  const server = await startServer(t, { secure: true, disabledCommands: ['AUTH'] });
  const error = await refusal(openSession(relay(server.port, 'smtps')));
  assert.equal(error.isLogin, false);
  assert.match(error.message, /certificate|self-signed/i);
});

test('required TLS that is not offered is refused: no password in the clear', async (t) => {
  const server = await startServer(t, { disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
  const error = await refusal(openSession(relay(server.port, 'smtp', { relayTls: 'required' }, 'user:p%40ss%20word@')));
  assert.match(error.message, /TLS/i);
});

test('nobody there: the host and port are named', async () => {
  assert.match((await refusal(openSession(relay(1, 'smtp')))).message, /127\.0\.0\.1:1: .*ECONNREFUSED/);
});

test('with a password TLS is required, but on this machine itself', () => {
  const tlsOf = (url: string): string | undefined => toRelay(configSchema.parse({ relayUrl: url }))?.tls;
  assert.equal(tlsOf('smtp://user:pass@smtp.example.org'), 'required');
  assert.equal(tlsOf('smtp://user:pass@127.0.0.1:2525'), 'auto');
  assert.equal(tlsOf('smtp://smtp.example.org'), 'auto');
});
