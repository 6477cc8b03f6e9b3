/** The audience of a list, counted for the plan and written for the freeze by the same conditions, so that they cannot differ but by time. */
import type { CampaignId, EditionHash, ListId } from '../ids.js';
import type { Database } from './store.js';

export type ExclusionReason = 'unconfirmed' | 'paused' | 'unsubscribed' | 'suppressed';

/** One row per candidate: everybody with a subscription to the list. `exclusion` null: in the audience. Suppression outranks the rest for those who subscribe. */
const candidates = `
  select s.id as subscriber_id, s.address, s.domain,
    case when n.status <> 'subscribed' then n.status
         when p.canonical is not null then 'suppressed' end as exclusion
  from subscriptions n
  join subscribers s on s.id = n.subscriber_id
  left join lateral (
    select p.canonical from suppressions p
    where p.canonical = s.canonical and (p.list_id is null or p.list_id = n.list_id) and (p.expires_at is null or p.expires_at > clock_timestamp())
    limit 1
  ) p on true
  where n.list_id = $1`;

export type AudienceCount = { readonly candidates: number; readonly audience: number; readonly excluded: Readonly<Record<ExclusionReason, number>>; readonly domains: readonly { domain: string; count: number }[] };

export async function countAudience(database: Database, listId: ListId): Promise<AudienceCount> {
  const groups = await database.query<{ exclusion: ExclusionReason | null; count: number }>(
    `select exclusion, count(*)::int as count from (${candidates}) c group by exclusion`, [listId]);
  const domains = await database.query<{ domain: string; count: number }>(
    `select domain, count(*)::int as count from (${candidates}) c where exclusion is null group by domain`, [listId]);
  const countOf = (exclusion: ExclusionReason | null): number => groups.find((group) => group.exclusion === exclusion)?.count ?? 0;
  return {
    candidates: groups.reduce((sum, group) => sum + group.count, 0),
    audience: countOf(null),
    excluded: { unconfirmed: countOf('unconfirmed'), paused: countOf('paused'), unsubscribed: countOf('unsubscribed'), suppressed: countOf('suppressed') },
    domains,
  };
}

/**
 * Writes the campaign and one delivery per person in one transaction; the caller has opened it. `lanes` maps domains to lanes; a domain
 * that is not named goes to `rest`.
 */
export async function writeAudience(
  transaction: Database,
  campaign: { editionHash: EditionHash; listId: ListId; ratePerSecond: number | null; sendAt: Date | null; notAfter: Date | null; lanes: ReadonlyMap<string, string> },
): Promise<{ campaignId: CampaignId; audience: number }> {
  const created = await transaction.query<{ id: CampaignId }>(
    `insert into campaigns (edition_hash, list_id, state, candidate_count, audience_count, excluded, rate_per_second, send_at, not_after, key_id)
     values ($1, $2, 'frozen', 0, 0, '{}', $3, coalesce($4, clock_timestamp()), $5, (select max(id) from keys)) returning id`,
    [campaign.editionHash, campaign.listId, campaign.ratePerSecond, campaign.sendAt, campaign.notAfter]);
  const campaignId = created[0]?.id;
  if (campaignId === undefined) throw new Error('no campaign id was given');
  const counted = await transaction.query<{ exclusion: ExclusionReason | null; count: number }>(
    `with candidates as materialized (${candidates}),
     written as (
       insert into deliveries (campaign_id, subscriber_id, address, lane)
       select $2, c.subscriber_id, c.address, coalesce(l.lane, 'rest')
       from candidates c left join unnest($3::text[], $4::text[]) as l (domain, lane) on l.domain = c.domain
       where c.exclusion is null
     )
     select exclusion, count(*)::int as count from candidates group by exclusion`,
    [campaign.listId, campaignId, [...campaign.lanes.keys()], [...campaign.lanes.values()]]);
  const audience = counted.find((row) => row.exclusion === null)?.count ?? 0;
  const excluded = Object.fromEntries(counted.filter((row) => row.exclusion !== null).map((row) => [row.exclusion, row.count]));
  const total = counted.reduce((sum, row) => sum + row.count, 0);
  await transaction.query('update campaigns set candidate_count = $2, audience_count = $3, excluded = $4 where id = $1', [campaignId, total, audience, JSON.stringify(excluded)]);
  return { campaignId, audience };
}
