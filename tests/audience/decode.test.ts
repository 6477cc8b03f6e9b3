/** Tables in the encodings that spreadsheets save. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import iconv from 'iconv-lite';
import { decodeText, detectEncoding } from '../../src/audience/decode.js';

const korean = '이메일,이름\nminji@x.example,김민지\nttom@x.example,똠방각하\nh@x.example,홍길동(洪吉童)\n한글 이름을 가진 사람들의 목록입니다\n';
const chinese = '电子邮件,姓名\nwei@x.example,王伟\nli@x.example,李欣怡\n这是一个订阅者的名单，请注意。\n';
const traditional = '電子郵件,姓名\nwei@x.example,陳怡君\n這是一份訂閱者的名單\n';
const japanese = 'メール,氏名\nsato@x.example,佐藤さくら\n購読者のリストです。\n';
const western = 'email,name\nsofia@x.example,Sofía García\nchloe@x.example,Chloé Müller\n';

const tables: readonly (readonly [encoding: string, text: string, addBOM: boolean])[] = [
  ['utf-8', korean, false], ['utf-8', korean, true], ['utf-16le', korean, true], ['utf-16be', korean, true], ['utf-16le', 'email,name\na@x.example,Anna\n', false], ['utf-16be', korean, false], ['utf-16le', korean, false],
  ['cp949', korean, false], ['gb18030', chinese, false], ['utf-8', chinese, false], ['shift_jis', japanese, false], ['big5', traditional, false],
  ['windows-1252', western, false], ['utf-8', western, false], ['utf-8', 'email\na@x.example\n', false],
];

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function decodeAll(bytes: Buffer, size: number, encoding = ''): Promise<{ text: string; encoding: string }> {
  const found = { encoding };
  let text = '';
  for await (const piece of decodeText(inPieces(bytes, size), found)) text += piece;
  return { text, encoding: found.encoding };
}

test('each usual encoding is found out, however the bytes arrive', async () => {
  for (const [encoding, text, addBOM] of tables) {
    const bytes = iconv.encode(text, encoding, { addBOM });
    for (const size of [1, 3, 4096]) assert.deepEqual(await decodeAll(bytes, size), { text, encoding }, `${encoding}, mark ${addBOM}, in pieces of ${size}`);
  }
});

test('a file whose first name beyond ASCII stands far down is read right', async () => {
  const ascii = 'a@x.example,Anna\n'.repeat(20_000);
  const bytes = Buffer.concat([Buffer.from(ascii), iconv.encode(korean, 'cp949')]);
  const { text, encoding } = await decodeAll(bytes, 65_536);
  assert.equal(encoding, 'cp949');
  assert.ok(text === ascii + korean);
});

test('the encoding that the caller says wins', async () => {
  assert.equal((await decodeAll(iconv.encode(western, 'iso-8859-15'), 4096, 'iso-8859-15')).text, western);
  await assert.rejects(decodeAll(Buffer.from('x'), 1, 'klingon'), { code: 'import-encoding' });
});

test('bytes of no encoding stay readable as UTF-8 with holes', () => {
  assert.equal(detectEncoding(Buffer.from([0x61, 0xff, 0xfd, 0x80, 0x81, 0xa0, 0xfe])), 'utf-8');
});
