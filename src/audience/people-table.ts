/** A file of people as a table: its bytes opened, its encoding and form found out, its header understood, its rows read into people. */
import { statSync } from 'node:fs';
import { isAddressFault, parseAddress } from '../address/parse.js';
import { UserError } from '../errors.js';
import type { Topic } from '../store/lists.js';
import type { AttributeDeclaration } from './attributes.js';
import { readColumns, type Column, type Columns, type Mapping } from './columns.js';
import { detectDelimiter, fromCsvField, readCsv, type CsvRow } from './csv.js';
import { decodeText, type Decoding } from './decode.js';
import { readJsonLines, type JsonRow } from './json-lines.js';
import { createPersonReader, type Person, type PersonReader, type Refusal } from './person.js';
import { countBytes, readBytes } from './table-bytes.js';

export type TableSource = {
  /** A path, or the bytes themselves. */
  readonly input: string | AsyncIterable<Uint8Array>;
  /** Shown in messages; default: the path. */
  readonly inputName?: string | undefined;
  readonly mapping?: Mapping | undefined;
  /** What the list declares of its people: their values are held to it. */
  readonly declared?: readonly AttributeDeclaration[] | undefined;
  /** Of the list: only these can be chosen. */
  readonly topics?: readonly Topic[] | undefined;
  /** Anything iconv-lite knows; default: found out. */
  readonly encoding?: string | undefined;
};

export type Table = {
  /** `delimiter` is `json` for JSON lines. */
  readonly found: Decoding & { delimiter: string };
  /** Reads the header; once, before the rows. */
  columns(): Promise<{ readonly all: readonly Column[] }>;
  people(): AsyncGenerator<readonly (Person | Refusal)[]>;
  /** Of the bytes, how many are read: 0 to 1; null when nobody knows how many there are. */
  share(): number | null;
  close(): Promise<void>;
};

/** How headings are understood, and values of topics. */
type Headings = { readonly mapping: Mapping; readonly declared: readonly AttributeDeclaration[]; readonly topics: readonly Topic[] };

type Form = { readonly columns: Columns; readonly people: AsyncGenerator<readonly (Person | Refusal)[]> };

export function openTable(options: TableSource): Table {
  const file = options.inputName ?? (typeof options.input === 'string' ? options.input : 'standard input');
  const found = { encoding: options.encoding ?? '', delimiter: ',' };
  const size = typeof options.input === 'string' ? statSync(options.input, { throwIfNoEntry: false })?.size : undefined;
  const headings = { mapping: options.mapping ?? {}, declared: options.declared ?? [], topics: options.topics ?? [] };
  let byteCount = 0;
  const bytes = countBytes(readBytes(options.input, file), (count) => (byteCount += count));
  const text = decodeText(bytes, found);
  let form: Form | undefined;
  return {
    found,
    columns: async () => (form ??= await openForm(text, found, headings, file)).columns,
    people: async function* () {
      form ??= await openForm(text, found, headings, file);
      yield* form.people;
    },
    share: () => (size === undefined || size === 0 ? null : Math.min(1, byteCount / size)),
    close: async () => {
      await form?.people.return(undefined);
      await text.return(undefined);
    },
  };
}

async function openForm(text: AsyncGenerator<string>, found: { delimiter: string }, headings: Headings, file: string): Promise<Form> {
  const { isJson, whole } = await readHead(text);
  if (!isJson) return openCsv(whole, found, headings, file);
  found.delimiter = 'json';
  return openJson(whole, headings, file);
}

/** A table whose first character is a brace is JSON, one object a line; no heading of a CSV begins so. */
export async function readHead(text: AsyncGenerator<string>): Promise<{ isJson: boolean; whole: AsyncGenerator<string> }> {
  let head = '';
  while (head.trim() === '') {
    const next = await text.next();
    if (next.done === true) break;
    head += next.value;
  }
  return { isJson: head.trimStart().startsWith('{'), whole: prepend(head, text) };
}

async function* prepend(head: string, text: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head;
  yield* text;
}

