/**
 * The next envelope behind the final dot (RFC 2920), against servers of every temper. Whatever becomes of the mail in front, the one behind is
 * offered whole or not at all, and no reply is taken for another's.
 */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { configSchema } from '../../src/config.js';
import { openSession } from '../../src/delivery/connect.js';
import type { BehindDot, MarkAnswer, Outcome } from '../../src/delivery/outcome.js';
import { toRelay } from '../../src/delivery/relay.js';
import type { SmtpSession } from '../../src/delivery/session.js';
import { transmit } from '../../src/delivery/transaction.js';
import { startScripted, type Script, type Scripted } from './scripted-server.js';

const patience = { commandMs: 400, replyMs: 300 };

type Pair = { readonly front: Outcome; readonly behind: Outcome; readonly faults: readonly (BehindDot | undefined)[]; readonly server: Scripted; readonly isClosed: boolean; readonly order: readonly string[] };

/** Two mails over one connection, the second begun as soon as the first one's final dot is written. */
async function sendTwo(t: TestContext, script: Script, markBehind: MarkAnswer = 'go'): Promise<Pair> {
  const server = await startScripted(t, script);
  const relay = toRelay(configSchema.parse({ relayUrl: `smtp://127.0.0.1:${server.port}`, ehloName: 'client.example' }));
  assert.ok(relay);
  const session = await openSession(relay);
  t.after(() => session.destroy());
  const faults: (BehindDot | undefined)[] = [];
  const order: string[] = [];
  const send = (name: string, session: SmtpSession, mark: MarkAnswer, onBody: () => void): Promise<Outcome> => transmit(session, {
    envelopeSender: `b-${name}@bounces.example`, recipient: `${name}@mail.example`, wire: [Buffer.from(`Subject: ${name}\r\n\r\nbody of ${name}\r\n`)], is8Bit: true,
    mark: async () => { order.push(`mark ${name}`); return mark; }, onBody, onBehindDot: (fault) => faults.push(fault),
  }, patience).then((outcome) => { order.push(`${outcome.kind} ${name}`); return outcome; });
  let following: Promise<Outcome> | undefined;
  const front = await send('front', session, 'go', () => { following = send('behind', session, markBehind, () => undefined); });
  assert.ok(following, 'the final dot was written');
  return { front, behind: await following, faults, server, isClosed: session.isClosed, order };
}

const takenLate = '250 2.0.0 taken';

