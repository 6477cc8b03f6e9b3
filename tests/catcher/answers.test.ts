import assert from 'node:assert/strict';
import { once } from 'node:events';
import test, { type TestContext } from 'node:test';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { renderAnswer } from '../../src/catcher/answers.js';
import type { AnsweredMail } from '../../src/catcher/dsn.js';
import type { Answer } from '../../src/catcher/outcomes.js';
import { message, openCatcher } from './support.js';

type Heard = { readonly sender: string; readonly recipient: string; readonly raw: Buffer };

/** A feedback listener that only listens. `port` 0: any. */
async function openListener(t: TestContext, port = 0): Promise<{ port: number; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'], logger: false, disableReverseLookup: true,
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        heard.push({ sender: mailFrom === false ? '?' : mailFrom.address, recipient: rcptTo[0]?.address ?? '?', raw: Buffer.concat(chunks) });
        callback();
      });
    },
  });
  const listener = server.listen(port, '127.0.0.1');
  await once(listener, 'listening');
  t.after(() => new Promise<void>((resolve) => server.close(resolve)));
  const address = listener.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, heard };
}

async function sendTo(port: number, recipients: readonly string[]): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, pool: true });
  await Promise.all(recipients.map((recipient, index) => transport.sendMail({ raw: message({ messageId: `${index}@news.example` }), envelope: { from: `b+${index}@bounce.example`, to: recipient } })));
  transport.close();
}

const answered: AnsweredMail = {
  sender: 'b+token@bounce.example',
  recipient: '민지@mail.example',
  raw: Buffer.from(message({ subject: '=?UTF-8?B?7KO86rCEIOyGjOyLnQ==?=', messageId: 'm1@news.example', body: '--a\r\n.\r\nFrom x\r\n안녕' })),
  arrivedAt: new Date('2026-11-22T09:00:00Z'),
  now: new Date('2026-11-22T09:00:05Z'),
  unique: '0123456789abcdef',
};

test('what is owed is sent from the null sender to the envelope sender of the mail', async (t) => {
  const { port, heard } = await openListener(t);
  const { catcher } = await openCatcher(t, { feedback: { host: '127.0.0.1', port }, answerAfterMs: 0 });
  await sendTo(catcher.port, ['a+bounce@mail.example', 'b+fullbox@mail.example', 'c+complain@mail.example', 'd+away@mail.example', 'e@mail.example', 'f+data5x@mail.example']);
  await catcher.settled();
  assert.deepEqual(heard.map(({ recipient }) => recipient).toSorted(), [0, 1, 2, 3].map((index) => `b+${index}@bounce.example`));
  assert.ok(heard.every(({ sender }) => sender === ''));
});

test('a mail from the null sender is never answered', async (t) => {
  const { port, heard } = await openListener(t);
  const { catcher } = await openCatcher(t, { feedback: { host: '127.0.0.1', port }, answerAfterMs: 0 });
  const transport = createTransport({ host: '127.0.0.1', port: catcher.port, ignoreTLS: true });
  await transport.sendMail({ raw: message(), envelope: { from: '', to: 'a+bounce@mail.example' } });
  transport.close();
  await catcher.settled();
  assert.equal(catcher.mails().total, 1);
  assert.equal(heard.length, 0);
});

test('an answer waits for a listener that is not there yet', async (t) => {
  const probe = createTransport({ host: '127.0.0.1', port: 1 });
  probe.close();
  const { port } = await openCatcher(t).then(async ({ catcher }) => { await catcher.close(); return catcher; });
  const { catcher } = await openCatcher(t, { feedback: { host: '127.0.0.1', port }, answerAfterMs: 0 });
  await sendTo(catcher.port, ['a+bounce@mail.example']);
  const { heard } = await openListener(t, port);
  await catcher.settled();
  assert.equal(heard.length, 1);
});

test('closing drops the answers that wait', async (t) => {
  const { port, heard } = await openListener(t);
  const { catcher } = await openCatcher(t, { feedback: { host: '127.0.0.1', port }, answerAfterMs: 60_000 });
  await sendTo(catcher.port, ['a+bounce@mail.example']);
  await catcher.close();
  assert.equal(heard.length, 0);
});

