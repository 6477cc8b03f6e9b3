/** Statements on follow-up campaigns: the same edition to the same list, for those whom the first one could not reach. */
import type { SmtpPhase } from '../delivery/reply.js';
import type { CampaignId, SubscriberId } from '../ids.js';
import { currentKeySql } from './keys.js';
import type { Database } from './store.js';

export type FailedRow = {
  readonly subscriberId: SubscriberId;
  readonly phase: SmtpPhase | null;
  readonly code: number | null;
  readonly enhanced: string | null;
  readonly text: string | null;
  readonly domain: string;
  /** Why the person may not be written to any more. */
  readonly exclusion: 'unsubscribed' | 'suppressed' | null;
};

/** A page of those who failed and are not in a follow-up already, by subscriber. */
export async function pageFailed(database: Database, page: { campaignId: CampaignId; after: SubscriberId | null; limit: number }): Promise<FailedRow[]> {
  return database.query<FailedRow>(
    `select d.subscriber_id as "subscriberId", d.reply_phase as phase, d.reply_code as code, d.reply_enhanced as enhanced, d.reply_text as text,
       substring(d.address from '[^@]*$') as domain,
       case when s.id is null or n.status is distinct from 'subscribed' then 'unsubscribed'
            when exists (select from suppressions p where p.canonical = s.canonical and (p.list_id is null or p.list_id = c.list_id)
                         and (p.expires_at is null or p.expires_at > clock_timestamp())) then 'suppressed' end as exclusion
     from deliveries d join campaigns c on c.id = d.campaign_id
     left join subscribers s on s.id = d.subscriber_id
     left join subscriptions n on n.subscriber_id = s.id and n.list_id = c.list_id
     where d.campaign_id = $1 and d.stage = 'failed' and ($2::bigint is null or d.subscriber_id > $2)
       and not exists (select from campaigns f join deliveries g on g.campaign_id = f.id and g.subscriber_id = d.subscriber_id where f.retry_of = $1)
     order by d.subscriber_id limit $3`, [page.campaignId, page.after, page.limit]);
}

/** Frozen like any other. The address is the one that the person has now; what the mail says of them is what it said the first time. */
export async function createFollowUp(
  transaction: Database,
  followUp: { campaignId: CampaignId; at: Date; subscriberIds: readonly SubscriberId[]; excluded: Readonly<Record<string, number>> },
): Promise<CampaignId> {
  const excludedCount = Object.values(followUp.excluded).reduce((sum, count) => sum + count, 0);
  const [created] = await transaction.query<{ id: CampaignId }>(
    `insert into campaigns (edition_hash, list_id, segment, state, candidate_count, audience_count, excluded, rate_per_second, key_id, retry_of, confirmed_at, tracking, counts_opens)
     select edition_hash, list_id, segment, 'frozen', $2, $3, $4, rate_per_second, ${currentKeySql}, id, $5, tracking, counts_opens from campaigns where id = $1 returning id`,
    [followUp.campaignId, followUp.subscriberIds.length + excludedCount, followUp.subscriberIds.length, JSON.stringify(followUp.excluded), followUp.at]);
  if (!created) throw new Error(`campaign ${followUp.campaignId} is gone`);
  await transaction.query(
    `insert into deliveries (campaign_id, subscriber_id, address, name, lane, fields, variant, tracked)
     select $2, d.subscriber_id, s.address, d.name, d.lane, d.fields, d.variant, d.tracked from deliveries d join subscribers s on s.id = d.subscriber_id
     where d.campaign_id = $1 and d.subscriber_id = any ($3::bigint[])`, [followUp.campaignId, created.id, followUp.subscriberIds]);
  await transaction.query('insert into links (campaign_id, number, url) select $2, number, url from links where campaign_id = $1', [followUp.campaignId, created.id]);
  return created.id;
}
