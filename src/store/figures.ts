/** Statements that count what became of a campaign: nothing here is a counter that could go wrong, all of it is counted from the rows. */
import type { SmtpPhase } from '../delivery/reply.js';
import type { DeliveryState } from '../delivery/states.js';
import type { CampaignId } from '../ids.js';
import { leftAll } from './leaving.js';
import type { Database } from './store.js';

export type LaneCount = { readonly lane: string; readonly state: DeliveryState; readonly count: number };

export async function countLanes(database: Database, campaignId: CampaignId): Promise<LaneCount[]> {
  return database.query('select lane, state, count(*)::int as count from deliveries where campaign_id = $1 group by 1, 2 order by 1, 2', [campaignId]);
}

export type RefusalCount = {
  readonly lane: string; readonly domain: string; readonly phase: SmtpPhase | null; readonly code: number | null; readonly enhanced: string | null; readonly text: string | null; readonly count: number;
};

/** No relay could take the mail at all: no server refused it. */
const hadNoWay = "(reply_code is null and reply_enhanced = '5.6.7')";

/** Addresses that need SMTPUTF8, which no relay offered. */
export async function countWithoutWay(database: Database, campaignId: CampaignId): Promise<number> {
  const [row] = await database.query<{ count: number }>(`select count(*)::int as count from deliveries where campaign_id = $1 and stage = 'failed' and ${hadNoWay}`, [campaignId]);
  return row?.count ?? 0;
}

/** Refused by the server at once: those who failed. */
export async function countRefusals(database: Database, campaignId: CampaignId): Promise<RefusalCount[]> {
  return database.query(
    `select lane, coalesce(substring(address from '@(.*)$'), '') as domain, reply_phase as phase, reply_code as code, reply_enhanced as enhanced, reply_text as text, count(*)::int as count
     from deliveries where campaign_id = $1 and stage = 'failed' and not coalesce(${hadNoWay}, false) group by 1, 2, 3, 4, 5, 6`, [campaignId]);
}

export type BounceCount = { readonly lane: string; readonly bucket: string; readonly count: number };

/** Taken first, and reported back later. A person counts once, by the last report. */
export async function countBounces(database: Database, campaignId: CampaignId): Promise<BounceCount[]> {
  return database.query(
    `with last as (
       select distinct on (r.subscriber_id) r.subscriber_id, r.bucket from feedback_reports r
       where r.campaign_id = $1 and r.kind in ('hard', 'soft', 'unknown') and r.action is distinct from 'delayed' order by r.subscriber_id, r.id desc
     )
     select d.lane, l.bucket, count(*)::int as count from last l join deliveries d on d.campaign_id = $1 and d.subscriber_id = l.subscriber_id group by 1, 2 order by 1, 2`, [campaignId]);
}

/**
 * Who left after this campaign began and before the next one of its list did, of those who were written to: the row of a subscription
 * does not name a campaign.
 */
const leavers = `select n.subscriber_id, n.unsubscribed_at as at
  from campaigns c join subscriptions n on n.list_id = c.list_id join deliveries d on d.campaign_id = c.id and d.subscriber_id = n.subscriber_id
  where c.id = $1 and n.status = 'unsubscribed' and n.unsubscribe_reason in ('one-click', 'page', '${leftAll}') and n.unsubscribed_at >= c.started_at
    and n.unsubscribed_at < coalesce((select min(x.started_at) from campaigns x where x.list_id = c.list_id and x.id > c.id), 'infinity')`;

export type EngagementCount = {
  readonly complaints: number; readonly unsubscribes: number;
  /** All requests, and those that no scanner made. */
  readonly rawClicks: number; readonly clicks: number; readonly rawOpens: number; readonly opens: number;
};

