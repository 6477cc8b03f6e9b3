/** Statements on rows in doubt: what is known of them, and an operator's word on how they ended. */
import type { CampaignId, SubscriberId } from '../ids.js';
import type { Database } from './store.js';

export type Doubt = {
  readonly subscriberId: SubscriberId;
  readonly address: string;
  readonly relay: string | null;
  /** When the body began. */
  readonly transmittingAt: Date | null;
  readonly settledAt: Date | null;
  readonly attempts: number;
  /** timeout, close, garbage, or recovery: the process was lost. */
  readonly cause: string | null;
  readonly detail: string | null;
};

export async function listDoubts(database: Database, campaignId: CampaignId, limit: number): Promise<Doubt[]> {
  return database.query<Doubt>(
    `select d.subscriber_id as "subscriberId", d.address, d.relay, d.transmitting_at as "transmittingAt", d.settled_at as "settledAt", d.attempts, e.cause, e.detail
     from deliveries d left join lateral (
       select e.cause, e.detail from delivery_events e
       where e.campaign_id = d.campaign_id and e.subscriber_id = d.subscriber_id and e.to_state = 'in_doubt' order by e.id desc limit 1
     ) e on true
     where d.campaign_id = $1 and d.stage = 'in_doubt' order by d.subscriber_id limit $2`, [campaignId, limit]);
}

/** in_doubt -> accepted or pending, by an operator. `address` null: all of the campaign. Returns whom it concerned. */
export async function resolveDoubts(
  database: Database, resolve: { campaignId: CampaignId; address: string | null; to: 'accepted' | 'pending'; detail: string },
): Promise<SubscriberId[]> {
  const rows = await database.query<{ subscriberId: SubscriberId }>(
    `with resolved as (
       update deliveries d set state = $3, settled_at = case when $3 = 'pending' then null else clock_timestamp() end
       where d.campaign_id = $1 and d.stage = 'in_doubt' and ($2::text is null or d.address = $2)
         and ($3 <> 'pending' or position('@' in d.address) > 0) -- who was erased gets nothing more
       returning d.campaign_id, d.subscriber_id, d.epoch, d.fence
     ), logged as (
       insert into delivery_events (campaign_id, subscriber_id, from_state, to_state, cause, epoch, fence, detail)
       select campaign_id, subscriber_id, 'in_doubt', $3, 'operator', epoch, fence, $4 from resolved
     )
     select subscriber_id as "subscriberId" from resolved order by 1`,
    [resolve.campaignId, resolve.address, resolve.to, resolve.detail]);
  return rows.map((row) => row.subscriberId);
}
