/** The smaller pure parts of the preview, each by its table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../src/errors.js';
import { compareTexts, countDifferences } from '../../src/preview/compare.js';
import { findEditor, splitCommand, toArguments } from '../../src/preview/editor.js';
import { toEditorUrl } from '../../src/preview/fault.js';
import { toLongest, toReaders } from '../../src/preview/reader.js';
import { requireTestRecipient } from '../../src/preview/recipients.js';
import { parseView } from '../../src/preview/view.js';

test('a command is parted into words, and nothing of a shell is done', () => {
  assert.deepEqual(splitCommand(`code --goto "{file}:{line}" 'a b' $(rm) ; x`), ['code', '--goto', '{file}:{line}', 'a b', '$(rm)', ';', 'x']);
});

const editors: readonly (readonly [setting: string | undefined, environment: Record<string, string>, words: readonly string[] | undefined])[] = [
  ['my-editor {file} {line}', {}, ['my-editor', '{file}', '{line}']],
  [undefined, { EDITOR: '/usr/bin/code --wait' }, ['/usr/bin/code', '--goto', '{file}:{line}:{column}']],
  [undefined, { EDITOR: 'vim' }, undefined],
  [undefined, { VISUAL: 'subl', EDITOR: 'vim' }, ['subl', '{file}:{line}:{column}']],
  [undefined, {}, undefined],
];

test('the editor is the setting, or one of the environment that has a window', () => {
  for (const [setting, environment, words] of editors) assert.deepEqual(findEditor(setting, environment), words);
});

test('a file named like a mark is not filled twice, and stays one argument', () => {
  assert.deepEqual(toArguments(['e', '{file}:{line}'], { path: '/a/{line} $(x).yaml', line: 3, column: 1 }), ['e', '/a/{line} $(x).yaml:3']);
});

test('the address of the editor carries blanks and Hangul', () => {
  assert.equal(toEditorUrl({ file: 'x', path: '/a b/글.md', line: 3, column: 5, frame: '' }), 'vscode://file/a%20b/%EA%B8%80.md:3:5');
  assert.equal(toEditorUrl({ file: 'x', path: 'C:\\a\\b.md', line: 1, column: 1, frame: '' }), 'vscode://file/C:/a/b.md:1:1');
});

const allowed = ['Me@Example.org', '@desk.example'];
const recipients: readonly (readonly [to: string, code: string | undefined])[] = [
  ['me@example.org', undefined], ['anybody@desk.example', undefined], [' me@EXAMPLE.org ', undefined], ['you@example.org', 'refused'], ['me@sub.desk.example', 'refused'], ['me@example.org, you@x.example', 'address-invalid'],
  ['me@example.org\r\nBcc: x@y.example', 'address-invalid'], ['', 'address-invalid'],
];

test('tests go to the allow list and to nobody else', () => {
  for (const [to, code] of recipients) {
    if (code === undefined) assert.doesNotThrow(() => requireTestRecipient(allowed, to), to);
    else assert.throws(() => requireTestRecipient(allowed, to), (error) => error instanceof UserError && error.code === code, to);
  }
  assert.throws(() => requireTestRecipient([], 'me@example.org'), /may not get tests/);
});

test('a changed word is told as a word, in Korean too, and all of both texts is there', () => {
  const [before, after] = ['같은 줄\n오늘은 맑은 날이다.\n끝\n', '같은 줄\n오늘은 흐린 날이다.\n끝\n덧붙임\n'];
  const parts = compareTexts(before, after);
  assert.deepEqual(parts.filter(({ kind }) => kind === 'removed').map(({ text }) => text.trim()), ['맑은']);
  assert.equal(parts.filter(({ kind }) => kind !== 'added').map(({ text }) => text).join(''), before);
  assert.equal(parts.filter(({ kind }) => kind !== 'removed').map(({ text }) => text).join(''), after);
  assert.deepEqual(countDifferences(parts), { added: 2, removed: 1 });
});

test('the view of an address knows its words and nothing else', () => {
  assert.deepEqual(parseView({}), { tab: 'mail', source: 'issue', compare: 'side', file: 0, reader: '', hidden: undefined, colours: 'light', hasPictures: true, hasRemote: false, hasStyles: true });
  assert.equal(parseView({ tab: '../etc', colours: '<b>', file: '-1' }).tab, 'mail');
  assert.equal(parseView({ file: '1e9x' }).file, 0);
  assert.deepEqual([parseView({ pictures: 'all' }).hasRemote, parseView({ pictures: 'off' }).hasPictures], [true, false]);
});

test('the longest reader has the longest of each value, in bytes', () => {
  const readers = toReaders([{ name: 'Al', address: 'al-with-a-long-address@example.org', city: 'Busan' }, { name: '김민지입니다', address: 'k@b.example', city: 'Ulm', size: 12 }]);
  assert.deepEqual(toLongest(readers), { id: 'longest', name: '김민지입니다', address: 'al-with-a-long-address@example.org', attributes: { city: 'Busan', size: 12 } });
  assert.throws(() => toReaders([{ name: 'no address' }]));
});
