/** Statements on leaving lists, on breaks that end by themselves, and on taking either back. */
import type { ListId, SubscriberId } from '../ids.js';
import type { Database } from './store.js';

/** Reason of who left every list at once: such an act is undone as a whole. */
export const leftAll = 'page-all';

/** Whatever brings mail ends; who has not confirmed yet gets none anyway. Returns the lists that were left. */
export async function endAllSubscriptions(database: Database, end: { subscriberId: SubscriberId; at: Date }): Promise<ListId[]> {
  const rows = await database.query<{ listId: ListId }>(
    `with ended as (
       update subscriptions set status = 'unsubscribed', unsubscribed_at = $2, unsubscribe_reason = $3
       where subscriber_id = $1 and status in ('subscribed', 'paused') returning list_id
     ), recorded as (
       insert into consents (subscriber_id, list_id, act, source, at) select $1, list_id, 'withdrawn', $3, $2 from ended
     )
     select list_id as "listId" from ended`,
    [end.subscriberId, end.at, leftAll],
  );
  return rows.map(({ listId }) => listId);
}

/** Of who subscribes, or is in a break already. False when there was nothing to pause. */
export async function pauseSubscription(database: Database, pause: { subscriberId: SubscriberId; listId: ListId; until: Date }): Promise<boolean> {
  const rows = await database.query(
    `update subscriptions set status = 'paused', paused_until = $3
     where list_id = $1 and subscriber_id = $2 and status in ('subscribed', 'paused') returning list_id`,
    [pause.listId, pause.subscriberId, pause.until],
  );
  return rows.length === 1;
}

/** Breaks whose time is over. A paused subscription without an end waits for its person. */
export async function endPauses(database: Database, listId: ListId | null): Promise<number> {
  const rows = await database.query<{ count: number }>(
    `with back as (
       update subscriptions set status = 'subscribed', paused_until = null
       where status = 'paused' and paused_until <= clock_timestamp() and ($1::bigint is null or list_id = $1) returning 1
     )
     select count(*)::int as count from back`,
    [listId],
  );
  return rows[0]?.count ?? 0;
}

export async function endPauseOf(database: Database, pause: { subscriberId: SubscriberId; listId: ListId }): Promise<boolean> {
  const rows = await database.query(
    `update subscriptions set status = 'subscribed', paused_until = null where list_id = $1 and subscriber_id = $2 and status = 'paused' returning list_id`,
    [pause.listId, pause.subscriberId],
  );
  return rows.length === 1;
}

const ownReasons = `('page', 'one-click', '${leftAll}')`;

/**
 * Takes the person's last leaving back: of this list, or of all when they left all. Only what they did themselves, since `since`; who was
 * in a break then is in it again while it lasts.
 */
export async function undoLeaving(database: Database, undo: { subscriberId: SubscriberId; listId: ListId; since: Date; at: Date }): Promise<number> {
  const rows = await database.query<{ count: number }>(
    `with last as (
       select max(unsubscribed_at) as at from subscriptions
       where subscriber_id = $1 and status = 'unsubscribed' and unsubscribed_at > $3 and unsubscribe_reason in ${ownReasons}
         and (list_id = $2 or unsubscribe_reason = '${leftAll}')
     ), back as (
       update subscriptions n set status = case when n.paused_until > $4 then 'paused' else 'subscribed' end, unsubscribed_at = null, unsubscribe_reason = null
       from last where n.subscriber_id = $1 and n.status = 'unsubscribed' and n.unsubscribed_at = last.at and n.unsubscribe_reason in ${ownReasons}
         and (n.list_id = $2 or n.unsubscribe_reason = '${leftAll}')
       returning n.list_id, n.consent
     ), recorded as (
       insert into consents (subscriber_id, list_id, act, text, source, at) select $1, list_id, 'given', consent, 'undo', $4 from back
     )
     select count(*)::int as count from back`,
    [undo.subscriberId, undo.listId, undo.since, undo.at],
  );
  return rows[0]?.count ?? 0;
}

export async function canUndoLeaving(database: Database, undo: { subscriberId: SubscriberId; listId: ListId; since: Date }): Promise<boolean> {
  const rows = await database.query(
    `select from subscriptions where subscriber_id = $1 and status = 'unsubscribed' and unsubscribed_at > $3 and unsubscribe_reason in ${ownReasons}
       and (list_id = $2 or unsubscribe_reason = '${leftAll}') limit 1`,
    [undo.subscriberId, undo.listId, undo.since],
  );
  return rows.length === 1;
}
