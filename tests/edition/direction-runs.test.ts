/** What would be drawn in another order than it is read, and so is isolated: [in brackets] here. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isolateRuns, splitDirectionRuns, withoutIsolates, type Direction } from '../../src/edition/direction-runs.js';

const cases: readonly (readonly [Direction, string, string])[] = [
  ['rtl', 'اتصل على [+49 30 1234-567] اليوم.', 'a telephone number in Arabic'],
  ['rtl', 'טלפון: [02-555-0134], או [(03) 123 4567].', 'telephone numbers in Hebrew'],
  ['rtl', 'חייגו [*2700] עכשיו', 'a short number behind a star'],
  ['rtl', 'هاتف [٠٢ ٥٥٥ ٠١٣٤]', 'digits of Arabic'],
  ['rtl', 'في [2026-11-23] صدر', 'a date as machines write it'],
  ['rtl', 'سكان [1 000 000] نسمة', 'a number in groups'],
  ['rtl', 'بين 2020-2026 و 10-12', 'ranges are read from the right, as the text is'],
  ['rtl', 'في 23/11/2026 الساعة 10:30', 'what is drawn right already'],
  ['rtl', 'لغة [C++] و [C#] و [3D] و [.NET]', 'words with a sign at their end or start'],
  ['rtl', 'كتاب [Builder C++] و C++ Builder', 'with its neighbour: one passage, and none when the sign stands inside'],
  ['rtl', 'שפת Java נוחה, וגם Python.', 'letters alone need nothing'],
  ['rtl', 'עם Node.js 20 אפשר', 'a number behind letters goes with them'],
  ['rtl', 'ראו [https://example.org/a/] כאן', 'an address with its last slash'],
  ['rtl', 'אל [@courant] ואל desk@example.org.', 'a name behind a sign'],
  ['rtl', 'تطبيق [Courant (beta)], جديد', 'a bracket that was opened belongs to it'],
  ['rtl', 'שלום [__C_READER_1__]!', 'a value of the reader may be of any script'],
  ['rtl', 'و[__C_READER_NAME__]، ([__C_READER_ADDRESS__])', 'with a letter before it and a mark behind, and in brackets'],
  ['rtl', 'ראו https://example.org/__C_READER_1__/ כאן', 'a value within an address is a part of it'],
  ['rtl', 'לחצו __C_UNSUBSCRIBE_URL__ או __C_SECTION_1_START__', 'a link and a border are no values'],
  ['ltr', 'Hello __C_READER_1__!', 'in other texts it goes as it is'],
  ['rtl', '(C) أو (Courant)', 'a bracket around it does not'],
  ['ltr', 'the word [שלום], 12 pages', 'Hebrew in English: the number behind it stays behind'],
  ['ltr', 'called [الرياض اليوم] (2 times)', 'several words are one passage'],
  ['ltr', 'Call +49 30 1234-567', 'nothing turns round here'],
  ['ltr', '전화 02-555-0134, C++', 'nor here'],
];

test('numbers in groups and words with signs are isolated where they would turn round', () => {
  for (const [dir, marked, why] of cases) {
    const text = marked.replaceAll(/\[|\]/g, '');
    const shown = splitDirectionRuns(text, dir).map((run) => (run.dir === undefined ? run.text : `[${run.text}]`)).join('');
    assert.equal(shown, marked, why);
  }
});

test('an isolate of plain text is closed, and nothing is lost', () => {
  assert.equal(isolateRuns('ספר C++ חדש', 'rtl'), 'ספר \u2066C++\u2069 חדש');
  assert.equal(isolateRuns('שלום __C_READER_1__, C++', 'rtl'), 'שלום \u2068__C_READER_1__\u2069, \u2066C++\u2069');
  const signs = fc.constantFrom('__C_READER_1__', '__C_READER_NAME__', 'א', 'ع', 'a', 'Z', '1', '٢', ' ', '+', '-', '.', ',', '(', ')', '#', '\u00a0', '/', '가', '😀', '\u0301');
  fc.assert(fc.property(fc.array(signs), fc.constantFrom<Direction>('rtl', 'ltr'), (written, dir) => {
    const text = written.join('');
    const isolated = isolateRuns(text, dir);
    assert.equal(withoutIsolates(isolated), text);
    assert.equal([...isolated.matchAll(/[\u2066-\u2068]/g)].length, [...isolated.matchAll(/\u2069/g)].length);
  }));
});
