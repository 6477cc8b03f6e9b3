import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeBase64, fillBase64, planBase64 } from '../../src/message/base64.js';
import type { Hole } from '../../src/message/holes.js';
import { quoteStretch } from '../../src/message/quoted-printable.js';

const hole: Hole = { token: 'readerName', context: 'text' };
const pieces = fc.array(fc.oneof(fc.constant(hole), fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ maxLength: 3 })), { maxLength: 8 });

describe('base64 with holes', () => {
  it('decodes to the filled text, in lines of 76 characters at the most', () => {
    fc.assert(fc.property(pieces, fc.string({ unit: 'grapheme', maxLength: 90 }), (each, value) => {
      const planned = each.map((piece) => (typeof piece === 'string' ? planBase64(Buffer.from(piece)) : piece));
      const encoded = Buffer.concat(fillBase64(planned, () => Buffer.from(value))).toString();
      assert.equal(Buffer.from(encoded, 'base64').toString(), each.map((piece) => (typeof piece === 'string' ? piece : value)).join(''));
      assert.match(encoded, /^(?:[A-Za-z0-9+/]{1,76}\r\n|[A-Za-z0-9+/]{1,75}={1,2}\r\n)*$/);
      assert.doesNotMatch(encoded.slice(0, -4), /=/, 'padding inside ends the text for some decoders');
    }));
  });

  it('without holes is plain base64', () => {
    const bytes = Buffer.alloc(1000, 'ab');
    assert.equal(encodeBase64(bytes).toString(), `${(bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n')}\r\n`);
    assert.equal(encodeBase64(Buffer.alloc(0)).length, 0);
  });
});

describe('quoted-printable', () => {
  const cases: readonly [text: string, isOpen: boolean, quoted: string, why: string][] = [
    ['a=b', false, 'a=3Db', 'the equals sign'],
    ['가', false, '=EA=B0=80', 'octets outside of ASCII'],
    ['a \r\nb\t', false, 'a=20\r\nb=09', 'white space at the end of a line'],
    ['.a\r\n.', false, '=2Ea\r\n=2E', 'a dot at the start of a line'],
    ['a\r\n', true, 'a\r\n', 'a value at the start of a line needs no soft break before it'],
    ['a', true, 'a=\r\n', 'a soft break before a value'],
    ['', true, '', 'nothing'],
    ['x'.repeat(76), false, `${'x'.repeat(75)}=\r\nx`, '76 characters with the soft break'],
  ];
  for (const [text, isOpen, quoted, why] of cases) it(why, () => assert.equal(quoteStretch(text, isOpen).toString(), quoted));

  it('with holes decodes to the filled text', () => {
    fc.assert(fc.property(pieces, fc.string({ unit: 'grapheme', maxLength: 90 }), (each, raw) => {
      const value = raw.replaceAll(/[\r\n]/g, ' ');
      const texts = each.map((piece) => (typeof piece === 'string' ? piece.replaceAll(/\r\n?|\n/g, '\r\n') : piece));
      const quoted = texts.map((piece, index) => (typeof piece === 'string' ? quoteStretch(piece, index < texts.length - 1) : quoteStretch(value, true)));
      const encoded = Buffer.concat(quoted).toString();
      for (const line of encoded.split('\r\n')) {
        assert.ok(line.length <= 76 && !/^\.|[ \t]$/.test(line), line);
      }
      assert.equal(decode(encoded), texts.map((piece) => (typeof piece === 'string' ? piece : value)).join(''));
    }));
  });
});

function decode(quoted: string): string {
  const octets = quoted.replaceAll('=\r\n', '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1').toString();
}
