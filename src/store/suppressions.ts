/** Statements on suppressions: addresses that are never written to, for all lists or for one. Kept by canonical address, so they outlive the subscriber. */
import type { ListId } from '../ids.js';
import { isErasedSql } from './erasures.js';
import type { Database } from './store.js';

export type SuppressionReason = 'hard-bounce' | 'mailbox-full' | 'inactive' | 'complaint' | 'admin' | 'erased';
export const suppressionReasons: readonly SuppressionReason[] = ['hard-bounce', 'mailbox-full', 'inactive', 'complaint', 'admin', 'erased'];

export type NewSuppression = {
  readonly canonical: string;
  /** null: all lists. */
  readonly listId: ListId | null;
  readonly reason: SuppressionReason;
  /** The reply, the diagnostic of the report, the note of the admin. */
  readonly evidence: string | null;
  /** smtp, dsn, arf, webhook, admin, import */
  readonly source: string;
  readonly feedbackId: string | null;
  /** null: for good. */
  readonly expiresAt: Date | null;
};

export type SuppressionRow = NewSuppression & { readonly id: string; readonly listSlug: string | null; readonly createdAt: Date };

const columns = `p.id, p.canonical, p.list_id as "listId", l.slug as "listSlug", p.reason, p.evidence, p.source, p.feedback_id as "feedbackId",
  p.created_at as "createdAt", p.expires_at as "expiresAt" from suppressions p left join lists l on l.id = p.list_id`;

/** The first one stays, unless it has ended or would end before the new one. False when it stayed, or the address is erased: a hash of it is kept already. */
export async function insertSuppression(database: Database, suppression: NewSuppression, at: Date): Promise<boolean> {
  const rows = await database.query(
    `insert into suppressions as p (canonical, list_id, reason, evidence, source, feedback_id, expires_at, created_at)
     select $1, $2::bigint, $3, $4, $5, $6::bigint, $7::timestamptz, $8::timestamptz where not ${isErasedSql('$1::text')}
     on conflict (canonical, list_id) do update set reason = excluded.reason, evidence = excluded.evidence, source = excluded.source,
       feedback_id = excluded.feedback_id, expires_at = excluded.expires_at, created_at = excluded.created_at
     where p.expires_at <= $8 or (p.expires_at is not null and (excluded.expires_at is null or excluded.expires_at > p.expires_at))
     returning id`,
    [suppression.canonical, suppression.listId, suppression.reason, suppression.evidence, suppression.source, suppression.feedbackId, suppression.expiresAt, at],
  );
  return rows.length === 1;
}

/**
 * Ends those that hold now and writes the note behind the evidence: the row stays, so that a later look still finds the complaint.
 * An erased person asked for it; that one does not end. Returns how many ended.
 */
export async function endSuppressions(database: Database, end: { canonical: string; listId: ListId | null; note: string; at: Date }): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    `update suppressions set expires_at = $4, evidence = concat_ws(' | ', evidence, 'lifted: ' || $3::text)
     where canonical = $1 and list_id is not distinct from $2 and reason <> 'erased' and (expires_at is null or expires_at > $4) returning id`,
    [end.canonical, end.listId, end.note, end.at],
  );
  return rows.map(({ id }) => id);
}

export async function findSuppressions(database: Database, canonical: string): Promise<SuppressionRow[]> {
  return database.query<SuppressionRow>(`select ${columns} where p.canonical = $1 order by p.list_id nulls first`, [canonical]);
}

/** The newest first. `at`: only those that hold at this time; null: also those that ended. */
export async function pageSuppressions(
  database: Database,
  page: { at: Date | null; reason: SuppressionReason | null; before: string | null; limit: number },
): Promise<SuppressionRow[]> {
  return database.query<SuppressionRow>(
    `select ${columns} where ($1::timestamptz is null or p.expires_at is null or p.expires_at > $1) and ($2::text is null or p.reason = $2)
       and ($3::bigint is null or p.id < $3) order by p.id desc limit $4`,
    [page.at, page.reason, page.before, page.limit],
  );
}

/** An admin let the address go after this moment: what came before it does not bind any more. */
export async function hasLiftedSince(database: Database, canonical: string, at: Date): Promise<boolean> {
  const rows = await database.query(
    `select from suppressions where canonical = $1 and expires_at > $2 and expires_at <= clock_timestamp() and evidence like '%lifted: %' limit 1`, [canonical, at]);
  return rows.length > 0;
}

/** Those that rest on this message alone. */
export async function endSuppressionsOf(database: Database, end: { feedbackId: string; note: string; at: Date }): Promise<number> {
  const rows = await database.query(
    `update suppressions set expires_at = $3, evidence = concat_ws(' | ', evidence, 'ended: ' || $2::text)
     where feedback_id = $1 and reason <> 'erased' and (expires_at is null or expires_at > $3) returning id`, [end.feedbackId, end.note, end.at]);
  return rows.length;
}
