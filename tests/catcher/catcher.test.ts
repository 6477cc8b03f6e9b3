import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { createTransport } from 'nodemailer';
import { readCatcherLog, verdictOf } from '../../src/catcher/catcher-log.js';
import { systemClock } from '../../src/clock.js';
import { UserError } from '../../src/errors.js';
import { envelope, message, openCatcher, openClient, type RawClient } from './support.js';

async function converse(client: RawClient, recipient: string, text = message()): Promise<(string | null)[]> {
  client.write(envelope(recipient));
  const replies = [await client.reply(), await client.reply(), await client.reply()];
  if (replies[2]?.startsWith('354') === true) {
    client.write(text + '.\r\n');
    replies.push(await client.reply());
  } else if (replies[2] !== null) {
    client.write('RSET\r\n');
    await client.reply();
  }
  return replies;
}

async function tryOnce(t: TestContext, recipient: string): Promise<string | null | undefined> {
  const { catcher } = await openCatcher(t);
  const replies = (await converse(await openClient(t, catcher.port), recipient)).filter((reply) => !reply?.startsWith('503'));
  const last = replies.at(-1);
  return last === null && replies.at(-2)?.startsWith('421') === true ? replies.at(-2) : last;
}

// the catcher is a real SMTP server
test('announces what it can', async (t) => {
  const { catcher } = await openCatcher(t);
  const client = await openClient(t, catcher.port);
  client.write('EHLO again.example\r\n');
  const features = (await client.reply())?.split('\n').map((line) => line.slice(4)) ?? [];
  for (const feature of ['PIPELINING', '8BITMIME', 'SMTPUTF8']) assert.ok(features.includes(feature), feature);
  assert.ok(features.some((feature) => /^SIZE \d+$/.test(feature)));
  assert.ok(!features.some((feature) => /^(STARTTLS|AUTH)/.test(feature)));
});

test('takes a pipelined envelope, and the next one right behind the final dot', async (t) => {
  const { catcher } = await openCatcher(t);
  const client = await openClient(t, catcher.port);
  client.write(envelope('one@mail.example'));
  for (const code of ['250', '250', '354']) assert.equal((await client.reply())?.slice(0, 3), code);
  client.write(`${message({ messageId: '1@x' })}.\r\n${envelope('two@mail.example')}`);
  for (const code of ['250', '250', '250', '354']) assert.equal((await client.reply())?.slice(0, 3), code);
  client.write(`${message({ messageId: '2@x' })}.\r\nQUIT\r\n`);
  for (const code of ['250', '221']) assert.equal((await client.reply())?.slice(0, 3), code);
  const log = await readCatcherLog(catcher.logPath);
  assert.deepEqual(log.map(({ recipient, messageId, transaction, code }) => ({ recipient, messageId, transaction, code })), [
    { recipient: 'one@mail.example', messageId: '1@x', transaction: 1, code: 250 },
    { recipient: 'two@mail.example', messageId: '2@x', transaction: 2, code: 250 },
  ]);
});

test('keeps a mail as it was received, with stuffed dots taken out', async (t) => {
  const { catcher } = await openCatcher(t);
  const body = '.first\r\n..\r\nlast 🦉';
  await converse(await openClient(t, catcher.port), 'one@mail.example', message({ body: body.replace(/^\./gm, '..') }));
  const [entry] = catcher.mails().entries;
  assert.ok(entry);
  const raw = await catcher.rawOf(entry.n);
  assert.equal(raw?.toString(), message({ body }));
  assert.equal(entry.sha256, createHash('sha256').update(message({ body })).digest('hex'));
  assert.equal(entry.size, Buffer.byteLength(message({ body })));
  assert.equal(await catcher.rawOf(99), undefined);
});

test('takes mail of nodemailer, with a subject in Korean', async (t) => {
  const { catcher } = await openCatcher(t);
  const transport = createTransport({ host: '127.0.0.1', port: catcher.port, ignoreTLS: true });
  await transport.sendMail({ from: 'a@news.example', to: ['김민지 <minji@mail.example>', 'b@mail.example'], subject: '노동자 연대 주간 소식 — 제134호, 아주 긴 제목이 여러 줄로 나뉜다', text: 'x' });
  transport.close();
  assert.deepEqual(catcher.mails().entries.map((entry) => [entry.recipient, entry.subject]), [
    ['b@mail.example', '노동자 연대 주간 소식 — 제134호, 아주 긴 제목이 여러 줄로 나뉜다'],
    ['minji@mail.example', '노동자 연대 주간 소식 — 제134호, 아주 긴 제목이 여러 줄로 나뉜다'],
  ]);
});

