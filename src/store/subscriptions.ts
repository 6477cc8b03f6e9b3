/** Statements on subscriptions: one person on one list, with when, whence and on what consent. */
import type { Frequency } from '../audience/frequency.js';
import type { ListId, SubscriberId } from '../ids.js';
import type { Segment } from '../segment/segment.js';
import { segmentToSql } from '../segment/sql.js';
import type { Database } from './store.js';
import type { Attributes, SubscriptionStatus } from './subscribers.js';

export type NewSubscription = {
  readonly subscriberId: SubscriberId;
  readonly status: SubscriptionStatus;
  /** import, form, admin */
  readonly source: string;
  /** What the person agreed to, in the words of the import or the form. */
  readonly consent: string | null;
  readonly joinedAt: Date;
  readonly unsubscribedAt: Date | null;
  readonly unsubscribeReason: string | null;
};

export type SubscriptionRow = NewSubscription & {
  readonly listId: ListId;
  readonly listSlug: string;
  /** When a break ends by itself. */
  readonly pausedUntil: Date | null;
  /** Of the list's topics; null: has not chosen. */
  readonly topics: readonly string[] | null;
  /** Null: every issue. */
  readonly frequency: Frequency | null;
};

/** One that exists stays as it is: nobody comes back to a list by being put on it again. Returns how many were made. */
export async function insertSubscriptions(database: Database, listId: ListId, subscriptions: readonly NewSubscription[]): Promise<number> {
  const column = <Key extends keyof NewSubscription>(key: Key): NewSubscription[Key][] => subscriptions.map((subscription) => subscription[key]);
  const rows = await database.query(
    `insert into subscriptions (list_id, subscriber_id, status, source, consent, joined_at, unsubscribed_at, unsubscribe_reason)
     select $1, n.* from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::text[]) as n
     on conflict (list_id, subscriber_id) do nothing returning subscriber_id`,
    [listId, column('subscriberId'), column('status'), column('source'), column('consent'), column('joinedAt'), column('unsubscribedAt'), column('unsubscribeReason')],
  );
  return rows.length;
}

/** The person asked for it again: only a form or an admin may do this. False when there was nothing to change. */
export async function resubscribe(database: Database, listId: ListId, subscription: NewSubscription): Promise<boolean> {
  const rows = await database.query(
    `update subscriptions set status = $3, source = $4, consent = $5, joined_at = $6, paused_until = null, unsubscribed_at = null, unsubscribe_reason = null
     where list_id = $1 and subscriber_id = $2 and status <> $3 returning list_id`,
    [listId, subscription.subscriberId, subscription.status, subscription.source, subscription.consent, subscription.joinedAt],
  );
  return rows.length === 1;
}

/** False when the person was not on the list, or had left before: the first reason and time stay. Recorded among the consents. */
export async function endSubscription(
  database: Database,
  end: { subscriberId: SubscriberId; listId: ListId; reason: string; at: Date },
): Promise<boolean> {
  const rows = await database.query(
    `with ended as (
       update subscriptions set status = 'unsubscribed', unsubscribed_at = $4, unsubscribe_reason = $3
       where list_id = $1 and subscriber_id = $2 and status <> 'unsubscribed' returning list_id
     ), recorded as (
       insert into consents (subscriber_id, list_id, act, source, at) select $2, list_id, 'withdrawn', $3, $4 from ended
     )
     select list_id from ended`,
    [end.listId, end.subscriberId, end.reason, end.at],
  );
  return rows.length === 1;
}

/** Null: everything. */
export async function chooseTopics(database: Database, choice: { listId: ListId; subscriberId: SubscriberId; topics: readonly string[] | null }): Promise<void> {
  await database.query('update subscriptions set topics = $3 where list_id = $1 and subscriber_id = $2', [choice.listId, choice.subscriberId, choice.topics]);
}

