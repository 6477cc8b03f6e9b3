import assert from 'node:assert/strict';
import { test } from 'node:test';
import stringWidth from 'string-width';
import fc from 'fast-check';
import { cutToColumns, inboxClients, toInboxLine } from '../../src/preview/inbox.js';

const cases: readonly (readonly [text: string, columns: number, shown: string])[] = [
  ['short', 10, 'short'], ['exactly ten', 11, 'exactly ten'], ['a little too long', 10, 'a little…'], ['주간 중국 창업', 8, '주간 중…'], ['가나다', 6, '가나다'], ['two  spaces\nand a line', 30, 'two spaces and a line'], ['👩‍👩‍👧 family', 5, '👩‍👩‍👧 f…'], ['x', 0, ''],
];

test('a line is cut at whole letters, Hangul as two columns', () => {
  for (const [text, columns, shown] of cases) assert.equal(cutToColumns(text, columns).shown, shown, text);
});

test('what is cut is never wider than its room', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 60 }), (text, columns) => {
    assert.ok(stringWidth(cutToColumns(text, columns).shown) <= columns);
  }));
});

test('a long subject leaves less room for the preheader where both share a line', () => {
  const gmail = inboxClients.find(({ id }) => id === 'gmail-web');
  assert.ok(gmail !== undefined);
  const line = toInboxLine({ sender: 'S', subject: 'x'.repeat(90), preheader: 'y'.repeat(90) }, gmail);
  assert.equal(line.preheader.shown.length, gmail.subject - 90 - 3);
  assert.equal(toInboxLine({ sender: 'S', subject: 'x'.repeat(200), preheader: 'y' }, gmail).preheader.shown, '');
});
