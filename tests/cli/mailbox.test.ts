/** The mailbox on the command line: fetched, looked into by doctor, read all the time by the server, and its password shown to nobody. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { mainFile, runHere, type Said } from '../support/command.js';
import { dovecotProgram, startDovecot } from '../support/dovecot.js';
import { findProgram, skipUnless } from '../support/require.js';
import { openWorld } from '../support/world.js';
import { until } from '../support/until.js';

const mail = (subject: string): string => `From: <a@mail.example>\r\nTo: <b@mail.example>\r\nSubject: ${subject}\r\n\r\nHello.\r\n`;

test('a mailbox is fetched by command, looked into by doctor, and read by `courant start`', async (t) => {
  if (skipUnless(t, dovecotProgram !== undefined && findProgram('openssl') !== undefined, 'dovecot (Debian: dovecot-imapd) and openssl')) return;
  const [world, server] = [await openWorld(t), await startDovecot(t)];
  const account = (name: string) => ({ name, url: `imaps://${name}@127.0.0.1:${server.tlsPort}`, tlsVerify: false });
  const environment = {
    DATABASE_URL: world.databaseUrl, COURANT_RELAY_URL: String(world.config.relayUrl),
    COURANT_FEEDBACK_IMAP: JSON.stringify([account('one'), { ...account('two'), password: 'wrong-one' }]), COURANT_FEEDBACK_IMAP_PASSWORD: server.password,
  };
  const courant = (...words: string[]): Promise<Said> => runHere(words, environment);
  const client = await server.connect('one');
  await client.append('INBOX', mail('first'));

  const fetched = await courant('feedback', 'fetch');
  assert.equal(fetched.code, 1, 'one account refuses the login');
  assert.match(fetched.out, /one +INBOX +1 kept +0 known before +0 left there/);
  assert.match(fetched.err, /refuses the login of two: .*\[mailbox-unreachable\]/);
  assert.equal((await courant('feedback', 'fetch', '--account', 'three')).code, 2);

  const shown = await courant('config', 'show');
  assert.match(shown.out, /feedbackImapPassword +\*\*\*/);
  assert.ok(!shown.out.includes('wrong-one') && !shown.out.includes(server.password), shown.out);

  const doctor = await courant('doctor');
  assert.match(doctor.out, /ok +mailbox one +one at 127\.0\.0\.1:\d+: INBOX \(0 there\), Junk \(0 there\); then moved to Courant; last read/);
  assert.match(doctor.out, /error +mailbox two +.*refuses the login/);

  const child = spawn(process.execPath, [mainFile, 'start', '--only', 'feedback'], { env: { PATH: process.env['PATH'], ...environment }, stdio: 'ignore' });
  t.after(async () => void child.kill('SIGKILL'));
  await client.append('INBOX', mail('second'));
  await until('the server to read the mailbox', async () => {
    const status = await client.status('Courant', { messages: true });
    return status !== false && status.messages === 2;
  });
  assert.match((await courant('feedback', 'fetch', '--account', 'one')).out, /one +is read by another process/);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0, 'it stops gracefully');
});
