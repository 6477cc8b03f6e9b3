/** `courant feedback parse` as the admin meets it: files, folders, mailbox files, the standard input, and what is no message. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCourant, runHere } from '../support/command.js';

const bounce = (name: string, words: string): string => `From: MAILER-DAEMON@mx.example.com\nSubject: failure notice\nReturn-Path: <>\n\n<${name}@example.net>:\n${words}\n`;
const mailbox = ['cat', 'dog'].map((name) => `From MAILER-DAEMON Tue Mar  3 08:00:00 2026\n${bounce(name, '552 5.2.2 Mailbox full')}\n`).join('');

const folder = await mkdtemp(join(tmpdir(), 'courant-parse-'));
after(() => rm(folder, { recursive: true, force: true }));
await mkdir(join(folder, 'new'));
await writeFile(join(folder, 'a.eml'), bounce('cat', '550 5.1.1 User unknown'));
await writeFile(join(folder, 'empty.eml'), '');
await writeFile(join(folder, 'garbage'), Buffer.from(Array.from({ length: 3_000 }, (_, index) => (index * 37) % 256)));
await writeFile(join(folder, 'new', 'two.mbox'), mailbox);
await symlink(folder, join(folder, 'loop'));

const lines = (out: string): Record<string, unknown>[] => out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

test('one JSON line for each recipient, with the keys that are promised, in their order', async () => {
  const { code, out } = await runHere(['feedback', 'parse', join(folder, 'a.eml'), '--json']);
  assert.equal(code, 0);
  assert.equal(out, `${JSON.stringify({ file: join(folder, 'a.eml'), recipient: 'cat@example.net', kind: 'hard', bucket: 'invalid', reason: 'userunknown', status: '5.1.1', replyCode: '550', action: null, source: 'text' })}\n`);
});

test('a folder is read with all below it; what is no message is no bounce; a link in a circle ends', async () => {
  const { code, out } = await runHere(['feedback', 'parse', folder, '--json']);
  assert.equal(code, 0);
  assert.deepEqual(lines(out).map(({ file, recipient, kind }) => [String(file).slice(folder.length + 1), recipient, kind]), [
    ['a.eml', 'cat@example.net', 'hard'], ['empty.eml', null, 'notbounce'], ['garbage', null, 'notbounce'],
    ['new/two.mbox', 'cat@example.net', 'soft'], ['new/two.mbox#2', 'dog@example.net', 'soft'],
  ]);
});

test('people read the message\'s name, a table, the words, and a sum', async () => {
  const { out } = await runHere(['feedback', 'parse', join(folder, 'a.eml'), join(folder, 'empty.eml')]);
  assert.match(out, /a\.eml\n {2}cat@example\.net {2}hard {2}invalid {2}userunknown {2}550 5\.1\.1 {2}550 5\.1\.1 User unknown\n/);
  assert.match(out, /empty\.eml \(empty\)\n/);
  assert.match(out, /^2 messages: 1 hard, 1 notbounce$/m);
});

test('the standard input is read too', async () => {
  assert.deepEqual(lines((await runCourant(['feedback', 'parse', '-', '--json'], {}, mailbox)).out).map(({ recipient }) => recipient), ['cat@example.net', 'dog@example.net']);
});

test('a file that is not there is told before anything is read', async () => {
  const { out, err } = await runHere(['feedback', 'parse', join(folder, 'a.eml'), join(folder, 'missing.eml')]);
  assert.equal(out, '');
  assert.match(err, /\[not-found\]/);
});
