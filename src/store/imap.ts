/** Statements on IMAP accounts: how far each mailbox was read, what is wrong, and who reads. */
import type pg from 'pg';
import type { Database, Store } from './store.js';

export type ImapFaultKind = 'login' | 'token' | 'unreachable' | 'mailbox';

/** The last UID that was looked at; 0 for a mailbox that is new, or has new UIDs. */
export async function findLastUid(database: Database, account: string, mailbox: string, uidValidity: bigint): Promise<number> {
  const [row] = await database.query<{ lastUid: string }>(
    'select last_uid as "lastUid" from imap_mailboxes where account = $1 and mailbox = $2 and uid_validity = $3', [account, mailbox, String(uidValidity)]);
  return Number(row?.lastUid ?? 0);
}

export type Progress = { readonly account: string; readonly mailbox: string; readonly uidValidity: bigint; readonly lastUid: number; readonly keptCount: number; readonly leftCount: number };

export async function saveProgress(database: Database, { account, mailbox, uidValidity, lastUid, keptCount, leftCount }: Progress): Promise<void> {
  await database.query(
    `insert into imap_mailboxes as m (account, mailbox, uid_validity, last_uid, kept_count, left_count) values ($1, $2, $3, $4, $5, $6)
     on conflict (account, mailbox) do update set uid_validity = excluded.uid_validity, last_uid = excluded.last_uid,
       kept_count = m.kept_count + excluded.kept_count, left_count = m.left_count + excluded.left_count`,
    [account, mailbox, String(uidValidity), lastUid, keptCount, leftCount]);
}

export async function noteLook(database: Database, account: string, at: Date): Promise<void> {
  await database.query(
    `insert into imap_accounts (account, looked_at) values ($1, $2)
     on conflict (account) do update set looked_at = excluded.looked_at, fault = null, fault_detail = null, fault_since = null`, [account, at]);
}

/** Since when it cannot be read for this reason. */
export async function noteImapFault(database: Database, account: string, fault: { kind: ImapFaultKind; detail: string; at: Date }): Promise<Date> {
  const [row] = await database.query<{ since: Date }>(
    `insert into imap_accounts as a (account, fault, fault_detail, fault_since) values ($1, $2, $3, $4)
     on conflict (account) do update set fault_detail = excluded.fault_detail, fault_since = case when a.fault = excluded.fault then a.fault_since else excluded.fault_since end, fault = excluded.fault
     returning fault_since as since`, [account, fault.kind, fault.detail, fault.at]);
  return row?.since ?? fault.at;
}

export type ImapAccountRow = {
  readonly account: string;
  readonly lookedAt: Date | null;
  readonly fault: ImapFaultKind | null;
  readonly faultDetail: string | null;
  readonly faultSince: Date | null;
  readonly keptCount: number;
  readonly leftCount: number;
};

export async function listImapAccounts(database: Database): Promise<ImapAccountRow[]> {
  return database.query<ImapAccountRow>(
    `select a.account, a.looked_at as "lookedAt", a.fault, a.fault_detail as "faultDetail", a.fault_since as "faultSince",
       coalesce(sum(m.kept_count), 0)::float8 as "keptCount", coalesce(sum(m.left_count), 0)::float8 as "leftCount"
     from imap_accounts a left join imap_mailboxes m using (account) group by a.account order by a.account`);
}

/** First half of the two-part advisory key; "imap" as ASCII. */
const lockClass = 0x696d6170;

export type ReaderLock = {
  /** Aborts when the connection that holds it is lost: somebody else may be reading by now. */
  readonly lostSignal: AbortSignal;
  release(): Promise<void>;
};

/** Undefined while another process reads this account. Two at once would do no harm (a message is kept once), but quarrel over moving. */
export async function lockImapAccount(store: Store, account: string): Promise<ReaderLock | undefined> {
  const client = await store.connect();
  try {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as taken', [lockClass, account]);
    if (rows[0]?.taken === true) return holdLock(client, account);
    client.release();
    return undefined;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function holdLock(client: pg.PoolClient, account: string): ReaderLock {
  const lost = new AbortController();
  const lose = (): void => lost.abort();
  client.on('error', lose);
  client.on('end', lose);
  return {
    lostSignal: lost.signal,
    async release() {
      client.removeListener('error', lose);
      client.removeListener('end', lose);
      // A connection that cannot give the lock back must not go back to the pool: it would keep others out.
      const isUnlocked = await client.query('select pg_advisory_unlock($1, hashtext($2))', [lockClass, account]).then(() => true, () => false);
      client.release(!isUnlocked);
    },
  };
}
