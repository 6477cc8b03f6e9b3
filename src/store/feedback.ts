/** Statements on what came back: raw messages, their reports, and what they prove about deliveries. */
import type { DeliveryKey } from '../message/envelope-sender.js';
import type { FeedbackReport } from '../feedback/report.js';
import type { FeedbackSource } from '../feedback/sources.js';
import type { CampaignId, ListId, SubscriberId } from '../ids.js';
import { bitOf, blockOf, isReceived } from '../segment/outcome-sql.js';
import type { Database } from './store.js';

export type NewFeedback = {
  readonly digest: string;
  readonly source: FeedbackSource;
  readonly envelopeRecipient: string | null;
  readonly raw: Uint8Array;
  readonly receivedAt: Date;
};

export const feedbackStates = ['kept', 'applied', 'unmatched', 'ignored', 'settled', 'dismissed'] as const;
export type FeedbackState = (typeof feedbackStates)[number];
export type KeptFeedback = { readonly id: string; readonly source: FeedbackSource; readonly envelopeRecipient: string | null; readonly raw: Uint8Array; readonly receivedAt: Date; readonly state: FeedbackState; readonly note: string | null };

const columns = 'id, source, envelope_recipient as "envelopeRecipient", raw, received_at as "receivedAt", state, note';

/** Kept before it is read. `isNew` is false when the same message was kept before. */
export async function keepFeedback(database: Database, feedback: NewFeedback): Promise<{ id: string; state: FeedbackState; isNew: boolean }> {
  const rows = await database.query<{ id: string }>(
    `insert into feedback (digest, source, envelope_recipient, raw, state, received_at) values ($1, $2, $3, $4, 'kept', $5)
     on conflict (digest) do nothing returning id`,
    [feedback.digest, feedback.source, feedback.envelopeRecipient, feedback.raw, feedback.receivedAt]);
  if (rows[0]) return { id: rows[0].id, state: 'kept', isNew: true };
  const [known] = await database.query<{ id: string; state: FeedbackState }>('select id, state from feedback where digest = $1', [feedback.digest]);
  if (!known) throw new Error('a message that was kept before is gone');
  return { ...known, isNew: false };
}

/** Locked until the transaction ends; undefined when it is in another state by now. */
export async function lockFeedback(database: Database, id: string, states: readonly FeedbackState[]): Promise<KeptFeedback | undefined> {
  return (await database.query<KeptFeedback>(`select ${columns} from feedback where id = $1 and state = any($2) for update`, [id, states]))[0];
}

export async function findFeedback(database: Database, id: string): Promise<KeptFeedback | undefined> {
  return (await database.query<KeptFeedback>(`select ${columns} from feedback where id = $1`, [id]))[0];
}

export async function setFeedbackState(database: Database, id: string, state: FeedbackState, note: string | null): Promise<void> {
  await database.query('update feedback set state = $2, note = $3 where id = $1', [id, state, note]);
}

export async function markDisagreeing(database: Database, id: string): Promise<void> {
  await database.query('update feedback set disagrees = true where id = $1', [id]);
}

/** Kept and never read: the process ended in between. */
export async function listKept(database: Database, limit: number): Promise<string[]> {
  return (await database.query<{ id: string }>(`select id from feedback where state = 'kept' order by id limit $1`, [limit])).map(({ id }) => id);
}

/** In the order they came; not those that an erasure emptied: their reports are all that is left of them. */
export async function pageFeedback(database: Database, after: { receivedAt: Date; id: string }, limit: number): Promise<KeptFeedback[]> {
  return database.query<KeptFeedback>(
    `select ${columns} from feedback where (date_trunc('milliseconds', received_at), id) > ($1, $2) and state <> 'kept' and erased_at is null order by date_trunc('milliseconds', received_at), id limit $3`, [after.receivedAt, after.id, limit]);
}

export type StoredReport = Omit<FeedbackReport, 'diagnostic' | 'source' | 'feedbackType'> & { readonly campaignId: CampaignId | null; readonly subscriberId: SubscriberId | null; readonly matchedBy: string | null; readonly effect: string };

export async function listReports(database: Database, feedbackId: string): Promise<StoredReport[]> {
  return database.query<StoredReport>(
    `select recipient, kind, bucket, reason, coalesce(status, '') as status, coalesce(reply_code, '') as "replyCode", action,
       campaign_id as "campaignId", subscriber_id as "subscriberId", matched_by as "matchedBy", effect
     from feedback_reports where feedback_id = $1 order by id`, [feedbackId]);
}

export async function deleteReports(database: Database, feedbackId: string): Promise<void> {
  await database.query('delete from feedback_reports where feedback_id = $1', [feedbackId]);
}

/** The message that told this event of a provider first. */
export async function findEvent(database: Database, eventKey: string): Promise<string | undefined> {
  return (await database.query<{ id: string }>('select feedback_id as id from feedback_reports where event_key = $1', [eventKey]))[0]?.id;
}

export type NewReport = { readonly report: FeedbackReport; readonly delivery: DeliveryKey | undefined; readonly matchedBy: string | null; readonly effect: string; readonly eventKey: string | null };

