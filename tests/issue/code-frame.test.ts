import assert from 'node:assert/strict';
import test from 'node:test';
import { renderCodeFrame } from '../../src/code-frame.js';
import { placeAt, toSourceFile } from '../../src/issue/source.js';

function frameAt(content: string, start: string, length = start.length): string {
  const file = toSourceFile('a.yaml', '/a.yaml', content);
  const offset = file.text.indexOf(start);
  return renderCodeFrame(placeAt(file, offset, offset + length));
}

test('two lines before and after, with numbers and a caret', () => {
  assert.equal(frameAt('one\ntwo\nthree\nfour: x\nfive\nsix\nseven\n', 'x'), '  2 | two\n  3 | three\n> 4 | four: x\n    |       ^\n  5 | five\n  6 | six');
});

test('numbers of lines are padded to the widest', () => {
  const lines = Array.from({ length: 12 }, (_, index) => `line${index + 1}`).join('\n');
  assert.match(frameAt(lines, 'line9'), /^ {3}7 \| line7\n {3}8 \| line8\n> {2}9 \| line9\n {5}\| \^{5}\n {2}10 \| line10\n/);
});

test('Hangul and Han take two columns, tabs stay tabs', () => {
  assert.equal(frameAt('\t중국 x: 경영\n', 'x'), '> 1 | \t중국 x: 경영\n    | \t     ^\n  2 |');
  assert.equal(frameAt('가: 나다\n', '나다'), '> 1 | 가: 나다\n    |     ^^^^\n  2 |');
});

test('a long line is cut around the caret', () => {
  const [line, caret] = frameAt('가'.repeat(300) + 'X' + '나'.repeat(300), 'X').split('\n');
  assert.equal(line, `> 1 | …${'가'.repeat(20)}X${'나'.repeat(29)}…`);
  assert.equal(caret, `    | ${' '.repeat(41)}^`);
});

test('characters that command a terminal are not repeated', () => {
  assert.doesNotMatch(frameAt('a\u001b[31m\u009b x \u202e\r\n', 'x'), /[^\P{Cc}\n]|\u202e/u);
});

test('a place without lines has no frame', () => {
  assert.equal(renderCodeFrame({ file: 'a', line: 1, column: 1 }), '');
});
