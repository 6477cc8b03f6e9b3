/**
 * What readers wish of the issues of a list, in SQL: only some topics, or not so often. Both leave them out of a freeze. The ledger itself
 * is asked who got what; nothing is counted along, so nothing can be counted twice.
 */
import type { Windows } from '../audience/frequency.js';
import type { Sql } from '../segment/sql.js';
import type { ListId, SubscriberId } from '../ids.js';
import type { Database } from './store.js';

/** An issue that is to go out. */
export type IssueAhead = {
  readonly newsletter: string;
  readonly slug: string;
  /** Slugs of the list's topics; empty: it is for everybody. */
  readonly topics: readonly string[];
  /** Around the time it is due. */
  readonly windows: Windows;
};

/** A delivery `d` that the reader has or will have. In doubt counts: at most one is what was promised. */
const isTheirs = `d.state not in ('failed', 'suppressed', 'cancelled') and d.bounced_kind is null`;

/**
 * A query of `subscriber_id`: who had another issue too near to this one. The same issue again, a follow-up to those who failed or a second part
 * of the list, is no other issue, and no new one for who had it before. One look at the ledger for each campaign near and each reader who
 * chose a frequency, who are few: as a join the planner reads all deliveries of those campaigns. `$1` is the list.
 */
export function servedSql({ newsletter, slug, windows }: IssueAhead, firstParameter: number): Sql {
  const [letter, issue, weekFrom, weekTo, monthFrom, monthTo] = Array.from({ length: 6 }, (_, index) => `$${firstParameter + index}`);
  const text = `
    with near as materialized (
      select c.id, c.send_at >= ${weekFrom}::timestamptz and c.send_at < ${weekTo}::timestamptz as is_week, c.send_at >= ${monthFrom}::timestamptz and c.send_at < ${monthTo}::timestamptz as is_month,
        array(select f.id from campaigns f join editions o on o.hash = f.edition_hash
          where f.list_id = c.list_id and f.id < c.id and o.newsletter = e.newsletter and o.slug = e.slug) as before
      from campaigns c join editions e on e.hash = c.edition_hash
      where c.list_id = $1 and c.send_at >= least(${weekFrom}::timestamptz, ${monthFrom}::timestamptz) and c.send_at < greatest(${weekTo}::timestamptz, ${monthTo}::timestamptz)
        and not (e.newsletter = ${letter}::text and e.slug = ${issue}::text)
    )
    select w.subscriber_id from subscriptions w cross join lateral (
      select from near join deliveries d on d.campaign_id = near.id and d.subscriber_id = w.subscriber_id
      where case w.frequency when 'weekly' then near.is_week else near.is_month end and ${isTheirs} and not ${hadBefore('near.before')}
      limit 1
    ) served
    where w.list_id = $1 and w.frequency is not null`;
  return { text, values: [newsletter, slug, windows.weekly.from, windows.weekly.to, windows.monthly.from, windows.monthly.to] };
}

/** Of a delivery `d`: the reader had the same issue by one of these campaigns. */
function hadBefore(campaigns: string): string {
  return `exists (select from deliveries b where b.campaign_id = any(${campaigns}) and b.subscriber_id = d.subscriber_id and ${isTheirs.replaceAll('d.', 'b.')})`;
}

/** The last issue of each list that somebody had, and when it was due. */
export type LastIssue = { readonly listId: ListId; readonly dueAt: Date };

export async function listLastIssues(database: Database, subscriberId: SubscriberId): Promise<readonly LastIssue[]> {
  return database.query<LastIssue>(
    `select c.list_id as "listId", max(c.send_at) as "dueAt"
     from campaigns c join editions e on e.hash = c.edition_hash join deliveries d on d.campaign_id = c.id and d.subscriber_id = $1
     where ${isTheirs} and not ${hadBefore(`array(select f.id from campaigns f join editions o on o.hash = f.edition_hash
       where f.list_id = c.list_id and f.id < c.id and o.newsletter = e.newsletter and o.slug = e.slug)`)}
     group by c.list_id`, [subscriberId]);
}
