/** What the ledger knows of one person: every mail that was meant for them, what came back, and what they followed. */
import type { SubscriberId } from '../ids.js';
import type { Database } from './store.js';

/** From the few campaigns to the row by its key: the ledger has no index by person, and a million rows are not read for one. */
export async function listDeliveriesOf(database: Database, subscriberId: SubscriberId): Promise<object[]> {
  return database.query(
    `select e.title, e.newsletter, c.created_at as "campaignMadeAt", d.address, d.state, d.attempts, d.fields, d.settled_at as "settledAt", d.reply_code as "replyCode",
       d.reply_text as "replyText", d.bounced_kind as "bouncedKind",
       (select jsonb_agg(jsonb_build_object('kind', r.kind, 'reason', r.reason, 'status', r.status, 'effect', r.effect, 'at', r.at) order by r.id)
        from feedback_reports r where r.campaign_id = c.id and r.subscriber_id = d.subscriber_id) as reports
     from campaigns c join deliveries d on d.campaign_id = c.id and d.subscriber_id = $1 join editions e on e.hash = c.edition_hash order by c.id`,
    [subscriberId],
  );
}

/** Only of who had agreed to it; number 0 is an opened mail. */
export async function listClicksOf(database: Database, subscriberId: SubscriberId): Promise<object[]> {
  return database.query(
    `select k.campaign_id as "campaignId", case when k.number = 0 then 'opened' else 'clicked' end as kind, l.url, k.at
     from campaigns c join clicks k on k.campaign_id = c.id and k.subscriber_id = $1 left join links l on l.campaign_id = k.campaign_id and l.number = k.number order by k.id`,
    [subscriberId],
  );
}
