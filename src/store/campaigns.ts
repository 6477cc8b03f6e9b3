/** Statements on campaigns, and the counts that the balance is made of. */
import type { CampaignState } from '../campaign/states.js';
import type { DeliveryState } from '../delivery/states.js';
import type { CampaignId, EditionHash, ListId } from '../ids.js';
import type { Limits } from '../delivery/limits.js';
import type { QuietHours } from '../schedule/quiet.js';
import type { Database } from './store.js';

export type CampaignRow = {
  readonly id: CampaignId;
  readonly editionHash: EditionHash;
  readonly listId: ListId;
  readonly listSlug: string;
  readonly newsletter: string;
  readonly slug: string;
  readonly title: string;
  readonly state: CampaignState;
  readonly stateReason: string | null;
  readonly candidateCount: number;
  readonly audienceCount: number;
  readonly excluded: Readonly<Record<string, number>>;
  /** What the audience was chosen by; null: the whole list. */
  readonly segment: string | null;
  readonly ratePerSecond: number | null;
  /** Set while it sends, instead of the rate of its freeze. */
  readonly limits: Limits | null;
  readonly keyId: number;
  readonly createdAt: Date;
  readonly sendAt: Date;
  readonly notAfter: Date | null;
  /** The quiet hours of its list. */
  readonly quiet: QuietHours | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
};

const columns = `c.id, c.edition_hash as "editionHash", c.list_id as "listId", l.slug as "listSlug", e.newsletter, e.slug, e.title, c.state,
  c.state_reason as "stateReason", c.candidate_count as "candidateCount", c.audience_count as "audienceCount", c.excluded, c.segment,
  c.rate_per_second as "ratePerSecond", c.limits, c.key_id as "keyId", c.created_at as "createdAt", c.send_at as "sendAt", c.not_after as "notAfter", l.quiet,
  c.started_at as "startedAt", c.finished_at as "finishedAt"
  from campaigns c join lists l on l.id = c.list_id join editions e on e.hash = c.edition_hash`;

export async function findCampaign(database: Database, id: CampaignId): Promise<CampaignRow | undefined> {
  return (await database.query<CampaignRow>(`select ${columns} where c.id = $1`, [id]))[0];
}

export async function listCampaigns(database: Database): Promise<CampaignRow[]> {
  return database.query<CampaignRow>(`select ${columns} order by c.id desc limit 200`);
}

/** Campaigns whose deliveries somebody must look after now. */
export async function listActiveCampaigns(database: Database): Promise<CampaignRow[]> {
  return database.query<CampaignRow>(`select ${columns} where c.state = 'sending' or (c.state = 'frozen' and c.send_at <= clock_timestamp()) order by c.id`);
}

/** The first in the order of its partial index, which makes the planner walk that: with many in this state it would read the table until it meets one. */
function firstOf(stage: 'pending' | 'deferred', last: string): string {
  return `(select d.lane from deliveries d where d.campaign_id = c.id and d.stage = '${stage}' order by d.lane, d.${last} limit 1)`;
}

/** Rows that were in a worker's hands while their campaign was cancelled come back as waiting. */
export async function listCancelledWithWaiting(database: Database): Promise<CampaignId[]> {
  const rows = await database.query<{ id: CampaignId }>(
    `select c.id from campaigns c where c.state = 'cancelled'
     and (${firstOf('pending', 'subscriber_id')} is not null or ${firstOf('deferred', 'next_attempt_at')} is not null)`);
  return rows.map((row) => row.id);
}

export async function findCampaignOfEdition(database: Database, edition: { newsletter: string; slug: string }, listId: ListId): Promise<CampaignRow | undefined> {
  return (await database.query<CampaignRow>(
    `select ${columns} where e.newsletter = $1 and e.slug = $2 and c.list_id = $3 and c.state <> 'cancelled' order by c.id desc limit 1`,
    [edition.newsletter, edition.slug, listId],
  ))[0];
}

/** One conditional step; false when the campaign was not in one of the states. */
export async function moveCampaign(database: Database, id: CampaignId, from: readonly CampaignState[], to: CampaignState, reason: string | null): Promise<boolean> {
  const rows = await database.query(
    `update campaigns set state = $3, state_reason = $4,
       started_at = case when $3 = 'sending' then coalesce(started_at, clock_timestamp()) else started_at end,
       finished_at = case when $3 in ('finished', 'cancelled') then clock_timestamp() else finished_at end
     where id = $1 and state = any ($2) returning id`,
    [id, from, to, reason],
  );
  return rows.length === 1;
}

export async function countHeld(database: Database): Promise<number> {
  return (await database.query<{ count: number }>("select count(*)::int as count from campaigns where state = 'held'"))[0]?.count ?? 0;
}

/** A person said that it is wanted. */
export async function confirmCampaign(database: Database, id: CampaignId, at: Date): Promise<void> {
  await database.query('update campaigns set confirmed_at = $2 where id = $1', [id, at]);
}

/** What whoever watches should know while it sends: the relay is away. Null when it is over. */
export async function noteCampaign(database: Database, id: CampaignId, note: string | null): Promise<void> {
  await database.query("update campaigns set state_reason = $2 where id = $1 and state = 'sending'", [id, note]);
}

