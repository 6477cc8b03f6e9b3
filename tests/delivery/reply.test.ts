import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createReplyReader, parseReply } from '../../src/delivery/reply.js';

const replies: readonly [lines: string[], expected: { code: number; enhanced: string; text: string }, why: string][] = [
  [['250 2.1.0 Ok'], { code: 250, enhanced: '2.1.0', text: 'Ok' }, 'one line with an enhanced code (RFC 2034)'],
  [['250 Ok'], { code: 250, enhanced: '', text: 'Ok' }, 'one line without'],
  [['354'], { code: 354, enhanced: '', text: '' }, 'a bare code is a reply'],
  [['550-5.1.1 no such', '550 5.1.1 user'], { code: 550, enhanced: '5.1.1', text: 'no such user' }, 'each line repeats the enhanced code: it is said once'],
  [['550 2.1.1 odd'], { code: 550, enhanced: '', text: 'odd' }, 'an enhanced code of another class is no evidence'],
  [['250-a', '550 b'], { code: 0, enhanced: '', text: '250-a 550 b' }, 'two codes in one reply are no reply'],
  [['<html>502 Bad Gateway</html>'], { code: 0, enhanced: '', text: '<html>502 Bad Gateway</html>' }, 'a web server is no mail server'],
  [['99 x'], { code: 0, enhanced: '', text: '99 x' }, 'a code has three digits'],
];

for (const [lines, expected, why] of replies) {
  test(`a reply is read: ${why}`, () => {
    const { code, enhanced, text } = parseReply(lines);
    assert.deepEqual({ code, enhanced, text }, expected);
  });
}

test('replies come out whole, however the stream is cut', () => {
  const stream = Buffer.from('250-mx.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n354 go\n550 5.1.1 no\r\n');
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: stream.length }), { maxLength: 12 }), (cuts) => {
    const reader = createReplyReader();
    const edges = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
    const codes = edges.slice(1).flatMap((edge, index) => reader.push(stream.subarray(edges[index], edge))).map((reply) => reply.code);
    assert.deepEqual(codes, [250, 354, 550]);
  }));
});

test('a server that never ends a line or a reply is cut off, not kept in memory', () => {
  const reader = createReplyReader();
  const endless = Array.from({ length: 100 }, () => reader.push(Buffer.alloc(10_000, 97))).flat();
  assert.ok(endless.length > 0 && endless.every((reply) => reply.code === 0));
  const partial = createReplyReader();
  const codes = Array.from({ length: 9_000 }, () => partial.push(Buffer.from('250-and so on\r\n'))).flat();
  assert.ok(codes.length > 0);
});
