/** What is kept of texts about people. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanAttributes, cleanDate, cleanLang, cleanName, cleanText, type Cleaned } from '../../src/audience/clean.js';

function kept<Value>(cleaned: Cleaned<Value>): Value | 'refused' {
  return 'value' in cleaned ? cleaned.value : 'refused';
}

const names: readonly (readonly [typed: string, kept: string | null, why: string])[] = [
  ['김민지', '김민지', ''],
  ['  Anna   Smith ', 'Anna Smith', 'spaces'],
  ['', null, 'an empty cell says nothing'],
  ['<b>Anna</b> {{name}}', '<b>Anna</b> {{name}}', 'escaping is left to where it is shown'],
  ['=HYPERLINK("http://x")', '=HYPERLINK("http://x")', 'a formula is only dangerous in a spreadsheet'],
  ['محمد\u200f', 'محمد\u200f', 'a mark of direction that turns nothing around it'],
  ['👩‍💻 Anna', '👩‍💻 Anna', 'a zero width joiner'],
  ['Anna\r\nBcc: v@y.example', 'refused', 'an attempt on a header'],
  ['Anna\u2028x', 'refused', 'a line separator'],
  ['Anna\u0000', 'refused', 'NUL, which PostgreSQL cannot hold'],
  ['Anna\u001b[2J', 'refused', 'an escape sequence'],
  ['Anna\u202egpj.exe', 'refused', 'an override turns the text around'],
  ['An\ufffdna', 'refused', 'a byte that could not be read'],
  ['An\ud800na', 'refused', 'half a character'],
  ['x'.repeat(201), 'refused', 'too long'],
  ['x'.repeat(1_000_000), 'refused', 'far too long'],
];

test('a name is kept as it is, or refused', () => {
  for (const [typed, expected, why] of names) assert.equal(kept(cleanName(typed)), expected, why);
});

const dates: readonly (readonly [typed: string, kept: string | null, why: string])[] = [
  ['2026-11-22', '2026-11-22T00:00:00.000Z', 'a day is a day in UTC'],
  ['2026/1/2', '2026-01-02T00:00:00.000Z', ''],
  ['2026. 1. 2.', '2026-01-02T00:00:00.000Z', 'as Korean spreadsheets write it'],
  ['2026-11-22T09:30+09:00', '2026-11-22T00:30:00.000Z', ''],
  ['2026-11-22 09:30:15', '2026-11-22T09:30:15.000Z', ''],
  ['2026-11-22T09:30:15.123Z', '2026-11-22T09:30:15.123Z', 'as we export it'],
  ['2026-11-22 09:30:15 UTC', '2026-11-22T09:30:15.000Z', 'as Mailchimp exports it'],
  ['2024-03-01 09:30:15.123456 +0900 KST', '2024-03-01T00:30:15.123Z', 'as listmonk exports it'],
  ['2024-03-01 09:30:15 +0000 +0000', '2024-03-01T09:30:15.000Z', 'where the zone has no name'],
  ['2026-11-22 09:30 KST', 'refused', 'a name alone may mean several zones'],
  ['', null, ''],
  ['11/22/2026', 'refused', 'could be two days in other rows'],
  ['2026-02-30', 'refused', 'no such day'],
  ['2026-13-01', 'refused', 'no such month'],
  ['2026-11-22 25:00', 'refused', 'no such hour'],
  ['yesterday', 'refused', ''],
];

test('a date is one that can only be read one way', () => {
  for (const [typed, expected, why] of dates) {
    const date = kept(cleanDate(typed));
    assert.equal(date instanceof Date ? date.toISOString() : date, expected, `${typed} ${why}`);
  }
});

test('a language is a BCP 47 tag, written as operating systems or people do', () => {
  for (const [typed, expected] of [['ko', 'ko'], ['ko_KR', 'ko-KR'], ['ZH-hant', 'zh-Hant'], ['', null], ['Korean!', 'refused'], ['x', 'refused']] as const) {
    assert.equal(kept(cleanLang(typed)), expected, typed);
  }
});

test('attributes hang on nothing, and those that JavaScript knows by itself are refused', () => {
  const attributes = kept(cleanAttributes([['city', ' Seoul\nKR '], ['empty', '']]));
  assert.notEqual(attributes, 'refused');
  assert.equal(Object.getPrototypeOf(attributes), null);
  assert.equal(JSON.stringify(attributes), '{"city":"Seoul KR"}');
  for (const key of ['__proto__', 'constructor', 'prototype', '', ' x', 'a\nb', 'x'.repeat(65)]) assert.equal(kept(cleanAttributes([[key, '1']])), 'refused', key);
});

test('whatever comes, what is kept has no control character and no line break', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, multiLine) => {
    const value = kept(cleanText(text, { maxLength: 100, multiLine }));
    assert.doesNotMatch(value, /[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
    assert.doesNotMatch(value, /\p{Cs}/u, 'no half characters');
  }), { numRuns: 2000 });
});
