import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { UserError, type ErrorCode } from '../../src/errors.js';
import { findFaults, findLeftovers } from '../../src/message/check.js';
import { compileMessage } from '../../src/message/compile.js';
import { renderMessage } from '../../src/message/render.js';
import { measureMessage } from '../../src/message/size.js';
import { countOctets, createStuffer, endsWithLineEnd, toWire } from '../../src/message/wire.js';
import { edition, input, recipient, renderSample } from './sample.js';

const text = '안녕하세요 홍길동 님 (reader@mail.example)\n\n.점으로 시작하는 줄\n그만 받기: https://news.example/u/AbC_-1?x=1&y=2\n웹: https://news.example/archive/weekly/2026-11-22-1\n';
const html = [
  '<!doctype html><html lang="ko"><head><title>첫 호</title><style>',
  '.a{color:red}</style></head><body><p>안녕하세요 홍길동 님 (reader@mail.example)</p>',
  '<img src="https://news.example/archive/weekly/2026-11-22-1/a.png" alt="그림"><a href="https://news.example/u/AbC_-1?x=1&amp;y=2">그만 받기</a>',
  '<a title="홍길동" href="https://example.org/?name=%ED%99%8D%EA%B8%B8%EB%8F%99&amp;from=https%3A%2F%2Fnews.example%2Farchive%2Fweekly%2F2026-11-22-1">설문</a></body></html>',
].join('\n');
const longText = `${'문장이 길어 한 줄로 천 옥텟을 넘는다. '.repeat(40)}끝\n${edition.text}`;