const bounces: readonly [answer: Answer, status: string, text: RegExp][] = [
  ['user-unknown', '5.1.1', /550 5\.1\.1 .*User unknown/s],
  ['mailbox-full', '5.2.2', /552 5\.2\.2 .*Mailbox is full/s],
];
for (const [answer, status, text] of bounces) {
  test(`a bounce (${answer}) is a well-formed delivery status notification`, async () => {
    const raw = renderAnswer({ ...answered, recipient: 'minji@mail.example' }, answer);
    const mail = await simpleParser(raw);
    assert.match(String(mail.headerLines.find(({ key }) => key === 'content-type')?.line), /multipart\/report; report-type=delivery-status/);
    assert.match(mail.text ?? '', /could not\s+be delivered/);
    assert.match(mail.text?.replace(/\s+/g, ' ') ?? '', text);
    const fields = statusFields(raw);
    assert.equal(fields.get('Final-Recipient'), 'rfc822; minji@mail.example');
    assert.equal(fields.get('Action'), 'failed');
    assert.equal(fields.get('Status'), status);
    assert.match(fields.get('Diagnostic-Code') ?? '', text);
    assert.match(fields.get('Reporting-MTA') ?? '', /^dns; mx\.mail\.example$/);
    assert.match(raw.toString(), /Content-Type: text\/rfc822-headers\r\n\r\nReturn-Path: <b\+token@bounce\.example>\r\nFrom: /);
    assert.match(raw.toString(), /^Message-ID: <m1@news\.example>\r$/m);
    assert.doesNotMatch(raw.toString(), /안녕/, 'headers only');
  });
}

test('a bounce of a recipient beyond ASCII is an internationalized report (RFC 6533)', () => {
  const raw = renderAnswer(answered, 'user-unknown').toString();
  assert.match(raw, /report-type=global-delivery-status;/);
  assert.match(raw, /Content-Type: message\/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n/);
  assert.match(raw, /Content-Type: message\/global-headers\r\n/);
  assert.match(raw, /^Final-Recipient: utf-8; 민지@mail\.example\r$/m);
});

test('a complaint carries the feedback report and the whole message, byte by byte', async () => {
  const raw = renderAnswer(answered, 'complaint');
  const mail = await simpleParser(raw);
  assert.equal(mail.subject, 'FW: 주간 소식');
  assert.match(raw.toString(), /Content-Type: message\/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: Courant-Catcher\/1\r\nVersion: 1\r\n/);
  assert.match(raw.toString(), /^Original-Rcpt-To: <민지@mail\.example>\r$/m);
  assert.ok(raw.includes(answered.raw));
});

test('a vacation reply says that it is one and which mail it answers', async () => {
  const mail = await simpleParser(renderAnswer(answered, 'vacation'));
  assert.equal(mail.headers.get('auto-submitted'), 'auto-replied (vacation)');
  assert.equal(mail.inReplyTo, '<m1@news.example>');
  assert.equal(mail.subject, 'Auto: 주간 소식');
});

test('nothing in a caught mail can add a field to its bounce', () => {
  const hostile = { ...answered, recipient: 'a@x.example\r\nStatus: 2.0.0\r\n\r\n--0123', sender: 'b@x.example\nBcc: c@x.example' };
  for (const answer of ['user-unknown', 'complaint', 'vacation'] as const) {
    assert.doesNotMatch(renderAnswer(hostile, answer).toString().split('Return-Path')[0] ?? '', /^(Status: 2\.0\.0|Bcc:)/m, answer);
  }
});

/** The fields of the delivery-status part. */
function statusFields(raw: Buffer): Map<string, string> {
  const part = /message\/delivery-status\r\n\r\n([\s\S]*?)\r\n--/.exec(raw.toString())?.[1] ?? '';
  return new Map(part.split(/(?:\r\n)+/).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
}
