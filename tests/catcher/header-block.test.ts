import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeWords, findHeader, headerBlockOf } from '../../src/catcher/header-block.js';

const words: readonly [input: string, text: string, why: string][] = [
  ['Plain', 'Plain', 'nothing to decode'],
  ['=?UTF-8?B?7KO86rCE?=', '주간', 'base64'],
  ['=?utf-8?q?caf=C3=A9_au_lait?=', 'café au lait', 'quoted, underscore for space'],
  ['=?UTF-8?B?7KO8?= =?UTF-8?B?6rCE?=', '주간', 'no space between words (RFC 2047 6.2)'],
  ['=?UTF-8?B?7KO8?= and =?UTF-8?B?6rCE?=', '주 and 간', 'space beside text stays'],
  ['=?UTF-8?B?7KM=?= =?UTF-8?B?vOqwhA==?=', '주간', 'a character cut between two words'],
  ['=?euc-kr?B?wda6sA==?=', '주별', 'a Korean charset'],
  ['=?utf-8*ko?Q?=EC=A3=BC?=', '주', 'a language tag (RFC 2231 5)'],
  ['=?nonsense?Q?a=E9?=', 'aé', 'an unknown charset is read as Latin-1'],
  ['=?broken', '=?broken', 'no encoded word'],
];
for (const [input, text, why] of words) {
  test(`encoded words: ${why}`, () => assert.equal(decodeWords(input), text));
}

test('a header is found by name in any case, unfolded, and only in the header block', () => {
  const block = headerBlockOf(Buffer.from('SUBJECT: a\r\n\tb\r\nX-Message-ID: no\r\nMessage-ID:<x@y>\r\n\r\nFrom: body\r\n')).toString();
  assert.equal(findHeader(block, 'Subject'), 'a\tb');
  assert.equal(findHeader(block, 'message-id'), '<x@y>');
  assert.equal(findHeader(block, 'From'), null);
});