describe('a message', () => {
  it('has each header field once, in a fixed order', () => {
    const [header] = renderSample().toString().split('\r\n\r\n');
    assert.deepEqual(header?.split('\r\n'), [
      'From: =?UTF-8?B?7KO86rCEIO2OuOynkeu2gA==?= <weekly@news.example>',
      'To: =?UTF-8?B?7ZmN6ri464+Z?= <reader@mail.example>',
      'Subject: =?UTF-8?B?W+yjvOqwhF0g7LKrIO2YuDog7J2067KIIOyjvOyXkCDsnb3snYQg?=',
      ' =?UTF-8?B?66eM7ZWcIOq4gOydhCDrqqjslYQg67O064OF64uI64uk?=',
      'Message-ID: <abcdefgh@news.example>',
      'List-Unsubscribe: <https://news.example/u/AbC_-1?x=1&y=2>,',
      ' <mailto:u-abcdefgh@news.example?subject=unsubscribe>',
      'Reply-To: desk@news.example',
      'Date: Sun, 22 Nov 2026 09:00:00 +0000',
      'List-Id: =?UTF-8?B?7KO86rCE?= <weekly.news.example>',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      'Precedence: bulk',
      'Content-Language: ko',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative;',
      ' boundary="=_0123456789abcdef0123456789abcdef"',
    ]);
  });

  const ascii = { html: 'Caf\u00e9 <b>__C_READER_NAME__</b>', text: '=== a = b ===\nline with a trailing dot .\n.' };
  const cases: readonly [why: string, changes: Partial<typeof edition>, has8BitMime: boolean, encodings: readonly string[]][] = [
    ['goes as 8bit where the relay takes it', {}, true, ['8bit', '8bit']],
    ['goes as base64 where that is smaller', {}, false, ['base64', 'base64']],
    ['goes as quoted-printable where that is smaller', { html: html.replaceAll(/[^ -~\n]/g, 'x') + ascii.html }, false, ['base64', 'quoted-printable']],
    ['encodes only the part whose lines are too long', { text: longText }, true, ['base64', '8bit']],
    ['encodes a part with control characters', { text: 'a\u0007b and more ASCII text' }, true, ['quoted-printable', '8bit']],
  ];
  for (const [why, changes, has8BitMime, encodings] of cases) {
    it(`${why}, and is read back whole`, async () => {
      const message = renderSample(changes, { has8BitMime });
      const parsed = await simpleParser(message);
      assert.deepEqual([...message.toString().matchAll(/Content-Transfer-Encoding: (.*)\r/g)].map(([, each]) => each), encodings);
      assert.deepEqual(findFaults(message), []);
      assert.equal(parsed.text, fillByHand(changes.text ?? edition.text));
      assert.equal(parsed.html, changes.html === undefined ? html : fillByHand(changes.html));
      assert.equal(parsed.subject, edition.subject);
      assert.deepEqual(parsed.to, { value: [{ address: 'reader@mail.example', name: '홍길동' }], html: (parsed.to as { html: string }).html, text: '"홍길동" <reader@mail.example>' });
    });
  }

  it('is filled with escaping for text, attribute and link', async () => assert.equal((await simpleParser(renderSample())).html, html));
  it('has a plain text part with the same values', async () => assert.equal((await simpleParser(renderSample())).text, text));

  it('has the same bytes at every attempt', () => {
    assert.deepEqual(renderSample(), renderSample());
    const compiled = compileMessage(input);
    assert.deepEqual(renderMessage(compiled, recipient), renderMessage(compiled, recipient));
  });

  it('has nothing of the reader before', () => {
    const compiled = compileMessage(input);
    renderMessage(compiled, { ...recipient, name: 'Mallory', address: 'mallory@mail.example' });
    assert.ok(!renderMessage(compiled, recipient).includes('allory'));
  });

  it('names the reader in the subject', async () => {
    assert.equal((await simpleParser(renderSample({ subject: '__C_READER_NAME__ 님께' }))).subject, '홍길동 님께');
    assert.equal((await simpleParser(renderSample({ subject: 'For __C_READER_NAME__' }, {}, { name: undefined }))).subject, 'For');
  });

  it('can do without name, reply address and second way to leave', () => {
    const [header = ''] = renderSample({}, { replyTo: undefined }, { name: undefined, unsubscribeAddress: undefined }).toString().split('\r\n\r\n');
    assert.match(header, /^To: reader@mail\.example\r$/m);
    assert.match(header, /^List-Unsubscribe: <https:[^>]*>\r$/m);
    assert.doesNotMatch(header, /^Reply-To/m);
  });

  it('leaves no white space at the end of a fixed line but that of a signature mark', () => {
    const body = renderSample({ text: 'a  \n\t\n-- \nWeekly \n', html: '<p>a \n b</p>  \n' }).toString().split('\r\n\r\n').slice(1).join('\r\n\r\n');
    assert.deepEqual(body.match(/.*[ \t]\r/g), ['-- \r']);
  });

  it('knows how big it is', async () => {
    for (const has8BitMime of [true, false]) {
      const size = measureMessage(compileMessage({ ...input, has8BitMime }), recipient);
      const message = renderSample({}, { has8BitMime });
      assert.equal(size.messageOctets, message.length);
      assert.equal(size.html.decodedOctets, Buffer.byteLength(html.replaceAll('\n', '\r\n')));
      assert.equal(size.text.decodedOctets, Buffer.byteLength(text.replaceAll('\n', '\r\n')));
      assert.ok(size.html.encodedOctets + size.text.encodedOctets < message.length);
    }
  });
});

describe('a link of ours in the HTML', () => {
  const url = 'https://news.example/archive/weekly/2026-11-22-1';
  const cases: readonly [html: string, filled: string, why: string][] = [
    ['<a href="__C_WEB_URL__#a">', `<a href="${url}#a">`, 'is the link it begins'],
    ['<a href=" __C_WEB_URL__">', `<a href=" ${url}">`, 'also behind white space'],
    ['<img srcset="__C_WEB_URL__/a.png 1x, __C_WEB_URL__/b.png 2x">', `<img srcset="${url}/a.png 1x, ${url}/b.png 2x">`, 'begins each candidate of a srcset'],
    ['<a href="https://x.example/?u=__C_WEB_URL__">', `<a href="https://x.example/?u=${encodeURIComponent(url)}">`, 'is a parameter of another link'],
    ['<td style="background:url(\'__C_WEB_URL__/a.png\')">', `<td style="background:url('${url}/a.png')">`, 'may stand in a style'],
    ['<!--[if mso]><v:fill src=__C_WEB_URL__/a.png /><![endif]-->', `<!--[if mso]><v:fill src="${url}/a.png" /><![endif]-->`, 'gets its quotes back, for Outlook too'],
  ];
  for (const [source, filled, why] of cases) it(why, async () => assert.equal((await simpleParser(renderSample({ html: source }))).html, filled));
});

