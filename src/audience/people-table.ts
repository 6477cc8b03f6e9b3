/** A file of people as a table: its bytes opened, its encoding and delimiter found out, its header understood, its rows in batches. */
import { createReadStream } from 'node:fs';
import { UserError } from '../errors.js';
import { readColumns, type Columns, type Mapping } from './columns.js';
import { detectDelimiter, readCsv, type CsvRow } from './csv.js';
import { decodeText, type Decoding } from './decode.js';

export type TableSource = {
  /** A path, or the bytes themselves. */
  readonly input: string | AsyncIterable<Uint8Array>;
  /** Shown in messages; default: the path. */
  readonly inputName?: string | undefined;
  readonly mapping?: Mapping | undefined;
  /** Anything iconv-lite knows; default: found out. */
  readonly encoding?: string | undefined;
};

export type Table = {
  readonly found: Decoding & { delimiter: string };
  /** Reads the header; once, before the rows. */
  columns(): Promise<Columns>;
  rows(): AsyncGenerator<readonly CsvRow[]>;
  close(): Promise<void>;
};

export function openTable(options: TableSource): Table {
  const file = options.inputName ?? (typeof options.input === 'string' ? options.input : 'standard input');
  const found = { encoding: options.encoding ?? '', delimiter: ',' };
  const onHeader = (header: string): string => (found.delimiter = /^sep=(.)$/i.exec(header)?.[1] ?? detectDelimiter(header));
  const pages = readCsv(decodeText(readBytes(options.input, file), found), onHeader);
  let firstPage: readonly CsvRow[] = [];
  return {
    found,
    columns: async () => {
      const next = await pages.next();
      if (next.done === true) throw new UserError('import-file', `${file} holds nothing.`);
      const headerAt = /^sep=/i.test(next.value[0]?.fields[0] ?? '') ? 1 : 0; // Excel's own line that names the delimiter
      const header = next.value[headerAt];
      if (header === undefined || header.fault !== undefined) throw new UserError('import-header', `The first line of ${file} cannot be read${header === undefined ? '' : `: ${header.fault}`}.`);
      firstPage = next.value.slice(headerAt + 1);
      return readColumns(header.fields, options.mapping ?? {}, { file, line: header.line });
    },
    rows: async function* () {
      yield firstPage;
      yield* pages;
    },
    close: async () => {
      await pages.return(undefined);
    },
  };
}

/** What is wrong with a path is told as such; of a stream only its own errors are. */
async function* readBytes(input: string | AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* typeof input === 'string' ? (createReadStream(input) as AsyncIterable<Uint8Array>) : input;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new UserError('import-file', `${file} cannot be read: ${error.message}`, { cause: error });
  }
}

export async function* inBatches(pages: AsyncIterable<readonly CsvRow[]>, size: number): AsyncGenerator<readonly CsvRow[]> {
  let held: CsvRow[] = [];
  for await (const page of pages) {
    let from = 0;
    while (held.length + page.length - from >= size) {
      const until = from + size - held.length;
      yield [...held, ...page.slice(from, until)];
      held = [];
      from = until;
    }
    held = [...held, ...page.slice(from)];
  }
  if (held.length > 0) yield held;
}
