/** The ledger's statements. Each transition is one conditional statement: rows that no longer are what the caller thinks stay as they are, and the caller is told by their absence (DESIGN section 4). */
import type { CampaignId, SubscriberId } from '../ids.js';
import type { DeliveryState, TransitionCause } from '../delivery/states.js';
import type { FieldValues } from '../message/field-text.js';
import type { Database } from './store.js';

export type ClaimedDelivery = {
  readonly subscriberId: SubscriberId;
  readonly address: string;
  readonly name: string | null;
  readonly canonical: string | null;
  readonly fence: number;
  readonly attempts: number;
  readonly firstAttemptAt: Date | null;
  /** As they were at the freeze: every attempt has the same bytes (I12). */
  readonly fields: FieldValues | null;
  /** The links name the reader. */
  readonly tracked: boolean | null;
  /** Which conditional sections the reader sees. */
  readonly variant: number | null;
};

/**
 * Takes up to `limit` rows that are due: first who was put off and whose time has come, then who was never tried. Asks the campaign's
 * state, its not-after time and that the own epoch has not been declared dead in the same statement, so that a paused campaign or a
 * process that slept through its own funeral claims nothing (I8); `for share`, so that whoever ends the epoch waits for the claim and finds its rows. `after`: never tried and behind this subscriber. `statement_timestamp`, which an index can be searched by.
 */
export async function claimDeliveries(
  database: Database,
  claim: { campaignId: CampaignId; lane: string; epoch: string; limit: number; after?: bigint },
): Promise<ClaimedDelivery[]> {
  return database.query<ClaimedDelivery>(
    `with alive as materialized (
       select e.n from epochs e where e.n = $3 and e.ended_at is null for share
     ), campaign as materialized (
       select c.id from campaigns c
       where c.id = $1 and c.state = 'sending' and (c.not_after is null or c.not_after > statement_timestamp()) and exists (select from alive)
     ), due as materialized (
       select d.subscriber_id from deliveries d
       where d.campaign_id = $1 and d.lane = $2 and d.stage = 'deferred' and d.next_attempt_at <= statement_timestamp() and exists (select from campaign)
       order by d.next_attempt_at limit $4
       for update skip locked
     ), fresh as materialized (
       select d.subscriber_id from deliveries d
       where d.campaign_id = $1 and d.lane = $2 and d.stage = 'pending' and d.subscriber_id > $5::bigint and exists (select from campaign)
       order by d.subscriber_id limit $4 - (select count(*) from due)
       for update skip locked
     ), page as (select subscriber_id from due union all select subscriber_id from fresh)
     update deliveries d
     set state = 'claimed', epoch = $3, fence = d.fence + 1
     where d.campaign_id = $1 and d.subscriber_id = any (array(select subscriber_id from page))
     returning d.subscriber_id as "subscriberId", d.address, d.name, (select s.canonical from subscribers s where s.id = d.subscriber_id) as canonical,
       d.fence, d.attempts, d.first_attempt_at as "firstAttemptAt", d.fields, d.variant, d.tracked`,
    [claim.campaignId, claim.lane, claim.epoch, claim.limit, String(claim.after ?? 0n)],
    'claim-deliveries',
  );
}

/** A mail of somebody who was erased: it has a made-up name for an address. It is not tried again, and no words of a server are kept. */
const isErased = "(position('@' in d.address) = 0)";

/** Of a subscriber `s` and a campaign `c`. */
const isSubscribed = "exists (select from subscriptions n where n.list_id = c.list_id and n.subscriber_id = s.id and n.status = 'subscribed')";
const isSuppressed = 'exists (select from suppressions p where p.canonical = s.canonical and (p.list_id is null or p.list_id = c.list_id) and (p.expires_at is null or p.expires_at > clock_timestamp()))';

export type FencedRow = { readonly subscriberId: SubscriberId; readonly fence: number };

/**
 * Why rows were not marked. Asked a moment later: what was in the way may be gone by now, a pause that was taken back. Then nothing is said
 * against the person, and `paused` gives the row back.
 */
export async function explainRefusals(
  database: Database,
  held: { campaignId: CampaignId; epoch: string; rows: readonly FencedRow[] },
): Promise<ReadonlyMap<SubscriberId, 'unsubscribe' | 'suppression' | 'paused' | 'fenced'>> {
  const rows = await database.query<{ subscriberId: SubscriberId; refusal: 'unsubscribe' | 'suppression' | 'paused' | 'fenced' }>(
    `select d.subscriber_id as "subscriberId",
       case when d.state <> 'claimed' or d.epoch <> $2 or d.fence <> held.fence then 'fenced'
            when c.state <> 'sending' or c.not_after <= clock_timestamp() then 'paused'
            when s.id is null or not ${isSubscribed} then 'unsubscribe'
            when ${isSuppressed} then 'suppression'
            else 'paused' end as refusal
     from unnest($3::bigint[], $4::int[]) as held (subscriber_id, fence)
     join deliveries d on d.campaign_id = $1 and d.subscriber_id = held.subscriber_id
     join campaigns c on c.id = d.campaign_id
     left join subscribers s on s.id = d.subscriber_id`,
    [held.campaignId, held.epoch, held.rows.map((row) => row.subscriberId), held.rows.map((row) => row.fence)],
  );
  return new Map(rows.map((row) => [row.subscriberId, row.refusal]));
}

