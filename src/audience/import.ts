/**
 * Imports a table of people into a list: bytes -> text -> rows -> people -> batches. Every good row gets in, every other one is told
 * with its line and the reason; the same file again changes nothing. Memory does not grow with the file.
 */
import type { Clock } from '../clock.js';
import type { ListId } from '../ids.js';
import type { Log } from '../log.js';
import { openImportSession } from '../store/import-session.js';
import type { Store } from '../store/store.js';
import type { Column, Columns } from './columns.js';
import type { CsvRow } from './csv.js';
import { importBatch, importOutcomes, type BatchOptions, type ImportOutcome, type RowOutcome } from './import-batch.js';
import { openReport, type Report } from './import-report.js';
import { inBatches, openTable, type TableSource } from './people-table.js';
import { isRefusal, readPerson, type Person } from './person.js';

export type ImportOptions = TableSource & {
  readonly listId: ListId;
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