describe('whoever the reader says he is', () => {
  const hostile = fc.oneof(
    fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>',
      "' onclick='x", 'x\r\nBcc: v@y.example', '__C_UNSUBSCRIBE_URL__', '$& $1 $`', '👩‍👩‍👧‍👦🇰🇷', 'مرحبا', '\u202eabc',
      '=?UTF-8?Q?x?=', '-->', '</title>', 'javascript:alert(1)', '\ud800',
      'a'.repeat(2000), '가'.repeat(500), '.', '..\r\n.\r\n', '\0', '"'.repeat(120)),
    fc.string({ unit: 'binary', maxLength: 150 }),
  );
  const anyEncoding = fc.constantFrom({ has8BitMime: true }, { has8BitMime: false });
  const anyPart = fc.constantFrom({}, { text: longText }, { html: 'ASCII only, __C_READER_NAME__ and __C_READER_NAME__.', text: 'x __C_READER_NAME__' });

  it('the message stays sound, and is his alone', async () => {
    await fc.assert(fc.asyncProperty(hostile, anyEncoding, anyPart, async (name, options, changes) => {
      const message = renderSample({ ...changes, subject: 'For __C_READER_NAME__:' }, options, { name });
      assert.deepEqual(findFaults(message).filter((fault) => !fault.startsWith('the token')), []);
      const parsed = await simpleParser(message);
      assert.deepEqual(parsed.to && 'value' in parsed.to && parsed.to.value.map(({ address }) => address), ['reader@mail.example']);
      assert.equal(parsed.bcc, undefined);
      assert.match(parsed.subject ?? '', /^For.*:$/su);
    }), { numRuns: 300 });
  });

  it('his name adds no markup', async () => {
    await fc.assert(fc.asyncProperty(hostile, anyEncoding, async (name, options) => {
      const parsed = await simpleParser(renderSample({}, options, { name }));
      assert.equal(tagsOf(parsed.html || ''), tagsOf(html));
    }), { numRuns: 200 });
  });

  it('a name that looks like a token is a name', async () => {
    const parsed = await simpleParser(renderSample({}, {}, { name: '__C_UNSUBSCRIBE_URL__' }));
    assert.match(parsed.text ?? '', /^안녕하세요 __C_UNSUBSCRIBE_URL__ 님/);
  });

  it('values longer than the lines have room for go encoded', async () => {
    const unsubscribeUrl = `https://news.example/u/${'x'.repeat(900)}`;
    const message = renderSample({}, {}, { unsubscribeUrl });
    assert.deepEqual(findFaults(message), []);
    assert.ok((await simpleParser(message)).text?.includes(unsubscribeUrl));
  });

  it('an address or link that would break a header stops the message', () => {
    for (const reader of [{ address: 'a@x.example\r\nBcc: v@y.example' }, { address: 'a@x.example, b@y.example' }, { unsubscribeUrl: 'https://x.example/\r\nX: y' }, { messageId: 'a@b>\r\nX: y' }]) {
      assert.throws(() => renderSample({}, {}, reader), hasCode('header-unsafe'));
    }
  });
});

