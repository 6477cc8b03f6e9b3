/**
 * Who got a campaign, summed up as bits once it is over. Whoever changes a delivery afterwards mends its bit in the same statement
 * (`noteBounce`) or forgets the sums (`forgetReaders`); the lock makes a summing and such a change wait for each other.
 */
import type { CampaignId } from '../ids.js';
import { bitsOf, blockOf, isReceived } from '../segment/outcome-sql.js';
import type { Database, Store } from './store.js';

/** A cancelled campaign still settles what was open at that moment; nothing new is claimed (claimDeliveries asks for `sending`). */
const isUnread = `readers_at is null and (state = 'finished' or (state = 'cancelled' and not exists (
  select from deliveries d where d.campaign_id = campaigns.id and d.stage = 'held')))`;

/** One campaign. False: all are summed up. */
export async function sumReaders(store: Store, at: Date): Promise<boolean> {
  if ((await store.query(`select id from campaigns where ${isUnread} limit 1`)).length === 0) return false;
  return store.transaction(async (transaction) => {
    // Its own statement: the next one sees what was committed while this one waited.
    await transaction.query('lock table campaign_readers in share row exclusive mode');
    const [campaign] = await transaction.query<{ id: CampaignId }>(`select id from campaigns where ${isUnread} order by id desc limit 1`);
    if (campaign === undefined) return false;
    await transaction.query(
      `insert into campaign_readers (campaign_id, block, received)
       select d.campaign_id, ${blockOf('d.subscriber_id')}, ${bitsOf('d.subscriber_id')} from deliveries d where d.campaign_id = $1 and ${isReceived} group by 1, 2`, [campaign.id]);
    await transaction.query('update campaigns set readers_at = $2 where id = $1', [campaign.id, at]);
    return true;
  });
}

/** They are summed up again in time; until then the ledger is asked. */
export async function forgetReaders(transaction: Database, campaignId: CampaignId): Promise<void> {
  await transaction.query('delete from campaign_readers where campaign_id = $1', [campaignId]);
  await transaction.query('update campaigns set readers_at = null where id = $1', [campaignId]);
}
