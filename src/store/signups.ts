/** Statements on sign-ups: forms as they were filled in, until they are confirmed or thrown away. */
import type { Frequency } from '../audience/frequency.js';
import type { ListId, SubscriberId } from '../ids.js';
import type { Database } from './store.js';
import type { Attributes } from './subscribers.js';

export type NewSignup = {
  readonly listId: ListId;
  readonly address: string;
  readonly canonical: string;
  readonly domain: string;
  readonly name: string | null;
  readonly lang: string;
  readonly timeZone: string | null;
  readonly attributes: Attributes;
  /** Null: the list has none, or the form did not ask. */
  readonly topics: readonly string[] | null;
  /** Null: every issue. */
  readonly frequency: Frequency | null;
  readonly consentText: string;
  /** The network it came from. */
  readonly origin: string | null;
  readonly askedAt: Date;
};

export type SignupRow = NewSignup & { readonly id: string; readonly subscriberId: SubscriberId | null };

const columns = `id, list_id as "listId", subscriber_id as "subscriberId", address, canonical, domain, name, lang, time_zone as "timeZone", attributes, topics, frequency,
  consent_text as "consentText", origin, asked_at as "askedAt"`;

export async function insertSignup(database: Database, signup: NewSignup): Promise<void> {
  await database.query(
    `insert into signups (list_id, address, canonical, domain, name, lang, time_zone, attributes, topics, frequency, consent_text, origin, asked_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [signup.listId, signup.address, signup.canonical, signup.domain, signup.name, signup.lang, signup.timeZone, JSON.stringify(signup.attributes), signup.topics, signup.frequency,
      signup.consentText, signup.origin, signup.askedAt],
  );
}

/** The oldest that nobody has looked at, held until the transaction ends; another process takes the next. */
export async function holdAskedSignup(transaction: Database): Promise<SignupRow | undefined> {
  return (await transaction.query<SignupRow>(`select ${columns} from signups where state = 'asked' order by id limit 1 for update skip locked`))[0];
}

export async function findSignup(database: Database, id: string): Promise<SignupRow | undefined> {
  return (await database.query<SignupRow>(`select ${columns} from signups where id = $1`, [id]))[0];
}

/** The same, held until the transaction ends. */
export async function holdSignup(transaction: Database, id: string): Promise<SignupRow | undefined> {
  return (await transaction.query<SignupRow>(`select ${columns} from signups where id = $1 for update`, [id]))[0];
}

export async function markMailed(database: Database, id: string, subscriberId: SubscriberId): Promise<void> {
  await database.query(`update signups set state = 'mailed', subscriber_id = $2 where id = $1`, [id, subscriberId]);
}

export async function deleteSignup(database: Database, id: string): Promise<void> {
  await database.query('delete from signups where id = $1', [id]);
}

/**
 * What was never confirmed goes: the form, the place on the list that waited for it, and a person of whom nothing else is left. A form that
 * nobody has looked at yet is not too old, its process was away.
 */
export async function clearSignups(database: Database, before: Date): Promise<void> {
  await database.query(`delete from signups where state = 'mailed' and asked_at < $1`, [before]);
  await database.query(
    `with gone as (
       delete from subscriptions n where status = 'unconfirmed' and source = 'form' and joined_at < $1
         and not exists (select from signups g where g.subscriber_id = n.subscriber_id and g.list_id = n.list_id)
       returning subscriber_id, list_id
     )
     delete from subscribers s using gone where s.id = gone.subscriber_id and s.created_at >= $1::timestamptz - interval '30 days'
       and not exists (select from subscriptions m where m.subscriber_id = s.id and (m.subscriber_id, m.list_id) not in (select subscriber_id, list_id from gone))
       and not exists (select from consents c where c.subscriber_id = s.id)`,
    [before],
  );
  await database.query('delete from address_changes where asked_at < $1', [before]);
}
