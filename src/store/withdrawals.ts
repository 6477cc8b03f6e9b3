/** Rows of the ledger that wait, pending or deferred, and are not to be sent any more: of a campaign that was cancelled or is too late, of a person who left or was erased. */
import type { CampaignId, ListId, SubscriberId } from '../ids.js';
import type { TransitionCause } from '../delivery/states.js';
import type { Database } from './store.js';

/** Everybody of a cancelled campaign who waits: pending or deferred -> cancelled. */
export async function cancelWaiting(database: Database, campaignId: CampaignId, cause: 'cancel' | 'not-after' = 'cancel'): Promise<number> {
  return closeWaiting(database, `select campaign_id, subscriber_id, state from deliveries where campaign_id = $1 and stage in ('pending', 'deferred') for update`, [campaignId], 'cancelled', cause);
}

/**
 * One person who left or was suppressed, in every campaign under way: pending or deferred -> suppressed. Goes from the few campaigns
 * under way to the row by its key: a click must not read through a million rows. Who is claimed this moment is caught by the mark.
 */
export async function withdrawWaiting(
  database: Database,
  person: { canonical: string; listId: ListId | null; cause: 'unsubscribe' | 'suppression' },
): Promise<number> {
  return closeWaiting(database,
    `select d.campaign_id, d.subscriber_id, d.state
     from campaigns c join subscribers s on s.canonical = $1 join deliveries d on d.campaign_id = c.id and d.subscriber_id = s.id
     where c.state in ('frozen', 'sending', 'held', 'paused') and ($2::bigint is null or c.list_id = $2) and d.state in ('pending', 'deferred')
     for update of d`, [person.canonical, person.listId], 'suppressed', person.cause);
}

/** Somebody who is erased, in every campaign: pending or deferred -> cancelled. Before the address is taken out. */
export async function cancelPerson(database: Database, subscriberId: SubscriberId): Promise<number> {
  return closeWaiting(database,
    `select d.campaign_id, d.subscriber_id, d.state from campaigns c join deliveries d on d.campaign_id = c.id and d.subscriber_id = $1
     where d.state in ('pending', 'deferred') for update of d`, [subscriberId], 'cancelled', 'erasure');
}

/** `waiting` selects campaign_id, subscriber_id and state of the rows, locked. */
async function closeWaiting(database: Database, waiting: string, values: readonly unknown[], to: 'cancelled' | 'suppressed', cause: TransitionCause): Promise<number> {
  const [toState, toCause] = [`$${values.length + 1}`, `$${values.length + 2}`];
  const rows = await database.query<{ count: number }>(
    `with waiting as (${waiting}), closed as (
       update deliveries d set state = ${toState}, settled_at = clock_timestamp()
       from waiting w where d.campaign_id = w.campaign_id and d.subscriber_id = w.subscriber_id
       returning d.campaign_id, d.subscriber_id, w.state as from_state, d.state as to_state, d.epoch, d.fence
     ), logged as (
       insert into delivery_events (campaign_id, subscriber_id, from_state, to_state, cause, epoch, fence)
       select campaign_id, subscriber_id, from_state, to_state, ${toCause}, epoch, fence from closed
     )
     select count(*)::int as count from closed`, [...values, to, cause]);
  return rows[0]?.count ?? 0;
}
