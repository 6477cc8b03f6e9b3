/** Statements on what came back: raw messages, their reports, and what they prove about deliveries. */
import type { DeliveryKey } from '../message/envelope-sender.js';
import type { FeedbackReport } from '../feedback/report.js';
import type { Database } from './store.js';

export type NewFeedback = {
  readonly digest: string;
  readonly source: 'smtp' | 'file';
  readonly envelopeRecipient: string | null;
  readonly raw: Uint8Array;
  readonly state: 'applied' | 'unmatched' | 'ignored';
  readonly note: string | null;
  /** It speaks of somebody who was erased: `raw` is empty. */
  readonly erasedAt: Date | null;
};

/** The id, or undefined when the same message was kept before. */
export async function keepFeedback(database: Database, feedback: NewFeedback): Promise<string | undefined> {
  const rows = await database.query<{ id: string }>(
    `insert into feedback (digest, source, envelope_recipient, raw, state, note, erased_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (digest) do nothing returning id`,
    [feedback.digest, feedback.source, feedback.envelopeRecipient, feedback.raw, feedback.state, feedback.note, feedback.erasedAt]);
  return rows[0]?.id;
}

export async function keepReport(database: Database, feedbackId: string, delivery: DeliveryKey | undefined, report: FeedbackReport, matchedBy: string | null, effect: string): Promise<void> {
  await database.query(
    `insert into feedback_reports (feedback_id, campaign_id, subscriber_id, recipient, kind, bucket, reason, status, reply_code, action, matched_by, effect)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [feedbackId, delivery?.campaignId ?? null, delivery?.subscriberId ?? null, report.recipient, report.kind, report.bucket, report.reason,
      report.status, report.replyCode, report.action, matchedBy, effect]);
}

/** The person behind a delivery as of now; undefined when the delivery is not ours or the person was erased. */
export async function findDeliveryPerson(database: Database, delivery: DeliveryKey): Promise<{ canonical: string; softBounceCount: number; listId: string } | undefined> {
  return (await database.query<{ canonical: string; softBounceCount: number; listId: string }>(
    `select s.canonical, s.soft_bounce_count as "softBounceCount", c.list_id as "listId"
     from deliveries d join subscribers s on s.id = d.subscriber_id join campaigns c on c.id = d.campaign_id
     where d.campaign_id = $1 and d.subscriber_id = $2`, [delivery.campaignId, delivery.subscriberId]))[0];
}

/** One soft bounce more; at most one a person and day. */
export async function countSoftBounce(database: Database, delivery: DeliveryKey): Promise<void> {
  await database.query(
    `update subscribers set soft_bounce_count = soft_bounce_count + 1, last_bounce_at = clock_timestamp()
     where id = $1 and (last_bounce_at is null or last_bounce_at < clock_timestamp() - interval '1 day')`, [delivery.subscriberId]);
}

export async function resetSoftBounces(database: Database, delivery: DeliveryKey): Promise<void> {
  await database.query('update subscribers set soft_bounce_count = 0 where id = $1 and soft_bounce_count > 0', [delivery.subscriberId]);
}

/** Notes the bounce beside the delivery, whose state it never changes; but a report about a mail in doubt proves that it was taken. */
export async function noteBounce(database: Database, delivery: DeliveryKey, kind: string): Promise<void> {
  await database.query(
    `with before as (
       select campaign_id, subscriber_id, state from deliveries where campaign_id = $1 and subscriber_id = $2 for update
     ), noted as (
       update deliveries d
       set bounced_kind = case when $3 in ('hard', 'soft') then $3 else d.bounced_kind end,
           state = case before.state when 'in_doubt' then 'accepted' else before.state end
       from before where d.campaign_id = before.campaign_id and d.subscriber_id = before.subscriber_id
     )
     insert into delivery_events (campaign_id, subscriber_id, from_state, to_state, cause)
     select campaign_id, subscriber_id, 'in_doubt', 'accepted', 'evidence' from before where state = 'in_doubt'`,
    [delivery.campaignId, delivery.subscriberId, kind]);
}

export async function listUnmatched(database: Database, limit: number): Promise<{ id: string; receivedAt: Date; source: string; envelopeRecipient: string | null; note: string | null }[]> {
  return database.query(
    `select id, received_at as "receivedAt", source, envelope_recipient as "envelopeRecipient", note from feedback where state = 'unmatched' order by id desc limit $1`, [limit]);
}

/** What came back for a campaign: one row per kind, reason and effect. */
export async function countReports(database: Database, campaignId: string): Promise<{ kind: string; reason: string; effect: string; count: number }[]> {
  return database.query(
    `select kind, reason, effect, count(*)::int as count from feedback_reports where campaign_id = $1 group by 1, 2, 3 order by 4 desc, 1, 2`, [campaignId]);
}
