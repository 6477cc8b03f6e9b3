/** Parameters as they are written, rightly and nearly so. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readParameter } from '../../../src/feedback/message/content-type.js';

/** [content type, boundary, why]. */
const table: readonly (readonly [string, string | undefined, string])[] = [
  ['multipart/report; boundary=abc', 'abc', 'bare'],
  ['multipart/report; report-type=delivery-status; boundary="a b c"', 'a b c', 'quoted'],
  ['multipart/report;\tBOUNDARY = "abc" ; charset=x', 'abc', 'in capitals, with spaces'],
  ["multipart/report; boundary*=us-ascii'en'a%3Db", 'a=b', 'RFC 2231 4: percent-encoded with a charset and a language'],
  ['multipart/report; boundary*1="cd"; boundary*0="ab"', 'abcd', 'RFC 2231 3: in pieces, in any order'],
  ["multipart/report; boundary*0*=''a%20; boundary*1=b", 'a b', 'RFC 2231 4.1: a piece encoded, a piece not'],
  ['multipart/report boundary=abc', 'abc', 'the semicolon is forgotten'],
  ['multipart/report; x-boundary=abc', undefined, 'another parameter'],
  ['multipart/report', undefined, 'none'],
];

for (const [contentType, expected, why] of table) test(`${why}: ${contentType}`, () => assert.equal(readParameter(contentType, 'boundary'), expected));
