/** What the ledger can testify about a campaign: read for the audit, never written. */
import type { EventRecord } from '../campaign/invariants-history.js';
import type { LedgerRecord } from '../campaign/invariants.js';
import type { CampaignId } from '../ids.js';
import type { Database } from './store.js';

/** With the moment a person had left the list or was suppressed for good, as far as that still holds. */
export async function readLedgerRecords(database: Database, campaignId: CampaignId): Promise<LedgerRecord[]> {
  return database.query<LedgerRecord>(
    `select d.subscriber_id as "subscriberId", d.address, d.state,
       (extract(epoch from least(case when n.status = 'unsubscribed' then n.unsubscribed_at end, p.created_at)) * 1000)::float8 as "leftAt"
     from deliveries d join campaigns c on c.id = d.campaign_id
     left join subscribers s on s.id = d.subscriber_id
     left join subscriptions n on n.subscriber_id = s.id and n.list_id = c.list_id
     left join lateral (
       select min(p.created_at) as created_at from suppressions p
       where p.canonical = s.canonical and (p.list_id is null or p.list_id = c.list_id) and p.expires_at is null
     ) p on true
     where d.campaign_id = $1 order by d.subscriber_id`, [campaignId]);
}

export async function readEventRecords(database: Database, campaignId: CampaignId): Promise<EventRecord[]> {
  return database.query<EventRecord>(
    `select subscriber_id as "subscriberId", from_state as "from", to_state as "to", cause, fence
     from delivery_events where campaign_id = $1 order by id`, [campaignId]);
}

/** Lost processes that held rows of the campaign. */
export async function countLostProcesses(database: Database, campaignId: CampaignId): Promise<number> {
  const rows = await database.query<{ count: number }>(
    `select count(distinct epoch)::int as count from delivery_events where campaign_id = $1 and cause = 'recovery'`, [campaignId]);
  return rows[0]?.count ?? 0;
}
