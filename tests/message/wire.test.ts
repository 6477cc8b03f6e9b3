/** Pieces of a message on their way to the socket. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinSmall } from '../../src/message/wire.js';

const pieces = fc.array(fc.integer({ min: 0, max: 9_000 }).map((length) => Buffer.alloc(length, length)), { maxLength: 12 });

test('joining small pieces changes no octet, leaves large ones the same objects, and no two small ones beside each other', () => {
  fc.assert(fc.property(pieces, (given) => {
    const joined = joinSmall(given);
    assert.deepEqual(Buffer.concat(joined), Buffer.concat(given));
    const large = given.filter((piece) => piece.length >= 4096);
    assert.ok(large.every((piece) => joined.includes(piece)));
    assert.ok(joined.length <= 2 * large.length + 1);
  }));
});