/** Null: every issue. What it was before; undefined: not on the list. */
export async function updateFrequency(database: Database, choice: { listId: ListId; subscriberId: SubscriberId; frequency: Frequency | null }): Promise<{ readonly before: Frequency | null } | undefined> {
  const [row] = await database.query<{ before: Frequency | null }>('select frequency as before from subscriptions where list_id = $1 and subscriber_id = $2 for update', [choice.listId, choice.subscriberId]);
  if (row === undefined || row.before === choice.frequency) return row;
  await database.query('update subscriptions set frequency = $3 where list_id = $1 and subscriber_id = $2', [choice.listId, choice.subscriberId, choice.frequency]);
  return row;
}

export async function listSubscriptions(database: Database, subscriberId: SubscriberId): Promise<SubscriptionRow[]> {
  return database.query<SubscriptionRow>(
    `select n.list_id as "listId", l.slug as "listSlug", n.subscriber_id as "subscriberId", n.status, n.source, n.consent, n.joined_at as "joinedAt",
       n.unsubscribed_at as "unsubscribedAt", n.unsubscribe_reason as "unsubscribeReason", n.paused_until as "pausedUntil", n.topics, n.frequency
     from subscriptions n join lists l on l.id = n.list_id where n.subscriber_id = $1 order by l.slug`,
    [subscriberId],
  );
}

export type Member = {
  readonly subscriberId: SubscriberId;
  readonly address: string;
  readonly name: string | null;
  readonly lang: string | null;
  readonly attributes: Attributes;
  readonly status: SubscriptionStatus;
  readonly source: string;
  readonly consent: string | null;
  readonly joinedAt: Date;
  readonly unsubscribedAt: Date | null;
  readonly topics: readonly string[] | null;
  readonly frequency: Frequency | null;
};

const memberColumns = `n.subscriber_id as "subscriberId", s.address, s.name, s.lang, s.attributes, n.status, n.source, n.consent,
  n.joined_at as "joinedAt", n.unsubscribed_at as "unsubscribedAt", n.topics, n.frequency`;

/** A page of a list's people behind one of them, in the order of their ids; of a segment only those who subscribe. */
export async function pageMembers(
  database: Database,
  listId: ListId,
  page: { after: SubscriberId | null; limit: number; choice?: { segment: Segment; now: Date } | null },
): Promise<Member[]> {
  return page.choice ? pageSegment(database, listId, { ...page, ...page.choice }) : pageAll(database, listId, page);
}

/**
 * The page is cut before the join: PostgreSQL does not carry `>` across `n.subscriber_id = s.id` and would walk all subscribers from
 * the first on for every page.
 */
async function pageAll(database: Database, listId: ListId, page: { after: SubscriberId | null; limit: number }): Promise<Member[]> {
  return database.query<Member>(
    `with page as materialized (
       select * from subscriptions where list_id = $1 and subscriber_id > coalesce($2::bigint, 0) order by subscriber_id limit $3
     )
     select ${memberColumns} from page n join subscribers s on s.id = n.subscriber_id order by n.subscriber_id`,
    [listId, page.after, page.limit],
  );
}

/** Who is in it is known only after the join, so `>` is said of both. */
async function pageSegment(database: Database, listId: ListId, page: { after: SubscriberId | null; limit: number; segment: Segment; now: Date }): Promise<Member[]> {
  const { text, values } = segmentToSql(page.segment, { subscriber: 's', subscription: 'n', firstParameter: 4, listId, now: page.now });
  return database.query<Member>(
    `select ${memberColumns} from subscriptions n join subscribers s on s.id = n.subscriber_id
     where n.list_id = $1 and n.subscriber_id > coalesce($2::bigint, 0) and s.id > coalesce($2::bigint, 0) and n.status = 'subscribed' and (${text})
     order by n.subscriber_id limit $3`,
    [listId, page.after, page.limit, ...values],
  );
}

/** The attribute keys that anybody on the list has, in alphabetical order. */
export async function listAttributeKeys(database: Database, listId: ListId): Promise<string[]> {
  const rows = await database.query<{ key: string }>(
    `select distinct k.key collate "C" as key from subscriptions n join subscribers s on s.id = n.subscriber_id, jsonb_object_keys(s.attributes) as k (key)
     where n.list_id = $1 order by 1`,
    [listId],
  );
  return rows.map((row) => row.key);
}