export async function keepReport(database: Database, feedbackId: string, { report, delivery, matchedBy, effect, eventKey }: NewReport): Promise<void> {
  await database.query(
    `insert into feedback_reports (feedback_id, campaign_id, subscriber_id, recipient, kind, bucket, reason, status, reply_code, action, matched_by, effect, event_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [feedbackId, delivery?.campaignId ?? null, delivery?.subscriberId ?? null, report.recipient, report.kind, report.bucket, report.reason,
      report.status, report.replyCode, report.action, matchedBy, effect, eventKey]);
}

export type DeliveryPerson = DeliveryKey & { readonly canonical: string; readonly address: string; readonly listId: ListId };

/** The person behind a delivery as of now, locked, so that two reports count one after the other; undefined when the delivery is not ours or the person was erased. */
export async function findDeliveryPerson(database: Database, delivery: DeliveryKey): Promise<DeliveryPerson | undefined> {
  return (await database.query<DeliveryPerson>(
    `select d.campaign_id as "campaignId", d.subscriber_id as "subscriberId", s.canonical, d.address, c.list_id as "listId"
     from deliveries d join subscribers s on s.id = d.subscriber_id join campaigns c on c.id = d.campaign_id
     where d.campaign_id = $1 and d.subscriber_id = $2 for update of s`, [delivery.campaignId, delivery.subscriberId]))[0];
}

/** Clocks of this process and of the database need not agree to the second. */
const clockLeeway = '1 minute';

/** What had been sent to an address by then, the newest first: what is read again later must not speak of a newer mail. Goes from the few campaigns to the row by its key. */
export async function listDeliveriesTo(database: Database, canonical: string, { sentBefore, limit }: { sentBefore: Date; limit: number }): Promise<(DeliveryKey & { state: string; createdAt: Date })[]> {
  return database.query(
    `select d.campaign_id as "campaignId", d.subscriber_id as "subscriberId", d.state, c.created_at as "createdAt"
     from subscribers s join deliveries d on d.subscriber_id = s.id and d.campaign_id in (select id from campaigns) join campaigns c on c.id = d.campaign_id
     where s.canonical = $1 and d.state in ('accepted', 'in_doubt', 'transmitting')
       and coalesce(d.transmitting_at, d.settled_at, c.created_at) <= $2::timestamptz + $4::interval
     order by c.created_at desc, c.id desc limit $3`, [canonical, sentBefore, limit, clockLeeway]);
}

/** Notes the bounce beside the delivery, whose state it never changes; but a report about a mail in doubt proves that it was taken (I7). */
export async function noteBounce(database: Database, delivery: DeliveryKey, noted: { kind: string; isProof: boolean; feedbackId: string }): Promise<void> {
  await database.query(
    `with before as (
       select campaign_id, subscriber_id, state from deliveries where campaign_id = $1 and subscriber_id = $2 for update
     ), noted as (
       update deliveries d
       set bounced_kind = case when $3 in ('hard', 'soft') then $3 else d.bounced_kind end,
           state = case when before.state = 'in_doubt' and $4 then 'accepted' else before.state end
       from before where d.campaign_id = before.campaign_id and d.subscriber_id = before.subscriber_id
       returning d.campaign_id, d.subscriber_id, d.state, d.bounced_kind
     ), summed as (
       update campaign_readers r set received = set_bit(r.received, ${bitOf('d.subscriber_id')}, case when ${isReceived} then 1 else 0 end)
       from noted d where r.campaign_id = d.campaign_id and r.block = ${blockOf('d.subscriber_id')}
     )
     insert into delivery_events (campaign_id, subscriber_id, from_state, to_state, cause, detail)
     select campaign_id, subscriber_id, 'in_doubt', 'accepted', 'evidence', 'feedback ' || $5 from before where state = 'in_doubt' and $4`,
    [delivery.campaignId, delivery.subscriberId, noted.kind, noted.isProof, noted.feedbackId]);
}

export type FeedbackRow = Omit<KeptFeedback, 'raw'>;

/** The newest first, without their bytes. */
export async function listFeedback(database: Database, wanted: { state: FeedbackState | null; isDisagreeing: boolean; before: string | null; limit: number }): Promise<FeedbackRow[]> {
  return database.query<FeedbackRow>(
    `select id, source, envelope_recipient as "envelopeRecipient", received_at as "receivedAt", state, note from feedback
     where ($1::text is null or state = $1) and (not $2 or disagrees) and ($3::bigint is null or id < $3) order by id desc limit $4`,
    [wanted.state, wanted.isDisagreeing, wanted.before, wanted.limit]);
}

export async function listUnmatched(database: Database, limit: number): Promise<FeedbackRow[]> {
  return listFeedback(database, { state: 'unmatched', isDisagreeing: false, before: null, limit });
}

/** What came back for a campaign: one row per kind, reason and effect. */
export async function countReports(database: Database, campaignId: string): Promise<{ kind: string; reason: string; effect: string; count: number }[]> {
  return database.query(
    `select kind, reason, effect, count(*)::int as count from feedback_reports where campaign_id = $1 group by 1, 2, 3 order by 4 desc, 1, 2`, [campaignId]);
}
