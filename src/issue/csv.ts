/**
 * Comma-separated values (RFC 4180) with the place of every cell, for tables in a text. People's tables in audience/csv.ts are read row
 * by row and forgive; this one is short, and a fault must be shown where it was written.
 */
import { addError, type Findings } from './findings.js';
import { placeAt, type SourceFile } from './source.js';

/** Offsets in the text of the file. */
export type Cell = { readonly value: string; readonly start: number; readonly end: number };
export type CsvRow = readonly Cell[];

/** More is a data set and no table: offer it as a file. */
const most = { rows: 500, columns: 30 } as const;

type Reader = { readonly file: SourceFile; readonly delimiter: string; readonly findings: Findings };

/** The one that the first line has most of, outside quotes: spreadsheets of half the world write semicolons. */
function detectDelimiter(header: string): string {
  const counted = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: header.replaceAll(/"[^"]*"/g, '').split(delimiter).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

/** Rows of equal length, the first with the headings; undefined when something is wrong, which is reported. */
export function parseCsv(file: SourceFile, findings: Findings): readonly CsvRow[] | undefined {
  const before = findings.errors.length;
  const delimiter = detectDelimiter(/.*\S.*/.exec(file.text)?.[0] ?? '');
  const rows = readRows({ file, delimiter, findings });
  if (findings.errors.length === before) checkShape(rows, file, findings);
  return findings.errors.length === before ? rows : undefined;
}

function readRows(reader: Reader): readonly CsvRow[] {
  const { text } = reader.file;
  const rows: CsvRow[] = [];
  let at = 0;
  while (at < text.length) {
    const row: Cell[] = [];
    do {
      const cell = readCell(reader, row.length === 0 ? at : at + 1);
      // What follows an open quote is its echo.
      if (cell === undefined) return rows;
      row.push(cell);
      at = cell.end;
    } while (text[at] === reader.delimiter);
    at += text.startsWith('\r\n', at) ? 2 : 1;
    const isEmpty = row.length === 1 && row[0]?.value === '';
    if (!isEmpty) rows.push(row);
    if (rows.length > most.rows) break;
  }
  return rows;
}

function readCell(reader: Reader, start: number): Cell | undefined {
  const { file, delimiter } = reader;
  if (file.text[start] === '"') return readQuoted(reader, start);
  let end = start;
  while (end < file.text.length && file.text[end] !== delimiter && !/[\r\n]/.test(file.text.charAt(end))) end += 1;
  return { value: file.text.slice(start, end).trim(), start, end };
}

function readQuoted({ file, delimiter, findings }: Reader, start: number): Cell | undefined {
  const { text } = file;
  let close = text.indexOf('"', start + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close < 0) {
    addError(findings, { code: 'table-file', message: 'the quote that opens here is never closed', hint: 'close it, or double a quote inside the text' }, placeAt(file, start, start + 1));
    return undefined;
  }
  const next = text[close + 1];
  if (next !== undefined && next !== delimiter && next !== '\n' && next !== '\r') {
    // An unclosed quote closes at the next one, lines below, where a new cell wanted to begin.
    const isOpen = text.slice(start, close).includes('\n');
    const message = isOpen ? 'the quote that opens here is never closed' : 'words stand behind a closed quote';
    const at = isOpen ? start : close + 1;
    addError(findings, { code: 'table-file', message, hint: 'a quote inside of a quoted text is written twice' }, placeAt(file, at, at + 1));
    return undefined;
  }
  return { value: text.slice(start + 1, close).replaceAll('""', '"').trim(), start, end: close + 1 };
}

function checkShape(rows: readonly CsvRow[], file: SourceFile, findings: Findings): void {
  const fail = (message: string, hint: string, at: Cell | undefined) => addError(findings, { code: 'table-file', message, hint }, placeAt(file, at?.start ?? 0, at?.end));
  const [head, ...body] = rows;
  if (head === undefined || body.length === 0) return fail('the table has no rows', 'the first line holds the headings, every other line a row', head?.[0]);
  if (rows.length > most.rows) return fail(`the table has more than ${most.rows} rows`, 'offer the file as a link: [data](data/all.csv)', undefined);
  if (head.length > most.columns) return fail(`the table has more than ${most.columns} columns`, 'offer the file as a link: [data](data/all.csv)', undefined);
  for (const cell of head.slice(1)) if (cell.value === '') fail('the column has no heading', 'only the first heading may be empty, above the labels of the rows', cell);
  for (const row of body) {
    if (row.length === head.length) continue;
    const hint = row.length > head.length ? 'put a text that holds the sign between the columns into quotes' : 'keep the commas of empty cells';
    fail(`the row has ${row.length} cells, and there are ${head.length} headings`, hint, row[head.length] ?? row[0]);
  }
}
