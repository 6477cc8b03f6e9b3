/** Rows of a table: the same as csv-parse reads where the table is well formed, and no more than one row lost where it is not. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { detectDelimiter, fromCsvField, readCsv, toCsvLine, type CsvRow } from '../../src/audience/csv.js';

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function readAll(text: string, size = 1000): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const page of readCsv(inPieces(text, size), detectDelimiter)) rows.push(...page);
  return rows;
}

const tables: readonly (readonly [text: string, rows: readonly (readonly [line: number, ...fields: string[]])[], why: string])[] = [
  ['a,b\n1,2\n', [[1, 'a', 'b'], [2, '1', '2']], 'the plain case'],
  ['a,b\r\n1,2', [[1, 'a', 'b'], [2, '1', '2']], 'CR LF, no line end at the end'],
  ['a,b\r1,2\r', [[1, 'a', 'b'], [2, '1', '2']], 'CR alone: old Excel on a Mac'],
  ['a;b\n1;2,5', [[1, 'a', 'b'], [2, '1', '2,5']], 'semicolons'],
  ['a\tb\n1\t2', [[1, 'a', 'b'], [2, '1', '2']], 'tabs'],
  ['a\n1\n', [[1, 'a'], [2, '1']], 'one column'],
  ['a,b\n"x, y","say ""hi"""\n', [[1, 'a', 'b'], [2, 'x, y', 'say "hi"']], 'quotation marks'],
  ['a,b\r\n"x\r\ny",2\r\n3,4\r\n', [[1, 'a', 'b'], [2, 'x\ny', '2'], [4, '3', '4']], 'a line break in a cell: the next row is on line 4'],
  ['a,b\n\n \n1,2\n', [[1, 'a', 'b'], [4, '1', '2']], 'empty lines count'],
  ['\n\na,b\n1,2\n', [[3, 'a', 'b'], [4, '1', '2']], 'empty lines before the header'],
  ['a,b\n5" disk,2\n', [[1, 'a', 'b'], [2, '5" disk', '2']], 'a mark inside a field means nothing'],
  ['a,b\n"x" y,2\n', [[1, 'a', 'b'], [2, 'x y', '2']], 'text behind the closing mark is kept'],
  ['a,b\n1\n1,2,3\n', [[1, 'a', 'b'], [2, '1'], [3, '1', '2', '3']], 'ragged rows are told apart later'],
  ['a,b\n,\n', [[1, 'a', 'b'], [2, '', '']], 'empty fields'],
  ['"a;b",c\n1,2', [[1, 'a;b', 'c'], [2, '1', '2']], 'a delimiter in a quoted heading does not count'],
];

test('a table is read row by row, each with the line it begins on', async () => {
  for (const [text, rows, why] of tables) {
    for (const size of [1, 2, 3, 1000]) {
      assert.deepEqual((await readAll(text, size)).map((row) => [row.line, ...row.fields]), rows, `${why}, in pieces of ${size}`);
    }
  }
});

test('well formed tables are read as csv-parse reads them', async () => {
  const field = fc.string({ unit: fc.constantFrom('a', '한', ' ', '"', ',', ';', '\n', "'", '='), maxLength: 6 });
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  await fc.assert(fc.asyncProperty(fc.array(fc.array(field, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 9 }), async (rows, size) => {
    const text = `h1,h2\n${rows.map((row) => row.map(quote).join(',')).join('\n')}\n`;
    const expected = parse(text, { relax_column_count: true });
    assert.deepEqual((await readAll(text, size)).map((row) => row.fields), expected);
  }), { numRuns: 300 });
});

test('a quotation mark that never closes costs its own row, not the rest of the file', async () => {
  const rows = await readAll('email,name\na@x.example,"Anna\nb@x.example,Bo\nc@x.example,Chloe\n');
  assert.deepEqual(rows.map((row) => [row.line, row.fields[0], row.fault !== undefined]), [
    [1, 'email', false], [2, undefined, true], [3, 'b@x.example', false], [4, 'c@x.example', false],
  ]);
  assert.match(rows[1]?.fault ?? '', /quotation mark opens in this row/);
});

test('also when a cell further down has quotation marks of its own', async () => {
  const rows = await readAll('email,name\na@x.example,"Anna\nb@x.example,Bo\nc@x.example,"Chloe, C."\nd@x.example,Di\n');
  assert.deepEqual(rows.map((row) => [row.line, row.fields[0]]), [[1, 'email'], [2, undefined], [3, 'b@x.example'], [4, 'c@x.example'], [5, 'd@x.example']]);
});

test('such a row far from the end is given up after a hundred lines', async () => {
  const people = Array.from({ length: 5000 }, (_, index) => `p${index}@x.example,P\n`).join('');
  const rows = await readAll(`email,name\nbad@x.example,"Anna\n${people}`, 4096);
  assert.equal(rows.filter((row) => row.fault === undefined).length, 5001);
  assert.deepEqual(rows.filter((row) => row.fault !== undefined).map((row) => row.line), [2]);
});

test('a row of a megabyte is refused with its line, and the next one is read', async () => {
  for (const name of ['x'.repeat(1_000_000), `"${'x'.repeat(1_000_000)}"`]) {
    const rows = await readAll(`email,name\na@x.example,${name}\nb@x.example,Bo\n`, 65_536);
    assert.deepEqual(rows.map((row) => [row.line, row.fault ?? row.fields[0]]), [[1, 'email'], [2, 'the row is longer than 65536 characters'], [3, 'b@x.example']]);
  }
});

test('no table, however broken, stops the reader, and no row is invented', async () => {
  const piece = fc.constantFrom('"', ',', '\n', '\r\n', '\r', 'a', '""', ';', '\u0000', '\t');
  await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), async (pieces, size) => {
    const text = pieces.join('');
    const rows = await readAll(text, size);
    assert.deepEqual(rows, await readAll(text), 'the same whatever the pieces it comes in');
    assert.ok(rows.length <= text.split(/\r\n|\n|\r/).length);
    assert.ok(rows.every((row, index) => row.line > (rows[index - 1]?.line ?? 0)), 'lines go up');
  }), { numRuns: 500 });
});

const cells: readonly (readonly [value: string, written: string, why: string])[] = [
  ['Minji', 'Minji', ''],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`, 'a formula'],
  ['+1', `'+1`, ''],
  ['-foo@x.example', `'-foo@x.example`, 'also an address'],
  ['@SUM(1)', `'@SUM(1)`, ''],
  ['＝1', `'＝1`, 'full width, which Excel in Korea and Japan runs too'],
  ['\tx', `"'\tx"`, ''],
  [`'=1`, `''=1`, 'one that had the apostrophe already'],
  [`'tis`, `'tis`, 'an apostrophe by itself is nobody’s formula'],
  ['a,b', '"a,b"', 'RFC 4180 2.6'],
  ['say "hi"', '"say ""hi"""', 'RFC 4180 2.7'],
  [' a', '" a"', 'spaces at the ends'],
];

test('a cell that a spreadsheet would run gets an apostrophe', () => {
  for (const [value, written, why] of cells) assert.equal(toCsvLine([value]), `${written}\r\n`, why);
});

test('what is written is read back as it was', async () => {
  const value = fc.oneof(fc.string({ unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', 'a', '＝', ' ', '\n') }), fc.string());
  await fc.assert(fc.asyncProperty(fc.array(value.filter((text) => !text.includes('\r')), { minLength: 1, maxLength: 4 }), async (values) => {
    const rows = await readAll(toCsvLine(['h', ...values.map(() => 'x')]) + toCsvLine(['1', ...values]));
    assert.deepEqual(rows[1]?.fields.slice(1).map(fromCsvField), values);
  }), { numRuns: 500 });
});