describe('an edition is refused', () => {
  const cases: readonly [changes: Partial<typeof edition>, code: ErrorCode, why: string][] = [
    [{ html: '<p>__C_READER_NICKNAME__</p>' }, 'token-unknown', 'an unknown token in the HTML'],
    [{ text: '__C_X__' }, 'token-unknown', 'an unknown token in the text'],
    [{ subject: '__C_X__' }, 'token-unknown', 'an unknown token in the subject'],
    [{ html: '<style>.a{content:"__C_READER_NAME__"}</style>' }, 'token-place', 'a name in a stylesheet'],
    [{ html: '<p style="font-family:__C_READER_NAME__">' }, 'token-place', 'a name in a style'],
    [{ html: '<p onclick="x(\'__C_READER_NAME__\')">' }, 'token-place', 'a name in a script'],
    [{ html: '<__C_READER_NAME__>' }, 'token-place', 'a name as a tag'],
    [{ html: '<a__C_READER_NAME__>' }, 'token-place', 'a name within a tag'],
    [{ html: '<p title="__C_READER_NAME__>' }, 'token-place', 'a name in a tag without an end'],
    [{ subject: 'x\r\nBcc: v@y.example' }, 'header-unsafe', 'a line break in the subject'],
    [{ lang: 'ko\r\nX: y' }, 'header-unsafe', 'a line break in the language'],
  ];
  for (const [changes, code, why] of cases) it(`for ${why}`, () => assert.throws(() => renderSample(changes), hasCode(code)));
});

describe('on the wire', () => {
  it('a dot at the start of a line is doubled, and a message without one is not copied', () => {
    const cases: readonly [message: string, wire: string][] = [['.a\r\n..\r\nb.\r\n.\r\n', '..a\r\n...\r\nb.\r\n..\r\n'], ['a\r\n\r\n.', 'a\r\n\r\n..'], ['', '']];
    for (const [message, wire] of cases) assert.equal(toWire(Buffer.from(message)).toString(), wire);
    const plain = Buffer.from('a.b\r\n c');
    assert.equal(toWire(plain), plain);
  });

  it('what the server undoes is the message', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('.', 'a', '\r\n') }), (message) => {
      const wire = toWire(Buffer.from(message)).toString();
      assert.doesNotMatch(wire, /(?:^|\r\n)\.(?!\.)/);
      assert.equal(wire.replaceAll(/(^|\r\n)\./g, '$1'), message);
    }));
  });

  it('it does not matter where a message is cut into pieces', () => {
    const pieceOf = fc.string({ unit: fc.constantFrom('.', 'a', '\r', '\n', '\r\n', 'x'.repeat(600)), maxLength: 4 }).map((text) => Buffer.from(text));
    const stuff = createStuffer();
    fc.assert(fc.property(fc.array(pieceOf, { maxLength: 6 }), (pieces) => {
      const wire = toWire(Buffer.concat(pieces));
      // Twice: the second time the long pieces are known.
      for (const cut of [stuff(pieces), stuff(pieces)]) {
        assert.deepEqual(Buffer.concat(cut), wire);
        assert.equal(countOctets(cut), wire.length);
        assert.equal(endsWithLineEnd(cut), wire.toString().endsWith('\r\n'));
      }
    }));
  });
});

describe('the last look', () => {
  it('finds what is wrong with a message', () => {
    assert.deepEqual(findLeftovers('a __C_READER_NAME__ b __C_X__ __C_X__'), ['__C_READER_NAME__', '__C_X__']);
    const faults = findFaults(Buffer.from(`Subject: ü\r\nSubject: x\r\nList-Unsubscribe: <mailto:x@y>\r\n\r\n__C_X__\n\0${'x'.repeat(999)}`)).join('; ');
    for (const fault of ['CR and LF', 'NUL', 'longer than 998', 'outside of ASCII', 'From is missing', 'subject stands there twice', 'one https link', '__C_X__']) assert.ok(faults.includes(fault), fault);
  });
});

function fillByHand(source: string): string {
  return source.replaceAll('__C_READER_NAME__', '홍길동').replaceAll('__C_READER_ADDRESS__', recipient.address)
    .replaceAll('__C_UNSUBSCRIBE_URL__', recipient.unsubscribeUrl).replaceAll('__C_WEB_URL__', 'https://news.example/archive/weekly/2026-11-22-1');
}

/** Tags with the names of their attributes; values may differ. */
function tagsOf(markup: string): string {
  return (markup.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, '""')).join('\n');
}

function hasCode(code: ErrorCode) {
  return (thrown: unknown) => thrown instanceof UserError && thrown.code === code;
}