export type Settlement = FencedRow & {
  readonly from: 'claimed' | 'transmitting';
  readonly to: Extract<DeliveryState, 'pending' | 'accepted' | 'deferred' | 'failed' | 'in_doubt' | 'suppressed'>;
  readonly cause: TransitionCause;
  /** Seconds until the next try; only when deferred. */
  readonly retryAfterSeconds: number | null;
  readonly phase: string | null;
  readonly code: number | null;
  readonly enhanced: string | null;
  readonly text: string | null;
  readonly relay: string;
};

export type Advance = { readonly campaignId: CampaignId; readonly epoch: string; readonly settlements: readonly Settlement[]; readonly marks: readonly FencedRow[] };

/** Ids that were written; a missing settlement was fenced, a missing mark is explained by `explainRefusals`. */
export type Advanced = { readonly settled: ReadonlySet<SubscriberId>; readonly marked: ReadonlySet<SubscriberId> };

/**
 * Outcomes with their events, and durable marks (claimed -> transmitting), in one statement and so in one commit: the mark of a
 * connection's next mail is never there without the outcome of the one before. A mark re-checks that the campaign still sends and the
 * person still subscribes and is not suppressed. No row is in both lists.
 *
 * `any` says again what the join says: just after a freeze the statistics know nothing of the campaign, and the planner would read all of
 * it with every few mails (measured: 20 ms at 1,500 people, and growing with them). `epoch + 0` is a filter and no way in: by epoch it
 * would read everything this process holds, dead versions too (measured: 175 rows read to mark 3).
 */
export async function advanceDeliveries(database: Database, advance: Advance): Promise<Advanced> {
  const { campaignId, epoch, settlements, marks } = advance;
  const column = <Key extends keyof Settlement>(key: Key): Settlement[Key][] => settlements.map((row) => row[key]);
  const rows = await database.query<{ subscriberId: SubscriberId; isMark: boolean }>(
    `with settled as (
       update deliveries d
       set state = case when i.to_state in ('pending', 'deferred') and ${isErased} then 'cancelled' else i.to_state end,
           attempts = d.attempts + case when i.from_state = 'claimed' and i.cause in ('reply', 'expired') then 1 else 0 end,
           first_attempt_at = case when i.cause in ('reply', 'expired', 'close') then coalesce(d.first_attempt_at, clock_timestamp()) else d.first_attempt_at end,
           next_attempt_at = clock_timestamp() + i.retry_after * interval '1 second',
           settled_at = case when i.to_state in ('pending', 'deferred') and not ${isErased} then null else clock_timestamp() end,
           reply_phase = coalesce(i.phase, d.reply_phase), reply_code = coalesce(i.code, d.reply_code),
           reply_enhanced = coalesce(i.enhanced, d.reply_enhanced), reply_text = case when not ${isErased} then coalesce(i.text, d.reply_text) end, relay = coalesce(nullif(i.relay, ''), d.relay)
       from unnest($3::bigint[], $4::int[], $5::text[], $6::text[], $7::text[], $8::float8[], $9::text[], $10::int[], $11::text[], $12::text[], $13::text[])
         as i (subscriber_id, fence, from_state, to_state, cause, retry_after, phase, code, enhanced, text, relay)
       where d.campaign_id = $1 and d.subscriber_id = any ($3::bigint[]) and d.subscriber_id = i.subscriber_id and d.state = i.from_state and d.epoch + 0 = $2 and d.fence = i.fence
       returning d.campaign_id, d.subscriber_id, i.from_state, d.state, case when d.state = 'cancelled' then 'erasure' else i.cause end, d.epoch, d.fence,
         nullif(concat_ws(' ', i.phase, i.code, i.enhanced, case when not ${isErased} then i.text end), '') as detail
     ), logged as (
       insert into delivery_events (campaign_id, subscriber_id, from_state, to_state, cause, epoch, fence, detail)
       select * from settled
     ), marked as (
       update deliveries d
       set state = 'transmitting', transmitting_at = clock_timestamp(), attempts = d.attempts + 1,
           first_attempt_at = coalesce(d.first_attempt_at, clock_timestamp())
       from unnest($14::bigint[], $15::int[]) as held (subscriber_id, fence), campaigns c, subscribers s
       where d.campaign_id = $1 and d.subscriber_id = any ($14::bigint[]) and d.subscriber_id = held.subscriber_id
         and d.state = 'claimed' and d.epoch + 0 = $2 and d.fence = held.fence
         and c.id = d.campaign_id and c.state = 'sending' and (c.not_after is null or c.not_after > clock_timestamp())
         and s.id = d.subscriber_id
         and ${isSubscribed}
         and not ${isSuppressed}
       returning d.subscriber_id
     )
     select subscriber_id as "subscriberId", false as "isMark" from settled
     union all select subscriber_id, true from marked`,
    [
      campaignId, epoch, column('subscriberId'), column('fence'), column('from'), column('to'), column('cause'),
      column('retryAfterSeconds'), column('phase'), column('code'), column('enhanced'), column('text'), column('relay'),
      marks.map((row) => row.subscriberId), marks.map((row) => row.fence),
    ],
    'advance-deliveries',
  );
  const idsOf = (isMark: boolean): ReadonlySet<SubscriberId> => new Set(rows.filter((row) => row.isMark === isMark).map((row) => row.subscriberId));
  return { settled: idsOf(false), marked: idsOf(true) };
}

