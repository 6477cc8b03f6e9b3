/** One SMTP transaction against servers of every temper. The rule under all: before the mark nothing happened to the person, after it silence is doubt. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { openSession } from '../../src/delivery/connect.js';
import type { MarkAnswer, Outcome } from '../../src/delivery/outcome.js';
import { toRelay } from '../../src/delivery/relay.js';
import { transmit } from '../../src/delivery/transaction.js';
import { configSchema } from '../../src/config.js';
import { startScripted, type Script, type Scripted } from './scripted-server.js';

const replyTimeoutMs = 300;
const body = Buffer.from('Subject: x\r\n\r\nhello\r\n');

async function open(server: Scripted) {
  const relay = toRelay(configSchema.parse({ relayUrl: `smtp://127.0.0.1:${server.port}`, ehloName: 'client.example' }));
  assert.ok(relay);
  return openSession(relay);
}

async function run(t: TestContext, script: Script, mark: () => Promise<MarkAnswer> = async () => 'go'): Promise<{ outcome: Outcome; server: Scripted; isClosed: boolean }> {
  const server = await startScripted(t, script);
  const session = await open(server);
  t.after(() => session.destroy());
  const outcome = await transmit(session, { envelopeSender: 'b-x@bounces.example', recipient: 'kim@mail.example', wire: [body], is8Bit: true, mark }, { commandMs: 5_000, replyMs: replyTimeoutMs });
  return { outcome, server, isClosed: session.isClosed };
}

const temper: readonly [why: string, script: Script, expected: Partial<Outcome> & { kind: Outcome['kind'] }][] = [
  ['taken', {}, { kind: 'accepted' }],
  ['RCPT refused', { RCPT: '550 5.1.1 no' }, { kind: 'refused', phase: 'rcpt', wasOffered: false } as Partial<Outcome> & { kind: 'refused' }],
  ['MAIL refused', { MAIL: '550 no', RCPT: '503 bad sequence', DATA: '503 bad sequence' }, { kind: 'refused', phase: 'mail', wasOffered: false } as Partial<Outcome> & { kind: 'refused' }],
  ['DATA refused', { DATA: '554 no' }, { kind: 'refused', phase: 'data', wasOffered: false } as Partial<Outcome> & { kind: 'refused' }],
  ['421 at RCPT', { RCPT: '421 4.7.0 slow down', DATA: '421 bye' }, { kind: 'not_offered', phase: 'rcpt' } as Partial<Outcome> & { kind: 'not_offered' }],
  ['closed at MAIL', { MAIL: 'close' }, { kind: 'not_offered' }],
  ['closed at DATA', { DATA: 'close' }, { kind: 'not_offered' }],
  ['451 after the dot', { dot: '451 later' }, { kind: 'refused', phase: 'dot', wasOffered: true } as Partial<Outcome> & { kind: 'refused' }],
  ['554 after the dot', { dot: '554 spam' }, { kind: 'refused', phase: 'dot', wasOffered: true } as Partial<Outcome> & { kind: 'refused' }],
  ['silence after the dot', { dot: undefined }, { kind: 'in_doubt', cause: 'timeout' } as Partial<Outcome> & { kind: 'in_doubt' }],
  ['closed after the dot', { dot: 'close' }, { kind: 'in_doubt', cause: 'close' } as Partial<Outcome> & { kind: 'in_doubt' }],
  ['garbage after the dot', { dot: '<html>' }, { kind: 'in_doubt', cause: 'garbage' } as Partial<Outcome> & { kind: 'in_doubt' }],
  ['a 354 after the dot is no answer either', { dot: '354 go on' }, { kind: 'in_doubt', cause: 'garbage' } as Partial<Outcome> & { kind: 'in_doubt' }],
];

for (const pipelining of [true, false]) {
  const ehlo = pipelining ? {} : { EHLO: '250-test\r\n250 8BITMIME' };
  for (const [why, script, expected] of temper) {
    test(`${why}${pipelining ? '' : ', without pipelining'}: ${expected.kind}`, async (t) => {
      const { outcome } = await run(t, { ...ehlo, ...script });
      for (const [key, value] of Object.entries(expected)) assert.equal((outcome as Record<string, unknown>)[key], value, key);
    });
  }
}

test('the envelope goes out in one group, the body only after 354', async (t) => {
  const { server } = await run(t, {});
  const group = server.chunks.find((chunk) => chunk.startsWith('MAIL'));
  assert.equal(group, 'MAIL FROM:<b-x@bounces.example> BODY=8BITMIME\r\nRCPT TO:<kim@mail.example>\r\nDATA\r\n');
});

test('a recipient beyond ASCII is named in UTF-8, and MAIL says SMTPUTF8 and 8BITMIME', async (t) => {
  const server = await startScripted(t, { EHLO: '250-test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8' });
  const session = await open(server);
  t.after(() => session.destroy());
  assert.equal(session.hasSmtpUtf8, true);
  await transmit(session, { envelopeSender: 'b-x@bounces.example', recipient: '김민지@mail.example', wire: [body], is8Bit: false, mark: async () => 'go' }, { commandMs: 5_000, replyMs: 5_000 });
  assert.equal(server.chunks.find((chunk) => chunk.startsWith('MAIL')), 'MAIL FROM:<b-x@bounces.example> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<김민지@mail.example>\r\nDATA\r\n');
});

test('SMTPUTF8 without 8BITMIME is no offer (RFC 6531 3.1)', async (t) => {
  const session = await open(await startScripted(t, { EHLO: '250-test\r\n250 SMTPUTF8' }));
  t.after(() => session.destroy());
  assert.equal(session.hasSmtpUtf8, false);
});

test('the mark is written after 354 and before the first byte of the body', async (t) => {
  const order: string[] = [];
  await run(t, { onData: () => order.push('354'), onBodyByte: () => order.push('body') }, async () => {
    order.push('mark begins');
    await new Promise((resolve) => setTimeout(resolve, 30));
    order.push('mark is durable');
    return 'go';
  });
  assert.deepEqual(order.slice(0, 4), ['354', 'mark begins', 'mark is durable', 'body']);
});

for (const refusal of ['unsubscribe', 'suppression', 'paused', 'fenced'] as const) {
  test(`when the mark says "${refusal}" not one byte of the body leaves, and the connection is closed`, async (t) => {
    const { outcome, server, isClosed } = await run(t, {}, async () => refusal);
    assert.deepEqual(outcome, { kind: 'withheld', refusal });
    assert.equal(isClosed, true);
    assert.ok(!server.heard.includes('hello'));
    assert.ok(!server.heard.includes('.'));
  });
}

test('nobody is marked when the envelope was refused', async (t) => {
  let marks = 0;
  await run(t, { RCPT: '550 no' }, async () => { marks += 1; return 'go'; });
  assert.equal(marks, 0);
});

test('a 354 to an envelope without a recipient is left, not answered by an empty mail (RFC 2920)', async (t) => {
  const { server, isClosed } = await run(t, { RCPT: '550 no', DATA: '354 go' });
  assert.equal(isClosed, true);
  assert.ok(!server.heard.includes('.'));
});

test('after a refusal the connection is reset and used again', async (t) => {
  const { server, isClosed } = await run(t, { RCPT: '550 no', DATA: '554 no valid recipients' });
  assert.equal(isClosed, false);
  assert.ok(server.heard.includes('RSET'));
});

test('a body that ends in a line end gets no empty line before the final dot', async (t) => {
  const { server } = await run(t, {});
  assert.deepEqual(server.heard.slice(-4), ['Subject: x', '', 'hello', '.']);
});
