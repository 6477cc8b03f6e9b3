import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { UserError } from '../../src/errors.js';
import { renderDate, renderHeader, renderMailbox, renderPhrase, renderUris, type HeaderValue } from '../../src/message/header.js';

const isUnsafe = (thrown: unknown) => thrown instanceof UserError && thrown.code === 'header-unsafe';

describe('header fields', () => {
  const cases: readonly [name: string, value: HeaderValue, expected: string, why: string][] = [
    ['Subject', 'Weekly 134', 'Subject: Weekly 134\r\n', 'plain text stays readable'],
    ['Subject', '  two  spaces  ', 'Subject: two  spaces\r\n', 'inner spaces stay, none at the end of a line'],
    ['Subject', '', 'Subject:\r\n', 'no trailing space'],
    ['Subject', 'Weekly 안녕 134', 'Subject: Weekly =?UTF-8?B?7JWI64WV?= 134\r\n', 'only what needs it is encoded'],
    ['Subject', '안녕 하이', 'Subject: =?UTF-8?B?7JWI64WVIO2VmOydtA==?=\r\n', 'a space between encoded words is inside of them'],
    ['Subject', 'Zürich im Mai', 'Subject: =?UTF-8?Q?Z=C3=BCrich?= im Mai\r\n', 'Q where it is shorter'],
    ['Subject', 'look: =?UTF-8?Q?x?=', 'Subject: look: =?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=\r\n', 'what looks encoded is encoded'],
    ['Subject', `${'word '.repeat(20)}end`, `Subject: ${'word '.repeat(12)}word\r\n word word word word word word word end\r\n`, 'folded at spaces'],
    ['List-Unsubscribe', renderUris([`https://x.example/${'a'.repeat(90)}`, 'mailto:u@x.example']), `List-Unsubscribe: <https://x.example/${'a'.repeat(90)}>,\r\n <mailto:u@x.example>\r\n`, 'a link is never cut'],
    ['To', renderMailbox('Ann Lee', 'a@x.example'), 'To: Ann Lee <a@x.example>\r\n', 'atoms'],
    ['To', renderMailbox('Lee, "Ann" \\ Co.', 'a@x.example'), 'To: "Lee, \\"Ann\\" \\\\ Co." <a@x.example>\r\n', 'specials are quoted'],
    ['To', renderMailbox('홍길동', 'a@x.example'), 'To: =?UTF-8?B?7ZmN6ri464+Z?= <a@x.example>\r\n', 'encoded-words in a phrase'],
    ['To', renderMailbox('  ', 'a@x.example'), 'To: a@x.example\r\n', 'no name, no brackets'],
    ['List-Id', [...renderPhrase('주간'), '<w.x.example>'], 'List-Id: =?UTF-8?B?7KO86rCE?= <w.x.example>\r\n', 'RFC 2919'],
  ];
  for (const [name, value, expected, why] of cases) it(`${name}: ${why}`, () => assert.equal(renderHeader(name, value), expected));

  it('the date is written in UTC', () => assert.equal(renderDate(new Date('2026-11-22T18:05:09+09:00')), 'Sun, 22 Nov 2026 09:05:09 +0000'));
});

describe('header fields refuse', () => {
  const cases: readonly [write: () => unknown, why: string][] = [
    [() => renderHeader('Subject', 'x\r\nBcc: v@y.example'), 'a line break'],
    [() => renderHeader('Subject', 'x\nBcc: v@y.example'), 'a lone LF'],
    [() => renderHeader('Subject', 'x\ry'), 'a lone CR'],
    [() => renderHeader('Subject', 'x\0y'), 'NUL'],
    [() => renderHeader('Subject', 'x\u0085y'), 'a C1 control character'],
    [() => renderHeader('Subject\r\nBcc', 'x'), 'a line break in the name'],
    [() => renderHeader('Subject', ['x\r\n y']), 'a line break in a finished word'],
    [() => renderHeader('To', ['é@x.example']), 'a letter outside of ASCII where nothing is encoded'],
    [() => renderMailbox('x', 'a@x.example>, <b@y.example'), 'a second address'],
    [() => renderMailbox('x', 'a@x.example, b@y.example'), 'a list of addresses'],
    [() => renderMailbox('x\r\nBcc: v', 'a@x.example'), 'a line break in a display name'],
    [() => renderUris(['https://x.example/> <mailto:b@y.example']), 'a second link'],
    [() => renderHeader('X', [`<${'a'.repeat(1000)}>`]), 'a word longer than a line may be'],
  ];
  for (const [write, why] of cases) it(why, () => assert.throws(write, isUnsafe));
});

describe('a header text comes back as it went in', () => {
  it('whatever its letters, in lines of 76 columns', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof(word, fc.string({ unit: 'grapheme', maxLength: 30 })), { maxLength: 30 }), async (words) => {
      const text = words.join(' ').replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
      const field = renderHeader('Subject', text);
      for (const line of field.trimEnd().split('\r\n')) assert.ok(line.length <= 76 || line.replace('Subject:', '').trim().split(' ').length === 1, line);
      assert.match(field, /^[\r\n -~]*$/);
      assert.equal((await simpleParser(`${field}\r\n`)).subject ?? '', text);
    }), { numRuns: 200 });
  });

  it('in encoded-words of at most 75 characters that each hold whole characters', () => {
    const text = '가나다라 𠮷野家 👩‍👩‍👧‍👦 한국어로 된 아주 긴 제목이 여기에 있습니다 '.repeat(4).trim();
    const encoded = renderHeader('Subject', text).match(/=\?[^ \r]+\?=/g) ?? [];
    assert.ok(encoded.length > 3);
    const decoded = encoded.map((each) => Buffer.from(each.slice(10, -2), 'base64').toString());
    assert.equal(decoded.join(''), text);
    for (const [index, each] of encoded.entries()) {
      assert.ok(each.length <= 75);
      assert.ok(!decoded[index]?.includes('\ufffd'));
      assert.ok(!/^\u200d|\u200d$/.test(decoded[index] ?? ''), 'an emoji was cut at its joiner');
    }
  });

  it('as a display name with any letters', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 60 }), async (raw) => {
      const name = raw.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
      const parsed = await simpleParser(`${renderHeader('From', renderMailbox(name, 'a@x.example'))}\r\n`);
      assert.deepEqual(parsed.from?.value, [{ address: 'a@x.example', name }]);
    }), { numRuns: 200 });
  });
});

const word = fc.constantFrom('안녕하세요', '뉴스레터', 'weekly', '中国经营报', 'Ünïcödé', '🇰🇷', '=?UTF-8?Q?x?=', 'x'.repeat(80), '(광고)');
