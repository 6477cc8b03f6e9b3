/**
 * Imports a table of people into a list: bytes -> text -> rows -> people -> batches. Every good row gets in, every other one is told
 * with its line and the reason; the same file again changes nothing. Memory does not grow with the file.
 */
import type { Clock } from '../clock.js';
import { UserError } from '../errors.js';
import type { ListId } from '../ids.js';
import type { Log } from '../log.js';
import { importOutcomes, type ImportOutcome } from '../store/import-rows.js';
import { openImportSession, type ImportSession } from '../store/import-session.js';
import { advanceImport, finishImport, startImport, type ImportState } from '../store/imports.js';
import type { Store } from '../store/store.js';
import type { Column } from './columns.js';
import { importBatch, type BatchOptions, type BatchResult, type RowOutcome } from './import-batch.js';
import { openReport, type Report } from './import-report.js';
import { inBatches, openTable, type Table, type TableSource } from './people-table.js';
import { digestFile } from './table-bytes.js';
import { isRefusal, type Person, type Refusal } from './person.js';
import { createSeenAddresses, type SeenAddresses } from './seen-addresses.js';

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
/** `share` of the bytes that are read, 0 to 1; null when the size is not known. */
export type ImportProgress = { readonly rowCount: number; readonly counts: ImportCounts; readonly share: number | null };

export type ImportResult = Omit<ImportProgress, 'share'> & {
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
  /** The same file had been read up to this line when its import was cut off. */
  readonly resumedAfterLine: number | null;
  readonly elapsedMs: number;
};

/** Large enough that round trips do not count and PostgreSQL works set by set, small enough that a batch takes less than a second. */
const batchSize = 5000;
const shownCount = 20;

type Tally = { isInterrupted: boolean; rowCount: number; counts: Record<ImportOutcome, number>; refused: RowOutcome[]; doubtful: RowOutcome[] };

/** Throws `import-file`, `import-header`, `import-encoding`; all before anything is written. */
export async function importSubscribers(store: Store, options: ImportOptions): Promise<ImportResult> {
  const startedMs = options.clock.monotonicMs();
  const table = openTable(options);
  const session = await openImportSession(store);
  try {
    const columns = await table.columns();
    const place = await openPlace(store, session, options);
    const tally = await withReport(options.report, place?.reportSize ?? 0, (report) => importRows(session, table, place, { ...options, report }));
    if (place !== undefined && !tally.isInterrupted) await finishImport(store, place.id, options.clock.now());
    options.log.info('import ended', { listId: options.listId, ...tally.counts, isDryRun: options.dryRun ?? false, isInterrupted: tally.isInterrupted });
    return {
      ...tally, encoding: table.found.encoding, delimiter: table.found.delimiter, columns: columns.all, isDryRun: options.dryRun ?? false, report: options.report ?? null,
      resumedAfterLine: place === undefined || place.lastLine === 0 ? null : place.lastLine, elapsedMs: options.clock.monotonicMs() - startedMs,
    };
  } finally {
    await session.close();
    await table.close();
  }
}

/**
 * Where the same file was left when its last import was cut off. Only a file can be met again, known by its bytes and by how it is read;
 * what comes by a stream is read from its beginning, and rows that are in already are unchanged.
 */
async function openPlace(store: Store, session: ImportSession, options: ImportOptions): Promise<ImportState | undefined> {
  if (options.dryRun === true || typeof options.input !== 'string') return undefined;
  const { mapping, encoding, consent, source, report } = options;
  const digest = await digestFile(options.input, JSON.stringify([mapping ?? {}, encoding, consent, source, report]));
  const state = await startImport(store, { listId: options.listId, file: options.inputName ?? options.input, digest });
  if (await session.hold(state.id)) return state;
  throw new UserError('import-file', `${options.inputName ?? options.input} is being imported into this list by another process now.`);
}

async function withReport<Result>(path: string | undefined, size: number, work: (report: Report | undefined) => Promise<Result>): Promise<Result> {
  if (path === undefined) return work(undefined);
  const report = await openReport(path, size);
  return work(report).finally(() => report.close());
}

type Progress = { readonly seen: SeenAddresses; readonly tally: Tally };
type Reading = Omit<ImportOptions, 'report'> & { readonly report: Report | undefined };

/** While PostgreSQL writes one batch, the next one is read: each has a core of its own. */
async function importRows(session: ImportSession, table: Table, place: ImportState | undefined, options: Reading): Promise<Tally> {
  const tally: Tally = { isInterrupted: false, rowCount: 0, counts: { ...noCounts(), ...place?.counts }, refused: [], doubtful: [] };
  tally.rowCount = importOutcomes.reduce((sum, outcome) => sum + tally.counts[outcome], 0);
  const seen = createSeenAddresses();
  let writing: Promise<void> = Promise.resolve();
  for await (const batch of inBatches(table.people(), batchSize)) {
    await writing;
    tally.isInterrupted = options.signal?.aborted ?? false;
    if (tally.isInterrupted) break;
    writing = writeBatch(session, batch, place, options, { seen, tally }).then(() => {
      options.onProgress?.({ rowCount: tally.rowCount, counts: { ...tally.counts }, share: table.share() });
    });
    writing.catch(() => undefined); // told at the next `await`, not as a promise that nobody waits for
  }
  await writing;
  return tally;
}

async function writeBatch(session: ImportSession, batch: readonly (Person | Refusal)[], place: ImportState | undefined, options: Reading, progress: Progress): Promise<void> {
  const { seen, tally } = progress;
  const fresh = place === undefined || place.lastLine === 0 ? batch : batch.filter((one) => one.line > place.lastLine);
  for (const one of batch) if (!isRefusal(one) && place !== undefined && one.line <= place.lastLine) seen.firstLine(one.canonical, one.line);
  if (fresh.length === 0) return;
  await importBatch(session, seen, fresh, batchOptions(options), async (transaction, result) => {
    countBatch(tally, result);
    const reportSize = await options.report?.write(result.told) ?? 0;
    if (place !== undefined) await advanceImport(transaction, { id: place.id, lastLine: fresh.at(-1)?.line ?? 0, counts: tally.counts, reportSize });
  });
}

function batchOptions(options: Reading): BatchOptions {
  return {
    listId: options.listId, source: options.source ?? 'import', consent: options.consent ?? null, at: options.clock.now(),
    dryRun: options.dryRun ?? false, tellsAll: options.report !== undefined,
  };
}

function noCounts(): Record<ImportOutcome, number> {
  return Object.fromEntries(importOutcomes.map((outcome) => [outcome, 0])) as Record<ImportOutcome, number>;
}

function countBatch(tally: Tally, result: BatchResult): void {
  for (const outcome of importOutcomes) {
    tally.counts[outcome] += result.counts[outcome] ?? 0;
    tally.rowCount += result.counts[outcome] ?? 0;
  }
  for (const row of result.told) {
    const shown = row.outcome === 'refused' ? tally.refused : tally.doubtful;
    const isTold = row.outcome === 'refused' || (row.outcome === 'imported' && row.reason !== '');
    if (isTold && shown.length < shownCount) shown.push(row);
  }
}
