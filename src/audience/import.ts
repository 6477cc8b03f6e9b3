/**
 * Imports a table of people into a list: bytes -> text -> rows -> people -> batches. Every good row gets in, every other one is told
 * with its line and the reason; the same file again changes nothing. Memory does not grow with the file.
 */
import { createReadStream } from 'node:fs';
import type { Clock } from '../clock.js';
import { UserError } from '../errors.js';
import type { ListId } from '../ids.js';
import type { Log } from '../log.js';
import { openImportSession } from '../store/import-session.js';
import type { Store } from '../store/store.js';
import { readColumns, type Column, type Columns, type Mapping } from './columns.js';
import { detectDelimiter, readCsv, type CsvRow } from './csv.js';
import { decodeText, type Decoding } from './decode.js';
import { importBatch, importOutcomes, type BatchOptions, type ImportOutcome, type RowOutcome } from './import-batch.js';
import { openReport, type Report } from './import-report.js';
import { isRefusal, readPerson, type Person } from './person.js';

export type ImportOptions = {
  readonly listId: ListId;
  /** A path, or the bytes themselves. */
  readonly input: string | AsyncIterable<Uint8Array>;
  /** Shown in messages; default: the path. */
  readonly inputName?: string | undefined;
  readonly mapping?: Mapping | undefined;
  /** Anything iconv-lite knows; default: found out. */
  readonly encoding?: string | undefined;
  /** Says what would happen and writes nothing but the report. */
  readonly dryRun?: boolean | undefined;
  /** What these people agreed to; a consent column in the file wins. */
  readonly consent?: string | undefined;
  /** Whence they are; default `import`. */
  readonly source?: string | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** Path of a CSV with the outcome of every row. */
  readonly report?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Stops between two batches; what is done stays, and running it again does the rest. */
  readonly signal?: AbortSignal | undefined;
};

export type ImportCounts = Readonly<Record<ImportOutcome, number>>;
export type ImportProgress = { readonly rowCount: number; readonly counts: ImportCounts };

export type ImportResult = ImportProgress & {
  /** The first of them; all are in the report. */
  readonly refused: readonly RowOutcome[];
  /** Rows that got in, whose domain looks like a slip of the fingers; the first of them. */
  readonly doubtful: readonly RowOutcome[];
  readonly encoding: string;
  readonly delimiter: string;
  readonly columns: readonly Column[];
  readonly isDryRun: boolean;
  /** The signal came before the end of the file. */
  readonly isInterrupted: boolean;
  readonly report: string | null;
  readonly elapsedMs: number;
};

/** Large enough that the round trips do not count, small enough that a batch takes a tenth of a second. */
const batchSize = 2000;
const shownCount = 20;

type Tally = { isInterrupted: boolean; rowCount: number; counts: Record<ImportOutcome, number>; refused: RowOutcome[]; doubtful: RowOutcome[] };

/** Throws `import-file`, `import-header`, `import-encoding`; all before anything is written. */
export async function importSubscribers(store: Store, options: ImportOptions): Promise<ImportResult> {
  const startedMs = options.clock.monotonicMs();
  const table = openTable(options);
  try {
    const columns = await table.columns();
    const tally = await withReport(options.report, async (report) => importRows(store, table.rows(), columns, { ...options, report }));
    options.log.info('import ended', { listId: options.listId, ...tally.counts, isDryRun: options.dryRun ?? false, isInterrupted: tally.isInterrupted });
    return {
      ...tally, ...table.found, columns: columns.all, isDryRun: options.dryRun ?? false, report: options.report ?? null,
      elapsedMs: options.clock.monotonicMs() - startedMs,
    };
  } finally {
    await table.close();
  }
}

async function withReport<Result>(path: string | undefined, work: (report: Report | undefined) => Promise<Result>): Promise<Result> {
  if (path === undefined) return work(undefined);
  const report = await openReport(path);
  return work(report).finally(() => report.close());
}

async function importRows(
  store: Store,
  rows: AsyncIterable<readonly CsvRow[]>,
  columns: Columns,
  options: Omit<ImportOptions, 'report'> & { readonly report: Report | undefined },
): Promise<Tally> {
  const tally: Tally = { isInterrupted: false, rowCount: 0, counts: noCounts(), refused: [], doubtful: [] };
  const batchOptions: BatchOptions = {
    listId: options.listId, source: options.source ?? 'import', consent: options.consent ?? null, at: options.clock.now(), dryRun: options.dryRun ?? false,
  };
  const session = await openImportSession(store);
  try {
    for await (const batch of inBatches(rows, batchSize)) {
      tally.isInterrupted = options.signal?.aborted ?? false;
      if (tally.isInterrupted) break;
      const read = batch.map((row) => readPerson(row, columns));
      const written = await importBatch(session, read.filter((one): one is Person => !isRefusal(one)), batchOptions);
      const refused = read.filter(isRefusal).map((one): RowOutcome => ({ line: one.line, address: one.typed, outcome: 'refused', reason: one.reason }));
      await countBatch(tally, [...written, ...refused], options.report);
      options.onProgress?.({ rowCount: tally.rowCount, counts: { ...tally.counts } });
    }
  } finally {
    await session.close();
  }
  return tally;
}

function noCounts(): Record<ImportOutcome, number> {
  return Object.fromEntries(importOutcomes.map((outcome) => [outcome, 0])) as Record<ImportOutcome, number>;
}

async function countBatch(tally: Tally, outcomes: readonly RowOutcome[], report: Report | undefined): Promise<void> {
  const inOrder = outcomes.toSorted((one, other) => one.line - other.line);
  for (const row of inOrder) {
    tally.rowCount += 1;
    tally.counts[row.outcome] += 1;
    const shown = row.outcome === 'refused' ? tally.refused : tally.doubtful;
    const isTold = row.outcome === 'refused' || (row.outcome === 'imported' && row.reason !== '');
    if (isTold && shown.length < shownCount) shown.push(row);
  }
  await report?.write(inOrder);
}

type Table = {
  readonly found: Decoding & { delimiter: string };
  /** Reads the header; once, before the rows. */
  columns(): Promise<Columns>;
  rows(): AsyncGenerator<readonly CsvRow[]>;
  close(): Promise<void>;
};

function openTable(options: ImportOptions): Table {
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

async function* inBatches(pages: AsyncIterable<readonly CsvRow[]>, size: number): AsyncGenerator<readonly CsvRow[]> {
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
