/**
 * Composing one reader's message: ours filled, against nodemailer's MailComposer building the same mail. One JSON line.
 * 74 KB of Korean HTML and text; rounds of both take turns, so that another job on the machine slows both.
 */
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Edition } from '../src/edition/edition.js';
import { toCampaignId, toEditionHash, toListId, toSubscriberId } from '../src/ids.js';
import { compileMessage } from '../src/message/compile.js';
import { createFieldWriter } from '../src/message/field-text.js';
import { makeMessageId } from '../src/message/message-id.js';
import { renderMessage, type MessageRecipient } from '../src/message/render.js';
import type { TokenKeys } from '../src/message/signed-token.js';
import { makeUnsubscribeAddress, makeUnsubscribeToken } from '../src/message/unsubscribe-token.js';
import { toWire } from '../src/message/wire.js';

const keys: TokenKeys = { current: 1, secrets: new Map([[1, Buffer.alloc(32, 7)]]) };
const paragraph = '이번 주에 읽을 만한 글을 모아 보냅니다. 한국어 문장은 빈칸에서 나눌 수 있습니다.';
const cell = '<tr><td align="left" style="font-size:0px;padding:10px 25px;word-break:break-word;">'
  + `<div style="font-family:sans-serif;font-size:16px;line-height:1.6;text-align:left;color:#222222;">${paragraph.repeat(3)}</div></td></tr>`;
const rounds = 7;

const edition: Edition = {
  hash: toEditionHash('0123456789abcdef'.repeat(4)), newsletter: 'weekly', slug: '134', name: '주간', title: '134호', date: '2026-11-22', lang: 'ko', dir: 'ltr',
  subject: '[주간] 134호: 이번 주에 읽을 만한 글', preheader: '', mode: 'digest', advertising: false, publisher: { name: '주간' },
  html: `<!doctype html><html lang="ko"><body><p>__C_READER_NAME__ 님</p><table>${cell.repeat(122)}</table><a href="__C_UNSUBSCRIBE_URL__">그만 받기</a></body></html>`,
  text: `__C_READER_NAME__ 님\n\n${`${paragraph}\n`.repeat(60)}\n그만 받기: __C_UNSUBSCRIBE_URL__\n`,
  web: '', assets: [], itemCount: 25,
};
/** The same with three fields of the reader, one of them in a link. */
const personal: Edition = {
  ...edition, hash: toEditionHash('fedcba9876543210'.repeat(4)),
  html: edition.html.replace('<table>', '<p>__C_READER_1__ __C_READER_2__ <a href="https://x.example/?id=__C_READER_3__">내 계정</a></p><table>'),
  text: `__C_READER_1__ __C_READER_2__ https://x.example/?id=__C_READER_3__\n${edition.text}`,
  fields: [{ name: 'firstName', default: '벗' }, { name: 'points', default: '0' }, { name: 'customerId' }],
};
const writeFields = createFieldWriter(personal.fields ?? [], 'ko');
const from = { name: '주간 편집부', address: 'weekly@news.example' };
const date = new Date('2026-11-22T09:00:00Z');

function readerOf(number: number): MessageRecipient {
  const leaving = { listId: toListId('1'), subscriberId: toSubscriberId(String(number)), campaignId: toCampaignId('7') };
  return {
    address: `reader${number}@mail.example`,
    name: `독자 ${number}`,
    messageId: makeMessageId(keys, leaving, 'news.example'),
    unsubscribeUrl: `https://news.example/unsubscribe/${makeUnsubscribeToken(keys, leaving)}`,
    unsubscribeAddress: makeUnsubscribeAddress(keys, leaving, 'bounce.example'),
  };
}

function fillByHand(source: string, reader: MessageRecipient): string {
  return source.replaceAll('__C_READER_NAME__', reader.name ?? '').replaceAll('__C_UNSUBSCRIBE_URL__', reader.unsubscribeUrl);
}

function composeWithNodemailer(reader: MessageRecipient): Promise<Buffer> {
  return new MailComposer({
    from, date, to: { name: reader.name ?? '', address: reader.address }, subject: edition.subject, messageId: reader.messageId,
    headers: { 'List-Unsubscribe': `<${reader.unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click', 'Precedence': 'bulk' },
    html: fillByHand(edition.html, reader), text: fillByHand(edition.text, reader),
  }).compile().build();
}

async function measurePerSecond(count: number, compose: (reader: MessageRecipient) => Buffer | Promise<Buffer>): Promise<number> {
  const start = process.hrtime.bigint();
  for (let number = 1; number <= count; number += 1) await compose(readerOf(number));
  return count / (Number(process.hrtime.bigint() - start) / 1e9);
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;
}

function compileFor(has8BitMime: boolean, edition: Edition) {
  const compiled = compileMessage({ edition, from, listId: { name: '주간', id: 'weekly.news.example' }, date, publicUrl: 'https://news.example', has8BitMime });
  return (reader: MessageRecipient) => toWire(renderMessage(compiled, reader));
}

const eightBit = compileFor(true, edition);
const base64 = compileFor(false, edition);
const fillPersonal = compileFor(true, personal);
let count = 0;
const withFields = (reader: MessageRecipient): Buffer => {
  count += 1;
  return fillPersonal({ ...reader, fields: writeFields({ firstName: reader.name ?? '', points: count, customerId: `c-${count}` }) });
};
const seconds = { ours: [] as number[], personal: [] as number[], oursBase64: [] as number[], nodemailer: [] as number[] };
for (let round = -1; round < rounds; round += 1) {
  const ours = await measurePerSecond(2000, eightBit);
  const ours3 = await measurePerSecond(2000, withFields);
  const oursBase64 = await measurePerSecond(2000, base64);
  const nodemailer = await measurePerSecond(100, composeWithNodemailer);
  if (round < 0) continue; // the first warms up
  seconds.ours.push(ours);
  seconds.personal.push(ours3);
  seconds.oursBase64.push(oursBase64);
  seconds.nodemailer.push(nodemailer);
}
const ratios = seconds.ours.map((each, index) => each / (seconds.nodemailer[index] ?? 1)).toSorted((left, right) => left - right);
console.log(JSON.stringify({
  bench: 'message',
  messageOctets: eightBit(readerOf(1)).length,
  messagesPerSecond: Math.round(median(seconds.ours)),
  withFieldsPerSecond: Math.round(median(seconds.personal)),
  base64MessagesPerSecond: Math.round(median(seconds.oursBase64)),
  nodemailerPerSecond: Math.round(median(seconds.nodemailer)),
  ratio: Number(median(ratios).toFixed(1)),
  ratioRange: [ratios[0], ratios.at(-1)].map((ratio) => Number(ratio?.toFixed(1))),
}));
