/** Files of many messages, taken apart in whatever pieces the disk hands them over. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { splitMailbox, type FoundMessage } from '../../../src/feedback/intake/mailbox-file.js';

const line = 'From MAILER-DAEMON@x.example Tue Mar  3 08:00:00 2026\n';
const message = (name: string): string => `Subject: ${name}\n\nFrom the beginning it was clear.\n\n>From here on it is quoted.\n\nFrom me to you, at eight\n`;

async function split(text: string, size = 65_536, maxBytes = 1e6): Promise<readonly FoundMessage[]> {
  const bytes = Buffer.from(text, 'latin1');
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const found: FoundMessage[] = [];
  for await (const one of splitMailbox(chunks(), maxBytes)) found.push(one);
  return found;
}

test('a mailbox file is its messages, without the lines between them, in any chunks and with either line end', async () => {
  const messages = ['a', 'b', 'c'].map(message);
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 3_000 }), fc.boolean(), async (size, isCrlf) => {
    const ends = (text: string): string => (isCrlf ? text.replaceAll('\n', '\r\n') : text);
    const found = await split(ends(messages.map((one) => `${line}${one}\n`).join('')), size);
    assert.deepEqual(found.map(({ raw }) => raw.toString('latin1').trimEnd()), messages.map((one) => ends(one).trimEnd()));
  }), { numRuns: 100 });
});

test('any other file is one message, byte for byte', async () => {
  const text = `Subject: one\n\nquotes\n\n${line}Subject: two\n\n\u00E4`;
  assert.deepEqual((await split(text, 7)).map(({ raw }) => raw.toString('latin1')), [text]);
  assert.deepEqual(await split(''), [{ raw: Buffer.alloc(0), isWhole: true }]);
});

test('of a message that is too large the beginning is kept, and the next one is found all the same', async () => {
  const found = await split(`${line}Subject: long\n\n${'x'.repeat(100_000)}\n\n${line}Subject: short\n\nx\n`, 1_000, 2_000);
  assert.deepEqual(found.map(({ raw, isWhole }) => [raw.toString('latin1').slice(0, 14), isWhole]), [['Subject: long\n', false], ['Subject: short', true]]);
  assert.ok((found[0]?.raw.length ?? 0) <= 2_000);
});
