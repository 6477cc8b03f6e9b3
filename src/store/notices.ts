/** Statements on notices: what the owner is told, once each. It waits until it is out. */
import type { Database } from './store.js';

export type NewNotice = {
  /** What it is about; the same key is told once. */
  readonly key: string;
  readonly subject: string;
  readonly text: string;
  /** In whose name the mail is sent; null: the owner's own. */
  readonly fromAddress: string | null;
  /** For machines. No addresses of readers. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly at: Date;
};

export type NoticeRow = NewNotice & { readonly mailedAt: Date | null; readonly postedAt: Date | null; readonly attempts: number; readonly trouble: string | null };

const columns = 'key, subject, text, from_address as "fromAddress", about, at, mailed_at as "mailedAt", posted_at as "postedAt", attempts, trouble';

/** Give it the transaction of what it tells of. False: told before. */
export async function addNotice(database: Database, notice: NewNotice): Promise<boolean> {
  const rows = await database.query(
    `insert into notices (key, subject, text, from_address, about, at, next_try_at) values ($1, $2, $3, $4, $5, $6, $6) on conflict (key) do nothing returning key`,
    [notice.key, notice.subject, notice.text, notice.fromAddress, JSON.stringify(notice.about), notice.at]);
  return rows.length === 1;
}

/**
 * One that waits, kept from others until `retryAt`: a process that dies over it leaves it to the next one. By the clock of the caller.
 */
export async function claimNotice(database: Database, { now, retryAt }: { now: Date; retryAt: Date }): Promise<NoticeRow | undefined> {
  const [row] = await database.query<NoticeRow>(
    `update notices set attempts = attempts + 1, next_try_at = $2
     where key = (select key from notices where next_try_at <= $1 order by at, key limit 1 for update skip locked) returning ${columns}`, [now, retryAt]);
  return row;
}

export type Told = { readonly mailedAt: Date | null; readonly postedAt: Date | null; readonly nextTryAt: Date | null; readonly trouble: string | null };

export async function settleNotice(database: Database, key: string, told: Told): Promise<void> {
  await database.query('update notices set mailed_at = $2, posted_at = $3, next_try_at = $4, trouble = $5 where key = $1', [key, told.mailedAt, told.postedAt, told.nextTryAt, told.trouble]);
}

/** The newest first. */
export async function listNotices(database: Database, limit: number): Promise<NoticeRow[]> {
  return database.query<NoticeRow>(`select ${columns} from notices order by at desc, key desc limit $1`, [limit]);
}