/** What a dead epoch held: claimed goes back, transmitting is in doubt (DESIGN section 4, recovery). */
export async function recoverEpoch(database: Database, epoch: string): Promise<{ released: number; inDoubt: number }> {
  const rows = await database.query<{ to: string; count: number }>(
    `with held as (
       select campaign_id, subscriber_id, state from deliveries where epoch = $1 and stage = 'held' for update
     ), recovered as (
       update deliveries d
       set state = case when held.state = 'transmitting' then 'in_doubt' when ${isErased} then 'cancelled' else 'pending' end,
           settled_at = case when held.state = 'claimed' and not ${isErased} then null else clock_timestamp() end
       from held where d.campaign_id = held.campaign_id and d.subscriber_id = held.subscriber_id
       returning d.campaign_id, d.subscriber_id, held.state as from_state, d.state as to_state, d.epoch, d.fence
     ), logged as (
       insert into delivery_events (campaign_id, subscriber_id, from_state, to_state, cause, epoch, fence)
       select campaign_id, subscriber_id, from_state, to_state, case when to_state = 'cancelled' then 'erasure' else 'recovery' end, epoch, fence from recovered
     )
     select to_state as to, count(*)::int as count from recovered group by to_state`,
    [epoch],
  );
  const countOf = (state: string): number => rows.find((row) => row.to === state)?.count ?? 0;
  return { released: countOf('pending'), inDoubt: countOf('in_doubt') };
}

export type SampledDelivery = Pick<ClaimedDelivery, 'subscriberId' | 'address' | 'name' | 'fields' | 'variant'>;

/** Of every variant the one with the longest values, then others, up to the limit: what is looked at before anything is sent. */
export async function sampleDeliveries(database: Database, campaignId: CampaignId, limit: number): Promise<SampledDelivery[]> {
  return database.query<SampledDelivery>(
    `with ranked as (
       select d.subscriber_id, row_number() over (partition by d.variant order by octet_length(d.fields::text) desc nulls last, d.subscriber_id) as place
       from deliveries d where d.campaign_id = $1)
     select d.subscriber_id as "subscriberId", d.address, d.name, d.fields, d.variant
     from ranked r join deliveries d on d.campaign_id = $1 and d.subscriber_id = r.subscriber_id
     order by r.place, d.subscriber_id limit $2`, [campaignId, limit]);
}

/** Lanes of a campaign that have something due now. Steps from lane to lane over the index: a million people wait in a dozen lanes. */
export async function listDueLanes(database: Database, campaignId: CampaignId): Promise<string[]> {
  const rows = await database.query<{ lane: string }>(
    `with recursive fresh (lane) as (
       (select d.lane from deliveries d where d.campaign_id = $1 and d.stage = 'pending' order by d.lane limit 1)
       union all
       select (select d.lane from deliveries d where d.campaign_id = $1 and d.stage = 'pending' and d.lane > fresh.lane order by d.lane limit 1)
       from fresh where fresh.lane is not null
     ), put_off (lane) as (
       (select d.lane from deliveries d where d.campaign_id = $1 and d.stage = 'deferred' order by d.lane limit 1)
       union all
       select (select d.lane from deliveries d where d.campaign_id = $1 and d.stage = 'deferred' and d.lane > put_off.lane order by d.lane limit 1)
       from put_off where put_off.lane is not null
     )
     select lane from fresh where lane is not null
     union
     select lane from put_off where lane is not null and exists (
       select from deliveries d where d.campaign_id = $1 and d.stage = 'deferred' and d.lane = put_off.lane and d.next_attempt_at <= statement_timestamp())
     order by lane`,
    [campaignId],
  );
  return rows.map((row) => row.lane);
}