export async function countEngagement(database: Database, campaignId: CampaignId): Promise<EngagementCount> {
  const [row] = await database.query<EngagementCount>(
    `select (select count(distinct subscriber_id)::int from feedback_reports where campaign_id = $1 and kind = 'complaint') as complaints,
       (select count(*)::int from (${leavers}) l) as unsubscribes, k.*
     from (select count(*) filter (where number > 0)::int as "rawClicks", count(*) filter (where number > 0 and scanner is null)::int as clicks,
       count(*) filter (where number = 0)::int as "rawOpens", count(*) filter (where number = 0 and scanner is null)::int as opens
       from clicks where campaign_id = $1) k`, [campaignId]);
  return row ?? { complaints: 0, unsubscribes: 0, rawClicks: 0, clicks: 0, rawOpens: 0, opens: 0 };
}

export type LinkCount = { readonly number: number; readonly url: string; readonly rawClicks: number; readonly clicks: number; /** Of those who agreed. */ readonly people: number };

export async function countLinks(database: Database, campaignId: CampaignId): Promise<LinkCount[]> {
  return database.query(
    `select l.number, l.url, count(k.id)::int as "rawClicks", (count(k.id) filter (where k.scanner is null))::int as clicks,
       (count(distinct k.subscriber_id) filter (where k.scanner is null))::int as people
     from links l left join clicks k on k.campaign_id = l.campaign_id and k.number = l.number where l.campaign_id = $1 group by 1, 2 order by 1`, [campaignId]);
}

export type DayCount = { readonly day: string; readonly accepted: number; readonly failed: number; readonly bounced: number; readonly complaints: number; readonly unsubscribes: number; readonly clicks: number; readonly opens: number };

/** Days of UTC on which something happened. A person counts once for each of these, by the last report, as in the totals. */
export async function countDays(database: Database, campaignId: CampaignId): Promise<DayCount[]> {
  return database.query(
    `with told as (
       select distinct on (subscriber_id, kind = 'complaint') at, case when kind = 'complaint' then 'complaint' else 'bounced' end as what from feedback_reports
       where campaign_id = $1 and subscriber_id is not null and (kind = 'complaint' or (kind in ('hard', 'soft', 'unknown') and action is distinct from 'delayed'))
       order by subscriber_id, kind = 'complaint', id desc
     ), happened (at, what) as (
       select settled_at, state from deliveries where campaign_id = $1 and state in ('accepted', 'failed')
       union all select at, what from told
       union all select at, 'unsubscribe' from (${leavers}) l
       union all select at, case when number = 0 then 'open' else 'click' end from clicks where campaign_id = $1 and scanner is null
     )
     select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day,
       ${(['accepted', 'failed', 'bounced'] as const).map((what) => `(count(*) filter (where what = '${what}'))::int as ${what}`).join(', ')},
       ${[['complaint', 'complaints'], ['unsubscribe', 'unsubscribes'], ['click', 'clicks'], ['open', 'opens']].map(([what, name]) => `(count(*) filter (where what = '${what}'))::int as ${name}`).join(', ')}
     from happened where at is not null group by 1 order by 1`, [campaignId]);
}

/** Campaigns of the last days: those before do not change any more. */
export async function listRecentCampaigns(database: Database, since: Date): Promise<{ id: CampaignId; listSlug: string; isOver: boolean }[]> {
  return database.query(
    `select c.id, l.slug as "listSlug", c.finished_at is not null as "isOver" from campaigns c join lists l on l.id = c.list_id where coalesce(c.finished_at, now()) > $1 order by c.id desc limit 50`, [since]);
}

export type Standing = { readonly unmatched: number; readonly suppressed: number; readonly subscribed: readonly { readonly listSlug: string; readonly count: number }[] };

export async function countStanding(database: Database): Promise<Standing> {
  const [row] = await database.query<{ unmatched: number; suppressed: number }>(
    `select (select count(*)::int from feedback where state = 'unmatched') as unmatched,
       (select count(*)::int from suppressions where expires_at is null or expires_at > now()) as suppressed`);
  const subscribed = await database.query<{ listSlug: string; count: number }>(
    `select l.slug as "listSlug", (count(*) filter (where n.status = 'subscribed'))::int as count from lists l left join subscriptions n on n.list_id = l.id group by 1 order by 1`);
  return { unmatched: row?.unmatched ?? 0, suppressed: row?.suppressed ?? 0, subscribed };
}
