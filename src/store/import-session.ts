/** A connection of its own for one import: a transaction per batch, and the batch's rows in a temporary table that COPY fills. */
import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Frequency } from '../audience/frequency.js';
import type { Attributes } from './subscribers.js';
import { holdOffErasures } from './erasures.js';
import type { Database, Store } from './store.js';

/** A row that can be used, as it is written to the database. */
export type ImportRow = {
  readonly line: number;
  /** Where this mailbox stood first in the file; a later row is a duplicate. */
  readonly firstLine: number;
  readonly address: string;
  readonly canonical: string;
  readonly domain: string;
  readonly name: string | null;
  readonly lang: string | null;
  readonly attributes: Attributes;
  readonly joinedAt: Date | null;
  readonly isGone: boolean;
  readonly unsubscribedAt: Date | null;
  readonly consent: string | null;
  readonly source: string | null;
  readonly frequency: Frequency | null;
  /** Slugs. */
  readonly topics: readonly string[] | null;
};

export type ImportSession = {
  /** One batch: its rows stand in `import_rows`. Whole or not at all. Batches of several imports wait for each other, so that they cannot lock each other out. */
  batch<Result>(rows: readonly ImportRow[], work: (transaction: Database) => Promise<Result>): Promise<Result>;
  /** False: another process is at this import now. Held until the end of the session. */
  hold(importId: string): Promise<boolean>;
  close(): Promise<void>;
};

/** Any number, the same for all imports. */
const importLock = 0x1a9027;

/** Temporary tables write no log. */
const tables = `
  create temporary table import_rows (
    line bigint, first_line bigint, canonical text, address text, domain text, name text, lang text, attributes jsonb, joined_at timestamptz, is_gone boolean, unsubscribed_at timestamptz,
    consent text, source text, frequency text, topics text[]
  ) on commit delete rows;
  create temporary table import_decided (
    line bigint, subscriber_id bigint, outcome text, detail text, has_news boolean, joins boolean, changes text
  ) on commit delete rows`;

export async function openImportSession(store: Store): Promise<ImportSession> {
  const client = await store.connect();
  const database: Database = {
    query: async <Row extends object>(sql: string, values?: readonly unknown[]) => (await client.query<Row>(sql, values === undefined ? undefined : [...values])).rows,
  };
  await database.query(tables);
  return {
    batch: (rows, work) => runBatch(client, database, rows, work),
    hold: async (importId) => {
      const [row] = await database.query<{ isHeld: boolean }>('select pg_try_advisory_lock($1, $2::int) as "isHeld"', [importLock, importId]);
      return row?.isHeld === true;
    },
    close: async () => client.release(true), // the temporary tables go with the connection
  };
}

async function runBatch<Result>(client: pg.PoolClient, database: Database, rows: readonly ImportRow[], work: (transaction: Database) => Promise<Result>): Promise<Result> {
  await database.query('begin');
  try {
    await database.query('select pg_advisory_xact_lock($1)', [importLock]);
    await holdOffErasures(database);
    await copyRows(client, rows);
    const result = await work(database);
    await database.query('commit');
    return result;
  } catch (error) {
    await database.query('rollback').catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

async function copyRows(client: pg.PoolClient, rows: readonly ImportRow[]): Promise<void> {
  const copy = client.query(copyFrom('copy import_rows from stdin'));
  copy.end(rows.map(toCopyLine).join(''));
  await once(copy, 'finish');
}

/** PostgreSQL's text format of COPY: tabs between, `\N` for null, a backslash before what would mean something. */
function toCopyLine(row: ImportRow): string {
  const head = `${row.line}\t${row.firstLine}\t${row.canonical.replaceAll('\\', '\\\\')}\t${row.address.replaceAll('\\', '\\\\')}\t${row.domain}`;
  const person = `${toCopyText(row.name)}\t${toCopyText(row.lang)}\t${toCopyText(JSON.stringify(row.attributes))}`;
  const wishes = `${toCopyText(row.frequency)}\t${row.topics === null ? '\\N' : `{${row.topics.join(',')}}`}`; // slugs need no quoting
  return `${head}\t${person}\t${toCopyTime(row.joinedAt)}\t${row.isGone}\t${toCopyTime(row.unsubscribedAt)}\t${toCopyText(row.consent)}\t${toCopyText(row.source)}\t${wishes}\n`;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function toCopyText(text: string | null): string {
  if (text === null) return '\\N';
  return /[\\\t\n\r]/.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (character) => escapes[character] ?? '') : text;
}

function toCopyTime(at: Date | null): string {
  return at === null ? '\\N' : at.toISOString();
}
