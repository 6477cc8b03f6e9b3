/** Statements on audits: acts that are kept for good, each chained to the one before. */
import { findBroken, firstHash, hashAudit, type AuditRow, type BrokenAudit, type NewAudit } from './audit-chain.js';
import type { Database, Store } from './store.js';

export type { AuditDetail, AuditRow, NewAudit } from './audit-chain.js';

const columns = 'id, at, actor, action, subject, detail, previous_hash as "previousHash", hash';
/** Any number that nothing else in the database locks. */
const chainLock = 0x61756474;
const pageSize = 1_000;

/**
 * Adds a row to the chain. Give it the transaction of the act itself: then both are kept, or neither. Others that append wait until it
 * ends, so call it last. Without an act of the database's own: `recordAudit`.
 */
export async function appendAudit(transaction: Database, audit: NewAudit): Promise<AuditRow> {
  // A statement of its own: the next one must see what was committed while this one waited.
  await transaction.query('select pg_advisory_xact_lock($1)', [chainLock]);
  const [last] = await transaction.query<{ id: string; hash: string }>('select id, hash from audits order by id desc limit 1');
  const row = { ...audit, id: String(BigInt(last?.id ?? 0) + 1n), previousHash: last?.hash ?? firstHash };
  const hash = hashAudit(row);
  await transaction.query(
    'insert into audits (id, at, actor, action, subject, detail, previous_hash, hash) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [row.id, row.at, row.actor, row.action, row.subject, JSON.stringify(row.detail), row.previousHash, hash]);
  return { ...row, hash };
}

/** The same in a transaction of its own. */
export async function recordAudit(store: Store, audit: NewAudit): Promise<AuditRow> {
  return store.transaction((transaction) => appendAudit(transaction, audit));
}

export type AuditPage = { readonly action?: string | undefined; readonly subject?: string | undefined; readonly before?: string | undefined; readonly limit: number };

/** The newest first. An action ending in a dot stands for all that begin so. */
export async function listAudits(database: Database, { action, subject, before, limit }: AuditPage): Promise<AuditRow[]> {
  return database.query<AuditRow>(
    `select ${columns} from audits where ($1::text is null or action = $1 or (right($1, 1) = '.' and starts_with(action, $1)))
       and ($2::text is null or subject = $2) and ($3::bigint is null or id < $3) order by id desc limit $4`,
    [action ?? null, subject ?? null, before ?? null, limit]);
}

export type AuditVerdict = { readonly count: number; readonly lastHash: string; readonly hasHead: boolean; readonly broken?: BrokenAudit };

/**
 * Walks the whole chain. A chain cut off at its end is whole in itself: `head`, a hash that was written down elsewhere, must be in it.
 */
export async function verifyAudits(database: Database, head?: string): Promise<AuditVerdict> {
  let last: Pick<AuditRow, 'id' | 'hash'> = { id: '0', hash: firstHash };
  let count = 0;
  let hasHead = head === undefined || head === firstHash;
  for (;;) {
    const rows = await database.query<AuditRow>(`select ${columns} from audits where id > $1 order by id limit $2`, [last.id, pageSize]);
    const broken = findBroken(rows, last);
    hasHead ||= rows.some(({ hash }) => hash === head);
    count += rows.length;
    last = rows.at(-1) ?? last;
    if (broken !== undefined) return { count, lastHash: last.hash, hasHead, broken };
    if (rows.length < pageSize) return { count, lastHash: last.hash, hasHead };
  }
}
