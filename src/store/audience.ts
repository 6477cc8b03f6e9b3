/** The audience of a list, counted for the plan and written for the freeze by the same conditions, so that they cannot differ but by time. */
import type { CampaignId, EditionHash, ListId } from '../ids.js';
import type { Segment } from '../segment/segment.js';
import { segmentToSql, type Sql } from '../segment/sql.js';
import { isErasedSql } from './erasures.js';
import { personalToSql, type PersonalNeeds } from './personal.js';
import { currentKeySql } from './keys.js';
import type { Database } from './store.js';
import { needsSmtpUtf8Sql } from './subscribers.js';
import { servedToSql, type IssueAhead } from './wishes.js';

/**
 * `segment`: subscribes and may be written to, but is not in the segment that was asked for. `topic`: chose other topics than the issue's.
 * `frequency`: wants fewer issues, and had one lately.
 */
export const exclusionReasons = ['unconfirmed', 'paused', 'unsubscribed', 'suppressed', 'segment', 'topic', 'frequency'] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];

/** Whom a campaign is for: a list, or those of it that are in a segment. */
export type Choice = {
  readonly listId: ListId;
  readonly segment: Segment | null;
  /** What `90 days ago` is counted from. */
  readonly now: Date;
  /** Whose topics and time the readers' wishes are held against; without one nobody is left out for them. */
  readonly issue?: IssueAhead | undefined;
};

/**
 * One row per candidate: everybody with a subscription to the list, which is `$1`. `exclusion` null: in the audience. Suppression
 * outranks the segment, so that the count of the suppressed does not depend on it, and the segment outranks what readers wish. Parameters of
 * its own begin with `firstParameter`.
 */
function candidatesOf({ listId, segment, now, issue }: Choice, firstParameter: number): Sql {
  const chosen = segment === null ? undefined : segmentToSql(segment, { subscriber: 's', subscription: 'n', firstParameter, listId, now });
  const values: unknown[] = [...(chosen?.values ?? [])];
  const isOfTopics = issue !== undefined && issue.topics.length > 0;
  if (isOfTopics) values.push(issue.topics);
  const topics = `$${firstParameter + values.length - 1}::text[]`;
  const served = issue === undefined ? undefined : servedToSql(issue, firstParameter + values.length);
  const text = `
  ${served === undefined ? '' : `with ${served.near}`}
  select s.id as subscriber_id, n.tracking_consent, s.address, s.name, s.domain,
    case when n.status <> 'subscribed' and not (n.status = 'paused' and coalesce(n.paused_until <= clock_timestamp(), false)) then n.status
         when p.canonical is not null or ${isErasedSql('s.canonical')} then 'suppressed'
         ${chosen === undefined ? '' : `when (${chosen.text}) is not true then 'segment'`}
         ${isOfTopics ? `when not n.topics && ${topics} then 'topic'` : ''}
         ${served === undefined ? '' : `when ${served.isServed} then 'frequency'`} end as exclusion
  from subscriptions n
  join subscribers s on s.id = n.subscriber_id
  left join lateral (
    select p.canonical from suppressions p
    where p.canonical = s.canonical and (p.list_id is null or p.list_id = n.list_id) and (p.expires_at is null or p.expires_at > clock_timestamp())
    limit 1
  ) p on true
  where n.list_id = $1`;
  return { text, values: [...values, ...(served?.values ?? [])] };
}

export type AudienceCount = { readonly candidates: number; readonly audience: number; /** Of the audience: an address beyond ASCII. */ readonly smtpUtf8: number; readonly excluded: Readonly<Record<ExclusionReason, number>>; readonly domains: readonly { domain: string; count: number }[] };

