/** Statements on imports: how far the reading of a table of people has come, and what its columns were said to mean. */
import { createHash } from 'node:crypto';
import type { Mapping } from '../audience/columns.js';
import type { ListId } from '../ids.js';
import type { ImportOutcome } from './import-rows.js';
import type { Database } from './store.js';

export type ImportState = {
  readonly id: string;
  readonly lastLine: number;
  readonly counts: Readonly<Partial<Record<ImportOutcome, number>>>;
  readonly reportSize: number;
};

/** The unfinished import of the same bytes into the same list, read in the same way; else a new one. */
export async function startImport(database: Database, start: { listId: ListId; file: string; digest: string }): Promise<ImportState> {
  const rows = await database.query<ImportState>(
    `insert into imports (list_id, file, digest) values ($1, $2, $3)
     on conflict (list_id, digest) where finished_at is null do update set file = excluded.file
     returning id, last_line::int as "lastLine", counts, report_size::int as "reportSize"`,
    [start.listId, start.file, start.digest],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the import got no row');
  return row;
}

/** In the transaction that writes the rows. */
export async function advanceImport(database: Database, state: ImportState): Promise<void> {
  await database.query('update imports set last_line = $2, counts = $3, report_size = $4 where id = $1', [state.id, state.lastLine, JSON.stringify(state.counts), state.reportSize]);
}

export async function finishImport(database: Database, id: string, at: Date): Promise<void> {
  await database.query('update imports set finished_at = $2 where id = $1', [id, at]);
}

/** Of tables with the same headings in the same order; undefined: nobody was asked yet. */
export async function findImportMapping(database: Database, listId: ListId, headings: readonly string[]): Promise<Mapping | undefined> {
  const rows = await database.query<{ mapping: Mapping }>('select mapping from import_mappings where list_id = $1 and headings = $2', [listId, digestOf(headings)]);
  return rows[0]?.mapping;
}

export async function saveImportMapping(database: Database, listId: ListId, said: { headings: readonly string[]; mapping: Mapping; at: Date }): Promise<void> {
  await database.query(
    `insert into import_mappings (list_id, headings, mapping, said_at) values ($1, $2, $3, $4)
     on conflict (list_id, headings) do update set mapping = excluded.mapping, said_at = excluded.said_at`,
    [listId, digestOf(said.headings), JSON.stringify(said.mapping), said.at]);
}

function digestOf(headings: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(headings)).digest('hex');
}