export type OpenedCsv = { readonly header: CsvRow; readonly first: readonly CsvRow[]; readonly pages: AsyncGenerator<readonly CsvRow[]> };

export async function readHeader(text: AsyncGenerator<string>, found: { delimiter: string }, file: string): Promise<OpenedCsv> {
  const onHeader = (header: string): string => (found.delimiter = /^sep=(.)$/i.exec(header)?.[1] ?? detectDelimiter(header));
  const pages = readCsv(text, onHeader);
  const next = await pages.next();
  if (next.done === true) throw new UserError('import-file', `${file} holds nothing.`);
  const headerAt = /^sep=/i.test(next.value[0]?.fields[0] ?? '') ? 1 : 0; // Excel's own line that names the delimiter
  const header = next.value[headerAt];
  if (header === undefined || header.fault !== undefined) throw new UserError('import-header', `The first line of ${file} cannot be read${header === undefined ? '' : `: ${header.fault}`}.`);
  return { header, first: next.value.slice(headerAt + 1), pages };
}

async function openCsv(text: AsyncGenerator<string>, found: { delimiter: string }, headings: Headings, file: string): Promise<Form> {
  const { header, first, pages } = await readHeader(text, found, file);
  const holdsAddresses = (index: number): boolean => first.some(({ fields }) => !isAddressFault(parseAddress(fromCsvField(fields[index] ?? ''))));
  const columns = readColumns(header.fields, headings.mapping, { file, line: header.line }, { declared: headings.declared, holdsAddresses });
  const read = createPersonReader(columns, headings.topics);
  const readRow = (row: CsvRow): Person | Refusal => read(row.fault === undefined ? { line: row.line, fields: row.fields.map(fromCsvField) } : row);
  return { columns, people: readPages(first, pages, readRow) };
}

/** In CSV all rows have the columns of the header; every line of JSON has its own keys. */
async function openJson(text: AsyncGenerator<string>, headings: Headings, file: string): Promise<Form> {
  const pages = readJsonLines(text);
  const readers = new Map<string, PersonReader>();
  const readRow = (row: JsonRow): Person | Refusal => {
    if (row.fault !== undefined) return { line: row.line, typed: '', reason: row.fault };
    const signature = JSON.stringify(row.keys);
    const read = readers.get(signature) ?? createReader(row, headings, file);
    if (readers.size < maxReaders) readers.set(signature, read);
    return read(row);
  };
  const next = await pages.next();
  const rows = next.done === true ? [] : next.value;
  const first = rows.find((row) => row.fault === undefined);
  if (first === undefined) throw new UserError('import-header', `The first lines of ${file} hold no JSON object.`);
  return { columns: readColumns(first.keys, headings.mapping, { file, line: first.line }, headings), people: readPages(rows, pages, readRow) };
}

async function* readPages<Row>(first: readonly Row[], pages: AsyncIterable<readonly Row[]>, readRow: (row: Row) => Person | Refusal): AsyncGenerator<readonly (Person | Refusal)[]> {
  yield first.map(readRow);
  for await (const page of pages) yield page.map(readRow);
}

/** Sets of keys; beyond this each line is understood anew. */
const maxReaders = 1000;

/** Keys without an address cost the line, not the file. */
function createReader(row: JsonRow, headings: Headings, file: string): PersonReader {
  try {
    return createPersonReader(readColumns(row.keys, headings.mapping, { file, line: row.line }, headings), headings.topics);
  } catch (error) {
    if (error instanceof UserError) return ({ line }) => ({ line, typed: '', reason: error.message });
    throw error;
  }
}

export async function* inBatches<One>(pages: AsyncIterable<readonly One[]>, size: number): AsyncGenerator<readonly One[]> {
  let held: One[] = [];
  for await (const page of pages) {
    for (const one of page) held.push(one);
    while (held.length >= size) {
      yield held.slice(0, size);
      held = held.slice(size);
    }
  }
  if (held.length > 0) yield held;
}