export async function countAudience(database: Database, choice: Choice): Promise<AudienceCount> {
  const { text, values } = candidatesOf(choice, 2);
  const groups = await database.query<{ exclusion: ExclusionReason | null; domain: string | null; count: number; utf8: number }>(
    `select exclusion, case when exclusion is null then domain end as domain, count(*)::int as count, (count(*) filter (where ${needsSmtpUtf8Sql('c.address')}))::int as utf8 from (${text}) c group by 1, 2`, [choice.listId, ...values]);
  const countOf = (exclusion: ExclusionReason | null): number => sum(groups.filter((group) => group.exclusion === exclusion));
  return {
    candidates: sum(groups),
    audience: countOf(null),
    smtpUtf8: groups.reduce((total, { exclusion, utf8 }) => total + (exclusion === null ? utf8 : 0), 0),
    excluded: Object.fromEntries(exclusionReasons.map((reason) => [reason, countOf(reason)])) as Record<ExclusionReason, number>,
    domains: groups.flatMap(({ domain, count }) => (domain === null ? [] : [{ domain, count }])),
  };
}

/** Everybody who is in, as the plan counts them. `$1` is the list. */
export function audienceSql(choice: Choice): Sql {
  const { text, values } = candidatesOf(choice, 2);
  return { text: `select c.subscriber_id from (${text}) c where c.exclusion is null`, values: [choice.listId, ...values] };
}

function sum(groups: readonly { readonly count: number }[]): number {
  return groups.reduce((total, { count }) => total + count, 0);
}

/**
 * Writes the campaign and one delivery per person in one transaction; the caller has opened it. `lanes` maps domains to lanes; a domain
 * that is not named goes to `rest`.
 */
export async function writeAudience(
  transaction: Database,
  campaign: Choice & { editionHash: EditionHash; personal: PersonalNeeds; ratePerSecond: number | null; sendAt: Date | null; notAfter: Date | null; lanes: ReadonlyMap<string, string> },
): Promise<{ campaignId: CampaignId; audience: number }> {
  const created = await transaction.query<{ id: CampaignId }>(
    `insert into campaigns (edition_hash, list_id, state, candidate_count, audience_count, excluded, rate_per_second, send_at, not_after, segment, key_id)
     values ($1, $2, 'frozen', 0, 0, '{}', $3, coalesce($4, clock_timestamp()), $5, $6, ${currentKeySql}) returning id`,
    [campaign.editionHash, campaign.listId, campaign.ratePerSecond, campaign.sendAt, campaign.notAfter, campaign.segment?.text ?? null]);
  const campaignId = created[0]?.id;
  if (campaignId === undefined) throw new Error('no campaign id was given');
  const candidates = candidatesOf(campaign, 5);
  const isPersonal = campaign.personal.fields.length + campaign.personal.sections.length > 0;
  const personal = personalToSql(campaign.personal, { firstParameter: 5 + candidates.values.length, listId: campaign.listId, now: campaign.now });
  const counted = await transaction.query<{ exclusion: ExclusionReason | null; count: number }>(
    `with candidates as materialized (${candidates.text}),
     written as (
       insert into deliveries (campaign_id, subscriber_id, address, name, lane, tracked, fields, variant)
       select $2, c.subscriber_id, c.address, c.name, coalesce(l.lane, 'rest'), case when (select tracking from lists where id = $1) = 'person' then c.tracking_consent end,
         ${personal.fields}, ${personal.variant}
       from candidates c ${isPersonal ? 'join subscribers s on s.id = c.subscriber_id join subscriptions n on n.list_id = $1 and n.subscriber_id = s.id' : ''}
         left join unnest($3::text[], $4::text[]) as l (domain, lane) on l.domain = c.domain
       where c.exclusion is null
     )
     select exclusion, count(*)::int as count from candidates group by exclusion`,
    [campaign.listId, campaignId, [...campaign.lanes.keys()], [...campaign.lanes.values()], ...candidates.values, ...personal.values]);
  const audience = counted.find((row) => row.exclusion === null)?.count ?? 0;
  const excluded = Object.fromEntries(counted.filter((row) => row.exclusion !== null).map((row) => [row.exclusion, row.count]));
  const total = counted.reduce((sum, row) => sum + row.count, 0);
  await transaction.query('update campaigns set candidate_count = $2, audience_count = $3, excluded = $4 where id = $1', [campaignId, total, audience, JSON.stringify(excluded)]);
  return { campaignId, audience };
}
