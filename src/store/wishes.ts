/**
 * What readers wish of the issues of a list, in SQL: only some topics, or not so often. Both leave them out of a freeze. The ledger itself
 * is asked who got what; nothing is counted along, so nothing can be counted twice.
 */
import type { Windows } from '../audience/frequency.js';
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

/** A delivery that the reader has or will have. In doubt counts: at most one is what was promised. */
const isTheirs = (delivery: string): string => `${delivery}.state not in ('failed', 'suppressed', 'cancelled') and ${delivery}.bounced_kind is null`;

export type Served = {
  /** Goes in front of the statement: `near`, the campaigns of other issues that stand too near to this one for somebody. `$1` is the list. */
  readonly near: string;
  /** Of a subscription `n`: its reader had one of them. */
  readonly isServed: string;
  readonly values: readonly unknown[];
};

/**
 * Whom a frequency leaves out. The same issue again, a follow-up to those who failed or a second part of the list, is no other issue, and no
 * new one for who had it before. Asked of each reader who chose, by the key of the ledger, a campaign at a time: as a join the planner reads all
 * deliveries of those campaigns. The `or` keeps `not exists` from becoming an anti join, which looked through every campaign there ever was.
 */
export function servedToSql({ newsletter, slug, windows }: IssueAhead, firstParameter: number): Served {
  const [letter, issue, weekFrom, weekTo, monthFrom, monthTo] = ['text', 'text', ...Array<string>(4).fill('timestamptz')].map((cast, index) => `$${firstParameter + index}::${cast}`);
  return {
    near: `near as materialized (
      select c.id, c.send_at >= ${weekFrom} and c.send_at < ${weekTo} as is_week, c.send_at >= ${monthFrom} and c.send_at < ${monthTo} as is_month,
        array(select f.id from campaigns f join editions o on o.hash = f.edition_hash
          where f.list_id = c.list_id and f.id < c.id and o.newsletter = e.newsletter and o.slug = e.slug) as before
      from campaigns c join editions e on e.hash = c.edition_hash
      where c.list_id = $1 and c.send_at >= least(${weekFrom}, ${monthFrom}) and c.send_at < greatest(${weekTo}, ${monthTo}) and not (e.newsletter = ${letter} and e.slug = ${issue}))`,
    isServed: `n.frequency is not null and exists (
      select from near join deliveries d on d.campaign_id = near.id and d.subscriber_id = n.subscriber_id
      where case n.frequency when 'weekly' then near.is_week else near.is_month end and ${isTheirs('d')} and (near.before = '{}' or not exists (
        select from deliveries b where b.campaign_id = any(near.before) and b.subscriber_id = n.subscriber_id and ${isTheirs('b')})))`,
    values: [newsletter, slug, windows.weekly.from, windows.weekly.to, windows.monthly.from, windows.monthly.to],
  };
}

/** The last issue of each list that somebody had, and when it was due. */
export type LastIssue = { readonly listId: ListId; readonly dueAt: Date };

export async function listLastIssues(database: Database, subscriberId: SubscriberId): Promise<readonly LastIssue[]> {
  return database.query<LastIssue>(
    `select t.list_id as "listId", max(t.send_at) as "dueAt" from (
       select distinct on (c.list_id, e.newsletter, e.slug) c.list_id, c.send_at
       from campaigns c join editions e on e.hash = c.edition_hash join deliveries d on d.campaign_id = c.id and d.subscriber_id = $1
       where ${isTheirs('d')} order by c.list_id, e.newsletter, e.slug, c.id
     ) t group by t.list_id`, [subscriberId]);
}