test('refuses a message larger than announced, without keeping it in memory', async (t) => {
  const { catcher } = await openCatcher(t, { sizeLimit: 2000 });
  const replies = await converse(await openClient(t, catcher.port), 'one@mail.example', message({ body: 'x'.repeat(5000) }));
  assert.match(replies[3] ?? '', /^552 5\.3\.4 /);
  assert.equal(catcher.mails({ isKept: true }).total, 0);
});

test('lets only the right login in, when one is asked for', async (t) => {
  const { catcher } = await openCatcher(t, { auth: { user: 'courant', password: 'right' } });
  const send = async (pass: string): Promise<unknown> => {
    const transport = createTransport({ host: '127.0.0.1', port: catcher.port, ignoreTLS: true, auth: { user: 'courant', pass } });
    return transport.sendMail({ from: 'a@news.example', to: 'b@mail.example', text: 'x' }).finally(() => transport.close());
  };
  await assert.rejects(send('wrong'), { code: 'EAUTH', responseCode: 535 });
  await send('right');
  assert.equal(catcher.mails().total, 1);
});

test('offers STARTTLS when asked to', async (t) => {
  const { catcher } = await openCatcher(t, { startTls: true });
  const transport = createTransport({ host: '127.0.0.1', port: catcher.port, requireTLS: true, tls: { rejectUnauthorized: false } });
  await transport.sendMail({ from: 'a@news.example', to: 'b@mail.example', text: 'x' });
  transport.close();
  assert.equal(catcher.mails().total, 1);
});

test('says which port is taken', async (t) => {
  const { catcher } = await openCatcher(t);
  await assert.rejects(openCatcher(t, { port: catcher.port }), (error) => error instanceof UserError && error.code === 'port-busy');
});

// an outcome is forced by the word behind the last plus
const firstReplies: readonly [recipient: string, reply: RegExp | null, why: string][] = [
  ['minji.kim@mail.example', /^250 2\.0\.0 /, 'no word'],
  ['minji+news@mail.example', /^250 2\.0\.0 /, 'a word that is none of ours'],
  ['minji+refuse@mail.example', /^550 5\.1\.1 <minji\+refuse@mail\.example>/, 'no such user'],
  ['minji+news+Refuse@mail.example', /^550 5\.1\.1 /, 'the last word, in any case'],
  ['minji+later@mail.example', /^451 4\.7\.1 /, 'greylisting'],
  ['minji+full@mail.example', /^452 4\.2\.2 /, 'mailbox full'],
  ['minji+policy@mail.example', /^554 5\.7\.1 /, 'policy'],
  ['minji+421@mail.example', /^421 4\.7\.0 /, 'slow down'],
  ['minji+data4@mail.example', /^451 4\.3\.0 /, 'put off after the dot'],
  ['minji+data5@mail.example', /^554 5\.7\.1 /, 'refused after the dot'],
  ['minji+close@mail.example', null, 'dropped after the dot'],
  ['minji+cut@mail.example', null, 'dropped in the message'],
  ['minji+garbage@mail.example', /^<html>/, 'no reply at all'],
  ['minji+bounce@mail.example', /^250 2\.0\.0 /, 'bounces later'],
];
for (const [recipient, reply, why] of firstReplies) {
  test(`${recipient}: ${why}`, async (t) => {
    const last = await tryOnce(t, recipient);
    if (reply === null) assert.ok(last === null || last === undefined, String(last));
    else assert.match(last ?? '', reply);
  });
}

test('greylisting, 421, 4xx after the dot and a cut pass at the second try, per sender', async (t) => {
  const { catcher } = await openCatcher(t);
  for (const word of ['later', '421', 'data4', 'cut']) {
    await converse(await openClient(t, catcher.port), `a+${word}@mail.example`);
    const replies = await converse(await openClient(t, catcher.port), `a+${word}@mail.example`);
    assert.match(replies[3] ?? '', /^250 /, word);
  }
  const codes = (await readCatcherLog(catcher.logPath)).map(({ outcome, phase, code, isComplete }) => [outcome, phase, code, isComplete]);
  assert.deepEqual(codes, [
    ['later', 'rcpt', 451, false], ['later', 'data', 250, true],
    ['421', 'rcpt', 421, false], ['421', 'data', 250, true],
    ['data4', 'data', 451, true], ['data4', 'data', 250, true],
    ['cut', 'data', null, false], ['cut', 'data', 250, true],
  ]);
});

