/**
 * Reads and writes comma-separated values (RFC 4180) for people's tables. The reader is our own because two things matter here that
 * csv-parse 7 does not give: the physical line a row begins on (it counts CR LF inside quotes twice), and that one quotation mark
 * that never closes costs one row and not the rest of the file. The tests hold it against csv-parse.
 */

export type CsvRow = {
  /** Physical line the row begins on, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** Set when the row could not be read; `fields` is empty then. */
  readonly fault?: string;
};

/** Rows beyond this are no rows of people: a wrong file, or an attack on the memory. */
const maxRowLength = 64 * 1024;
/** A cell may have line breaks; this many rather mean that a quotation mark was forgotten. */
const maxRowLines = 100;

const tooLong = `the row is longer than ${maxRowLength} characters`;
const neverCloses = 'a quotation mark opens in this row and does not close';

/** The delimiter that the first line has most of, outside quotation marks; a comma when it has none. */
export function detectDelimiter(header: string): string {
  const unquoted = header.replaceAll(/"[^"]*"/g, '');
  const counted = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, count: unquoted.split(delimiter).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

export type Line = { readonly text: string; readonly number: number; readonly isCut: boolean };

/** Physical lines, by LF, CR LF or CR. A line beyond the limit is cut while it is read, so that memory stays flat. */
export async function* readLines(text: AsyncIterable<string>): AsyncGenerator<Line[]> {
  let rest = '';
  let isCut = false;
  let number = 0;
  for await (const chunk of text) {
    const parts = (rest + chunk).split(/\r\n|\n|\r(?!$)/); // a CR at the very end may be half of a CR LF
    rest = parts.pop() ?? '';
    const lines = parts.map((part, index) => toLine(part, (number += 1), index === 0 && isCut));
    if (parts.length > 0) isCut = false;
    if (rest.length > maxRowLength) {
      rest = rest.slice(0, maxRowLength) + (rest.endsWith('\r') ? '\r' : '');
      isCut = true;
    }
    yield lines;
  }
  if (rest !== '' && rest !== '\r') yield [toLine(rest.replace(/\r$/, ''), number + 1, isCut)];
}

function toLine(text: string, number: number, isCut: boolean): Line {
  return { text: text.slice(0, maxRowLength), number, isCut: isCut || text.length > maxRowLength };
}

/** Rows in pages, as the text comes. Empty lines are left out but counted. */
export async function* readCsv(text: AsyncIterable<string>, onHeader: (header: string) => string): AsyncGenerator<CsvRow[]> {
  let delimiter: string | undefined;
  let lines: Line[] = [];
  for await (const more of readLines(text)) {
    lines = lines.length === 0 ? more : [...lines, ...more];
    const first = lines.find((line) => line.text.trim() !== '');
    if (first === undefined) continue;
    delimiter ??= onHeader(first.text);
    const page = takeRows(lines, delimiter, false);
    lines = lines.slice(page.lineCount);
    if (page.rows.length > 0) yield page.rows;
  }
  if (delimiter !== undefined && lines.length > 0) yield takeRows(lines, delimiter, true).rows;
}

function takeRows(lines: readonly Line[], delimiter: string, isEnd: boolean): { rows: CsvRow[]; lineCount: number } {
  const rows: CsvRow[] = [];
  let at = 0;
  while (at < lines.length) {
    const taken = takeRow(lines, at, delimiter, isEnd);
    if (taken === 'more') break;
    if (taken.row !== undefined) rows.push(taken.row);
    at += taken.lineCount;
  }
  return { rows, lineCount: at };
}

type Taken = { readonly row?: CsvRow; readonly lineCount: number };

/** One row from `lines[at]` on. A row that does not close is given up after its first line: the next line is a row of its own again. */
function takeRow(lines: readonly Line[], at: number, delimiter: string, isEnd: boolean): Taken | 'more' {
  const first = lines[at];
  if (first === undefined) return 'more';
  const refuse = (fault: string): Taken => ({ row: { line: first.number, fields: [], fault }, lineCount: 1 });
  if (first.isCut) return refuse(tooLong);
  if (first.text.trim() === '') return { lineCount: 1 };
  let text = first.text;
  for (let count = 1; count <= maxRowLines; count += 1) {
    const fields = splitFields(text, delimiter);
    if (fields === 'misquoted') break;
    if (fields !== 'open') return { row: { line: first.number, fields }, lineCount: count };
    const next = lines[at + count];
    if (next === undefined) return isEnd ? refuse(neverCloses) : 'more';
    text += `\n${next.text}`;
    if (next.isCut || text.length > maxRowLength) break;
  }
  return refuse(neverCloses);
}

/**
 * The fields of a row; `open` when a quoted field has not closed at its end. A quotation mark only means something at the beginning of
 * a field; text behind a closing one is kept as it stands. But when that one closed on a later line, it opened a field of that line,
 * and the first one was forgotten: `misquoted`.
 */
function splitFields(text: string, delimiter: string): string[] | 'open' | 'misquoted' {
  const fields: string[] = [];
  let at = 0;
  while (at <= text.length) {
    const isQuoted = text[at] === '"';
    const close = isQuoted ? findClosingQuote(text, at + 1) : at;
    if (close === undefined) return 'open';
    const found = text.indexOf(delimiter, close);
    const end = found === -1 ? text.length : found;
    if (isQuoted && text.slice(at, close).includes('\n') && text.slice(close + 1, end).trim() !== '') return 'misquoted';
    fields.push(isQuoted ? text.slice(at + 1, close).replaceAll('""', '"') + text.slice(close + 1, end) : text.slice(at, end));
    at = end + 1;
  }
  return fields;
}

function findClosingQuote(text: string, from: number): number | undefined {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at === -1 ? undefined : at;
}

/** What a spreadsheet takes for a formula, also in full width, behind any number of apostrophes: so that writing and reading are each other's inverse. */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;
const defused = /^'+[=+\-@\t\r\n＝＋－＠]/;

/** One row with its line end. A cell that a spreadsheet would run gets an apostrophe in front (OWASP: CSV injection). */
export function toCsvLine(values: readonly string[]): string {
  return `${values.map((value) => toCsvField(formula.test(value) ? `'${value}` : value)).join(',')}\r\n`;
}

function toCsvField(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Takes away the apostrophe that `toCsvLine` put there, and only that. */
export function fromCsvField(text: string): string {
  return defused.test(text) ? text.slice(1) : text;
}