/** Finished is when every row is final or in doubt, never when a counter reaches a number. */
export async function finishIfSettled(database: Database, id: CampaignId, reason: string | null = null): Promise<boolean> {
  const rows = await database.query(
    `update campaigns c set state = 'finished', state_reason = $2, finished_at = clock_timestamp()
     where c.id = $1 and c.state = 'sending'
       -- One question per index: together they would read the whole audience to find nobody.
       and ${firstOf('pending', 'subscriber_id')} is null and ${firstOf('deferred', 'next_attempt_at')} is null
       and not exists (select from deliveries d where d.campaign_id = c.id and d.stage = 'held' and d.epoch is not null)
     returning c.id`,
    [id, reason],
  );
  return rows.length === 1;
}

/** Every row, counted: the balance is made of this. */
export async function countStates(database: Database, id: CampaignId): Promise<Partial<Record<DeliveryState, number>>> {
  const rows = await database.query<{ state: DeliveryState; count: number }>(
    'select state, count(*)::int as count from deliveries where campaign_id = $1 group by state', [id]);
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

/**
 * The same for a progress line: who is accepted is not read but inferred from the audience, the others are counted over small partial
 * indexes. It cannot see a row that is missing; the balance at the end counts them all.
 */
export async function countProgress(database: Database, id: CampaignId): Promise<Partial<Record<DeliveryState, number>>> {
  const rows = await database.query<{ state: DeliveryState; count: number }>(
    `with counted as materialized (
       select 'pending' as state, count(*)::int as count from deliveries where campaign_id = $1 and stage = 'pending'
       union all select 'deferred', count(*)::int from deliveries where campaign_id = $1 and stage = 'deferred'
       union all select state, count(*)::int from deliveries where campaign_id = $1 and stage = 'held' and epoch is not null group by state
       union all select state, count(*)::int from deliveries where campaign_id = $1 and stage in ('failed', 'suppressed', 'cancelled', 'in_doubt') group by state
     )
     select state, count from counted
     union all select 'accepted', audience_count - (select coalesce(sum(count), 0)::int from counted) from campaigns where id = $1`, [id]);
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

/** What the rows that are not accepted ran into, most frequent first: for people. */
export async function listReplies(database: Database, id: CampaignId, limit: number): Promise<{ state: DeliveryState; reply: string; count: number; example: string }[]> {
  return database.query(
    `select state, concat_ws(' ', reply_code, reply_enhanced, reply_text) as reply, count(*)::int as count, min(address) as example
     from deliveries where campaign_id = $1 and state <> 'accepted' and reply_code is not null
     group by 1, 2 order by 3 desc limit $2`, [id, limit]);
}

export type LastCampaign = {
  readonly subject: string; readonly slug: string; readonly number?: number | undefined; readonly at: Date;
  readonly listId?: string | undefined; readonly fromName?: string | undefined; readonly fromAddress?: string | undefined;
};

/** The last campaign of another issue to the list, not cancelled, with the sender as the record of its freeze says. */
export async function findLastCampaign(database: Database, listId: ListId, edition: { newsletter: string; slug: string }): Promise<LastCampaign | undefined> {
  const [row] = await database.query<{ [Key in keyof LastCampaign]: LastCampaign[Key] | null }>(
    `select e.content->>'subject' as subject, e.slug, (e.content->>'number')::float8 as number, c.created_at as at,
       a.detail->>'listId' as "listId", a.detail->>'fromName' as "fromName", a.detail->>'fromAddress' as "fromAddress"
     from campaigns c join editions e on e.hash = c.edition_hash left join audits a on a.subject = 'campaign:' || c.id and a.action = 'campaign.freeze'
     where c.list_id = $1 and c.state <> 'cancelled' and not (e.newsletter = $2 and e.slug = $3) order by c.id desc limit 1`, [listId, edition.newsletter, edition.slug]);
  return row === undefined ? undefined : Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as LastCampaign;
}

/** Mails since a time to the lists that send from the same domain: taken, gone to addresses that are gone (not those that policy refused), complained of. */
export async function countWeek(database: Database, fromAddress: string, since: Date): Promise<{ accepted: number; invalid: number; complaints: number }> {
  const [row] = await database.query<{ accepted: number; invalid: number; complaints: number }>(
    `with recent as (
       select c.id from campaigns c join lists l on l.id = c.list_id
       where split_part(lower(l.from_address), '@', 2) = split_part(lower($1), '@', 2) and coalesce(c.finished_at, c.started_at, c.created_at) > $2
     )
     select count(*) filter (where d.state = 'accepted')::int as accepted,
       count(*) filter (where (d.state = 'failed' and d.reply_enhanced in ('5.1.1', '5.1.2', '5.1.10')) or d.bounced_kind = 'hard')::int as invalid,
       (select count(distinct (r.campaign_id, r.subscriber_id))::int from feedback_reports r where r.kind = 'complaint' and r.at > $2 and r.campaign_id in (select id from recent)) as complaints
     from deliveries d where d.campaign_id in (select id from recent) and d.settled_at > $2`, [fromAddress, since]);
  return row ?? { accepted: 0, invalid: 0, complaints: 0 };
}
