/** Statements on tallies: the bounces of a person that count, and what proves that mail reaches him. */
import type { CountedTally, Tallies, Tally } from '../feedback/policy/policy.js';
import type { CampaignId, SubscriberId } from '../ids.js';
import type { Database } from './store.js';

export async function findTallies(database: Database, subscriberId: SubscriberId): Promise<Tallies> {
  const rows = await database.query<Tally & { name: string }>(
    `select tally as name, score, first_at as "firstAt", last_at as "lastAt" from bounce_tallies where subscriber_id = $1`, [subscriberId]);
  return new Map(rows.map(({ name, ...tally }) => [name, tally]));
}

export async function saveTally(database: Database, subscriberId: SubscriberId, { name, tally }: CountedTally): Promise<void> {
  await database.query(
    `insert into bounce_tallies (subscriber_id, tally, score, first_at, last_at) values ($1, $2, $3, $4, $5)
     on conflict (subscriber_id, tally) do update set score = excluded.score, first_at = excluded.first_at, last_at = excluded.last_at`,
    [subscriberId, name, tally.score, tally.firstAt, tally.lastAt]);
  await database.query(
    `update subscribers set soft_bounce_count = soft_bounce_count + 1, last_bounce_at = greatest(last_bounce_at, $2) where id = $1`, [subscriberId, tally.lastAt]);
}

/** Proof of life: what was counted is forgotten. */
export async function clearTallies(database: Database, subscriberId: SubscriberId): Promise<void> {
  await database.query('delete from bounce_tallies where subscriber_id = $1', [subscriberId]);
  await database.query('update subscribers set soft_bounce_count = 0 where id = $1 and soft_bounce_count > 0', [subscriberId]);
}

/** Days a bounce may take: relays try for as long as five (RFC 5321 4.5.4.1). */
const bounceDays = 5;

/** Mail that was accepted after the last count and never came back. Goes from the few campaigns since then to the row by its key. */
export async function wasReachedSince(database: Database, person: { subscriberId: SubscriberId; since: Date; at: Date; except: CampaignId }): Promise<boolean> {
  const rows = await database.query(
    `select from campaigns c join deliveries d on d.campaign_id = c.id and d.subscriber_id = $1
     where c.id <> $4 and coalesce(c.finished_at, $3) > $2 and d.state = 'accepted' and d.bounced_kind is null
       and d.settled_at > $2 and d.settled_at < $3::timestamptz - $5 * interval '1 day' limit 1`,
    [person.subscriberId, person.since, person.at, person.except, bounceDays]);
  return rows.length > 0;
}

/** What the list does otherwise than the default; as the database holds it. */
export async function findListPolicy(database: Database, listId: string): Promise<unknown> {
  return (await database.query<{ policy: unknown }>('select policy from lists where id = $1', [listId]))[0]?.policy ?? {};
}

export async function saveListPolicy(database: Database, listId: string, policy: unknown): Promise<void> {
  await database.query('update lists set policy = $2 where id = $1', [listId, JSON.stringify(policy)]);
}

/** As a replay counted them. */
export async function replaceTallies(database: Database, subscriberId: SubscriberId, tallies: Tallies): Promise<void> {
  await clearTallies(database, subscriberId);
  for (const [name, tally] of tallies) await saveTally(database, subscriberId, { name, tally });
}
