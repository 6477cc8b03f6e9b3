/** The chain of the audit table: what a row's hash is made of, and where a chain is broken. Pure, so that it can be checked elsewhere too. */
import { createHash } from 'node:crypto';

export type AuditDetail = { readonly [key: string]: string | number | boolean | null | AuditDetail | readonly (string | number | boolean | null | AuditDetail)[] };

export type NewAudit = {
  readonly at: Date;
  /** `cli:<login>`, `admin:<name>`, or a name that a person gave. */
  readonly actor: string;
  /** `send.override`, `campaign.cancel`. */
  readonly action: string;
  /** `campaign:12`, `list:weekly`. */
  readonly subject: string;
  /** No addresses of readers: audits are never erased. */
  readonly detail: AuditDetail;
};

export type AuditRow = NewAudit & { readonly id: string; readonly previousHash: string; readonly hash: string };

/** In front of the first row. */
export const firstHash = '0'.repeat(64);

/** Keys in order: jsonb keeps them in an order of its own. */
function toCanonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([left], [right]) => (left < right ? -1 : 1)));
  });
}

/** A JSON list, so that no field can run into the next one. */
export function hashAudit(row: Omit<AuditRow, 'hash'>): string {
  const fields = [row.previousHash, row.id, row.at.toISOString(), row.actor, row.action, row.subject, JSON.parse(JSON.stringify(row.detail)) as unknown];
  return createHash('sha256').update(toCanonicalJson(fields), 'utf8').digest('hex');
}

export type BrokenAudit = { readonly id: string; readonly why: string };

/** The first row that does not follow from the one before it; rows in order of their id, `before` the row in front of them. */
export function findBroken(rows: readonly AuditRow[], before: Pick<AuditRow, 'id' | 'hash'> = { id: '0', hash: firstHash }): BrokenAudit | undefined {
  let [id, hash] = [BigInt(before.id), before.hash];
  for (const row of rows) {
    id += 1n;
    if (row.id !== String(id)) return { id: String(id), why: `row ${id} is missing` };
    if (row.previousHash !== hash) return { id: row.id, why: `row ${row.id} does not name the hash of the row before it` };
    if (hashAudit(row) !== row.hash) return { id: row.id, why: `row ${row.id} was changed: its hash does not fit its content` };
    hash = row.hash;
  }
  return undefined;
}