const tempers: readonly [why: string, script: Script, front: string, behind: string, fault: BehindDot | undefined][] = [
  ['both taken', {}, 'accepted', 'accepted', undefined],
  ['answers only after a pause', { dotPauseMs: 100 }, 'accepted', 'accepted', undefined],
  ['the first put off', { nth: { dot: ['451 later'] } }, 'refused dot', 'accepted', undefined],
  ['the first refused', { nth: { dot: ['554 spam'] } }, 'refused dot', 'accepted', undefined],
  ['421 to the first and good-bye', { nth: { dot: ['421 closing'] } }, 'refused dot', 'not_offered mail', 'cut-off'],
  ['closed instead of an answer', { nth: { dot: ['close'] } }, 'in_doubt close', 'not_offered mail', 'cut-off'],
  ['garbage instead of an answer', { nth: { dot: ['<html>'] } }, 'in_doubt garbage', 'not_offered mail', 'cut-off'],
  ['silence, though the next envelope is read', { nth: { dot: [undefined], MAIL: ['250 ok', undefined], RCPT: ['250 ok', undefined], DATA: ['354 go', undefined] } }, 'in_doubt timeout', 'not_offered mail', 'cut-off'],
  ['slower than our patience', { dotPauseMs: 600 }, 'in_doubt timeout', 'not_offered mail', 'cut-off'],
  ['closed after the first mail, as it may', { nth: { MAIL: ['250 ok', 'close'] } }, 'accepted', 'not_offered mail', 'cut-off'],
  ['421 to the second MAIL', { nth: { MAIL: ['250 ok', '421 enough'] } }, 'accepted', 'not_offered mail', 'cut-off'],
  ['the second MAIL taken for nonsense', { nth: { MAIL: ['250 ok', '503 bad sequence'], RCPT: ['250 ok', '503 no'], DATA: ['354 go', '503 no'] } }, 'accepted', 'not_offered mail', 'out-of-step'],
  ['what came behind the dot thrown away', { dropsBehindDot: true }, 'accepted', 'not_offered mail', 'out-of-step'],
  ['thrown away, and the first refused', { dropsBehindDot: true, nth: { dot: ['554 no'] } }, 'refused dot', 'not_offered mail', 'out-of-step'],
  ['the second sender refused', { nth: { MAIL: ['250 ok', '550 5.7.1 not you'], RCPT: ['250 ok', '503 no'], DATA: ['354 go', '503 no'] } }, 'accepted', 'refused mail', undefined],
  ['the second recipient refused', { nth: { RCPT: ['250 ok', '550 5.1.1 no'], DATA: ['354 go', '554 no'] } }, 'accepted', 'refused rcpt', undefined],
  ['a 354 though the second recipient is refused', { nth: { RCPT: ['250 ok', '550 5.1.1 no'] } }, 'accepted', 'refused rcpt', undefined],
  ['the second recipient put off', { nth: { RCPT: ['250 ok', '451 4.7.1 greylisted'], DATA: ['354 go', '503 no'] } }, 'accepted', 'refused rcpt', undefined],
  ['the second DATA refused', { nth: { DATA: ['354 go', '451 no room'] } }, 'accepted', 'refused data', undefined],
  ['closed at the second RCPT', { nth: { RCPT: ['250 ok', 'close'] } }, 'accepted', 'not_offered rcpt', undefined],
  ['the first refused, the second recipient too', { nth: { dot: ['554 spam'], RCPT: ['250 ok', '550 no'], DATA: ['354 go', '554 no'] } }, 'refused dot', 'refused rcpt', undefined],
  ['one reply too many to the second DATA', { nth: { DATA: ['354 go', '354 go\r\n250 again'] } }, 'accepted', 'not_offered data', undefined],
  ['the second put off at its own dot', { nth: { dot: [takenLate, '451 later'] } }, 'accepted', 'refused dot', undefined],
  ['closed at the second dot', { nth: { dot: [takenLate, 'close'] } }, 'accepted', 'in_doubt close', undefined],
];

function tell(outcome: Outcome): string {
  if (outcome.kind === 'in_doubt') return `in_doubt ${outcome.cause}`;
  return outcome.kind === 'refused' || outcome.kind === 'not_offered' ? `${outcome.kind} ${outcome.phase}` : outcome.kind;
}

for (const [why, script, front, behind, fault] of tempers) {
  test(`${why}: ${front}, then ${behind}`, async (t) => {
    const pair = await sendTwo(t, script);
    assert.equal(tell(pair.front), front);
    assert.equal(tell(pair.behind), behind);
    assert.deepEqual(pair.faults, pair.front.kind === 'in_doubt' ? [] : [fault], 'what a lost mail takes along says nothing of the relay');
    const hasBody = (name: string): boolean => pair.server.heard.includes(`body of ${name}`);
    assert.ok(hasBody('front'));
    const isOffered = /^(accepted|in_doubt|refused dot)/.test(behind);
    assert.equal(hasBody('behind'), isOffered, 'a body is offered, or nothing of it');
    assert.equal(pair.server.heard.filter((line) => line === '.').length, isOffered ? 2 : 1, 'no empty mail is ended');
    assert.equal(pair.order.includes('mark behind'), isOffered, 'a mark is made for what is offered only');
  });
}

test('the next envelope is on its way before the final dot is answered', async (t) => {
  const { server, behind } = await sendTwo(t, { dotPauseMs: 100 });
  assert.equal(behind.kind, 'accepted');
  assert.equal(server.heardAtDot[0], 'MAIL FROM:<b-behind@bounces.example> BODY=8BITMIME\r\nRCPT TO:<behind@mail.example>\r\nDATA\r\n');
});

test('the mark behind is asked for after the outcome in front is known, and its refusal lets no byte of the body out', async (t) => {
  for (const refusal of ['paused', 'unsubscribe', 'fenced'] as const) {
    const pair = await sendTwo(t, {}, refusal);
    assert.deepEqual(pair.order, ['mark front', 'accepted front', 'mark behind', 'withheld behind']);
    assert.equal(pair.isClosed, true);
    assert.ok(!pair.server.heard.includes('body of behind'));
  }
});