test('a slow reply comes late, a hung one never, and both mails are kept', async (t) => {
  const { catcher } = await openCatcher(t, { rules: [{ word: 'slow', meaning: 'a little late', act: { at: 'dot', kind: 'delay', ms: 120 } }] });
  const client = await openClient(t, catcher.port);
  const before = performance.now();
  assert.match((await converse(client, 'a+slow@mail.example'))[3] ?? '', /^250/);
  assert.ok(performance.now() - before >= 110);
  client.write(envelope('a+hang@mail.example'));
  for (let count = 0; count < 3; count += 1) await client.reply();
  client.write(message() + '.\r\n');
  assert.equal(await Promise.race([client.reply(), systemClock.sleep(150).then(() => 'silence')]), 'silence');
  assert.deepEqual(catcher.mails().entries.map(verdictOf), ['unanswered', 'accepted']);
  assert.equal(catcher.mails({ isKept: true }).total, 2);
});

// the log is the oracle
test('has a line for a refused recipient, a deferred one and a taken mail, in order', async (t) => {
  const { catcher } = await openCatcher(t);
  const client = await openClient(t, catcher.port);
  for (const word of ['refuse', 'later', 'data5', 'none']) await converse(client, `a+${word}@mail.example`);
  const log = await readCatcherLog(catcher.logPath);
  assert.deepEqual(log.map((entry) => [entry.n, entry.phase, verdictOf(entry), entry.isComplete, entry.kept !== null]), [
    [1, 'rcpt', 'refused', false, false],
    [2, 'rcpt', 'deferred', false, false],
    [3, 'data', 'refused', true, false],
    [4, 'data', 'accepted', true, true],
  ]);
  assert.ok(log.every((entry, index) => index === 0 || entry.at >= (log[index - 1]?.at ?? 0)));
  assert.ok((log[3]?.bodyStartedAt ?? Infinity) <= (log[3]?.at ?? 0));
  assert.equal(log[3]?.sender, 'bounce-1@news.example');
});

test('knows a transfer that the client cut', async (t) => {
  const { catcher } = await openCatcher(t);
  const client = await openClient(t, catcher.port);
  client.write(envelope('a@mail.example'));
  for (let count = 0; count < 3; count += 1) await client.reply();
  client.write(message({ body: 'half a b' }).trimEnd());
  await systemClock.sleep(50);
  client.destroy();
  await catcher.settled();
  const [entry] = catcher.mails().entries;
  assert.deepEqual([entry?.isComplete, entry?.code, entry?.sha256, entry?.messageId, entry?.kept], [false, null, null, 'one@test.example', null]);
});

test('knows a transfer that was cut by closing the catcher, and closes in time', async (t) => {
  const { catcher } = await openCatcher(t);
  const client = await openClient(t, catcher.port);
  await openClient(t, catcher.port); // an idle one must not hold it up
  client.write(envelope('a@mail.example'));
  for (let count = 0; count < 3; count += 1) await client.reply();
  client.write('Subject: never ends\r\n');
  await systemClock.sleep(20);
  const before = performance.now();
  await catcher.close();
  assert.ok(performance.now() - before < 4000);
  const [entry] = await readCatcherLog(catcher.logPath);
  assert.deepEqual([entry?.isComplete, entry?.code, entry?.phase], [false, null, 'data']);
});

test('closing waits for the message that is coming in', async (t) => {
  const { catcher } = await openCatcher(t);
  const client = await openClient(t, catcher.port);
  client.write(envelope('a@mail.example'));
  for (let count = 0; count < 3; count += 1) await client.reply();
  const closed = catcher.close();
  client.write(message() + '.\r\n');
  assert.match((await client.reply()) ?? '', /^250/);
  await closed;
  assert.equal((await readCatcherLog(catcher.logPath))[0]?.code, 250);
});

test('goes on behind an earlier run, also behind one that was killed while writing', async (t) => {
  const first = await openCatcher(t);
  await converse(await openClient(t, first.catcher.port), 'a@mail.example', message({ messageId: '1@x' }));
  await first.catcher.close();
  await appendFile(first.catcher.logPath, '{"n":2,"at":17');
  const second = await openCatcher(t, { folder: first.folder });
  await converse(await openClient(t, second.catcher.port), 'b@mail.example', message({ messageId: '2@x' }));
  assert.deepEqual((await readCatcherLog(second.catcher.logPath)).map(({ n, messageId }) => [n, messageId]), [[1, '1@x'], [2, '2@x']]);
  assert.equal((await second.catcher.rawOf(1))?.toString(), message({ messageId: '1@x' }));
  assert.equal((await second.catcher.rawOf(2))?.toString(), message({ messageId: '2@x' }));
});
