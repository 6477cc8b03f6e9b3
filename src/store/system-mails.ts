/** Statements on the program's own mails: what is still to be handed to the relay. A row goes when its mail is gone. */
import type { ListId, SubscriberId } from '../ids.js';
import type { Database } from './store.js';

export type SystemMailKind = 'confirm' | 'link' | 'welcome' | 'change' | 'changed';

export type NewSystemMail = {
  readonly kind: SystemMailKind;
  /** In whose name it comes. */
  readonly listId: ListId;
  readonly subscriberId: SubscriberId;
  /** The sign-up or the change of address that it is about. */
  readonly referenceId: string | null;
  readonly address: string;
  readonly canonical: string;
  readonly lang: string;
  readonly madeAt: Date;
};

export type SystemMailRow = NewSystemMail & { readonly id: string; readonly attempts: number };

export async function insertSystemMail(database: Database, mail: NewSystemMail): Promise<void> {
  await database.query(
    `insert into system_mails (kind, list_id, subscriber_id, reference_id, address, canonical, lang, made_at, next_attempt_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
    [mail.kind, mail.listId, mail.subscriberId, mail.referenceId, mail.address, mail.canonical, mail.lang, mail.madeAt],
  );
}

/** The next that is due; while it is being sent nobody else takes it. `patienceSeconds` later it is due again unless it was deleted. */
export async function claimSystemMail(database: Database, at: Date, patienceSeconds: readonly number[]): Promise<SystemMailRow | undefined> {
  return (await database.query<SystemMailRow>(
    `update system_mails m set attempts = attempts + 1,
       next_attempt_at = $1::timestamptz + ($2::float8[])[least(m.attempts + 1, cardinality($2::float8[]))] * interval '1 second'
     where id = (select id from system_mails where next_attempt_at <= $1 order by next_attempt_at, id limit 1 for update skip locked)
     returning id, kind, list_id as "listId", subscriber_id as "subscriberId", reference_id as "referenceId", address, canonical, lang, made_at as "madeAt", attempts`,
    [at, patienceSeconds],
  ))[0];
}

export async function deleteSystemMail(database: Database, id: string): Promise<void> {
  await database.query('delete from system_mails where id = $1', [id]);
}
