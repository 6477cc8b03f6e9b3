/** Statements on subscribers: a person with an address, on no list or on several. */
import type { ListId, SubscriberId } from '../ids.js';
import { isErasedSql } from './erasures.js';
import type { Database } from './store.js';

/** What the import or a form knows beside the address. Text only; keys are the column headings. */
export type Attributes = Readonly<Record<string, string>>;

export type NewSubscriber = {
  readonly address: string;
  readonly canonical: string;
  readonly domain: string;
  readonly name: string | null;
  readonly lang: string | null;
  readonly attributes: Attributes;
};

export type SubscriberRow = NewSubscriber & {
  readonly id: SubscriberId;
  /** IANA name. */
  readonly timeZone: string | null;
  readonly softBounceCount: number;
  readonly lastBounceAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** An expression: the address needs SMTPUTF8. */
export function needsSmtpUtf8Sql(address: string): string {
  return `octet_length(${address}) > char_length(${address})`;
}

export async function countBeyondAscii(database: Database): Promise<number> {
  const [row] = await database.query<{ count: number }>(`select count(*)::int as count from subscribers where ${needsSmtpUtf8Sql('address')}`);
  return row?.count ?? 0;
}

const columns = `s.id, s.address, s.canonical, s.domain, s.name, s.lang, s.time_zone as "timeZone", s.attributes, s.soft_bounce_count as "softBounceCount",
  s.last_bounce_at as "lastBounceAt", s.created_at as "createdAt", s.updated_at as "updatedAt"`;

export async function findSubscriberByCanonical(database: Database, canonical: string): Promise<SubscriberRow | undefined> {
  return (await database.query<SubscriberRow>(`select ${columns} from subscribers s where canonical = $1`, [canonical]))[0];
}

export async function findSubscriberById(database: Database, id: SubscriberId): Promise<SubscriberRow | undefined> {
  return (await database.query<SubscriberRow>(`select ${columns} from subscribers s where id = $1`, [id]))[0];
}

/**
 * Makes those that do not exist and returns the ids of all, in no order. The update that changes nothing is there because
 * `do nothing` would not return the row that another connection has just made.
 */
export async function insertSubscribers(
  database: Database,
  subscribers: readonly NewSubscriber[],
): Promise<readonly { readonly id: SubscriberId; readonly canonical: string }[]> {
  const column = <Key extends keyof NewSubscriber>(key: Key): NewSubscriber[Key][] => subscribers.map((subscriber) => subscriber[key]);
  return database.query(
    `insert into subscribers (address, canonical, domain, name, lang, attributes)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[])
     on conflict (canonical) do update set updated_at = subscribers.updated_at
     returning id, canonical`,
    [column('address'), column('canonical'), column('domain'), column('name'), column('lang'), column('attributes').map((attributes) => JSON.stringify(attributes))],
  );
}

export type SubscriberChange = { readonly id: SubscriberId; readonly name: string | null; readonly lang: string | null; readonly attributes: Attributes };

/** A null leaves what is there; attributes are added to those that are there. */
export async function updateSubscribers(database: Database, changes: readonly SubscriberChange[], at: Date): Promise<void> {
  await database.query(
    `update subscribers s set name = coalesce(c.name, s.name), lang = coalesce(c.lang, s.lang), attributes = s.attributes || c.attributes, updated_at = $5
     from unnest($1::bigint[], $2::text[], $3::text[], $4::jsonb[]) as c (id, name, lang, attributes) where s.id = c.id`,
    [changes.map((change) => change.id), changes.map((change) => change.name), changes.map((change) => change.lang), changes.map((change) => JSON.stringify(change.attributes)), at],
  );
}

/** What a person says of themselves: it replaces what was there. `asked`: the attributes that the page showed; others stay. */
export async function replaceDetails(
  database: Database,
  details: { id: SubscriberId; name: string | null; lang: string | null; timeZone: string | null; asked: readonly string[]; attributes: Attributes; at: Date },
): Promise<void> {
  await database.query(
    `update subscribers set name = $2, lang = $3, time_zone = $4, attributes = (attributes - $5::text[]) || $6::jsonb, updated_at = $7 where id = $1`,
    [details.id, details.name, details.lang, details.timeZone, details.asked, JSON.stringify(details.attributes), details.at],
  );
}

export async function updateTimeZone(database: Database, id: SubscriberId, timeZone: string): Promise<void> {
  await database.query('update subscribers set time_zone = $2 where id = $1', [id, timeZone]);
}

/** What is known of an address before it is put on a list. */
export type Standing = {
  readonly canonical: string;
  readonly id: SubscriberId | null;
  readonly name: string | null;
  readonly lang: string | null;
  readonly attributes: Attributes | null;
  readonly status: SubscriptionStatus | null;
  /** Reason of a suppression that holds now, for all lists or for this one. */
  readonly suppressedFor: string | null;
};

export type SubscriptionStatus = 'unconfirmed' | 'subscribed' | 'paused' | 'unsubscribed';

/** By lateral lookups: in the midst of an import nothing is analysed yet, and a plain join becomes a walk over all subscribers per batch. */
export async function findStandings(database: Database, listId: ListId, canonicals: readonly string[], at: Date): Promise<ReadonlyMap<string, Standing>> {
  const rows = await database.query<Standing>(
    `select c.canonical, s.id, s.name, s.lang, s.attributes, n.status,
       case when ${isErasedSql('c.canonical')} then 'erased' else (
         select p.reason from suppressions p where p.canonical = c.canonical and (p.list_id is null or p.list_id = $1)
           and (p.expires_at is null or p.expires_at > $3) order by p.list_id nulls first limit 1) end as "suppressedFor"
     from unnest($2::text[]) as c (canonical)
     left join lateral (select * from subscribers where canonical = c.canonical limit 1) s on true
     left join lateral (select status from subscriptions where list_id = $1 and subscriber_id = s.id limit 1) n on true`,
    [listId, canonicals, at],
  );
  return new Map(rows.map((row) => [row.canonical, row]));
}
