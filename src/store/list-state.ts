/** Statements on the state of a list before a send: consents, addresses of functions, and what waits for somebody. */
import type { Sql } from '../segment/sql.js';
import type { Database } from './store.js';

export type PeopleState = { readonly staleConsentCount: number; readonly noConsentCount: number; readonly roleCount: number };
export type WaitingRow = { readonly count: number; readonly since: Date | null };

/** Of the audience: `audience` gives their ids, and its `$1` is the list. A person without a row of consent has the day of joining. */
export async function countPeopleState(database: Database, audience: Sql, about: { readonly consentSince: Date; readonly roles: readonly string[] }): Promise<PeopleState> {
  const [next, after] = [audience.values.length + 1, audience.values.length + 2];
  const [row] = await database.query<PeopleState>(
    `select (count(*) filter (where coalesce(c.newest, n.joined_at) < $${next}))::int as "staleConsentCount",
       (count(*) filter (where c.has_words is not true and n.consent is null))::int as "noConsentCount",
       (count(*) filter (where split_part(lower(s.address), '@', 1) = any ($${after}::text[])))::int as "roleCount"
     from (${audience.text}) p
     join subscriptions n on n.list_id = $1 and n.subscriber_id = p.subscriber_id
     join subscribers s on s.id = p.subscriber_id
     left join (select subscriber_id, max(at) as newest, bool_or(text is not null) as has_words from consents where list_id = $1 and act = 'given' and purpose = 'mails' group by subscriber_id) c on c.subscriber_id = p.subscriber_id`,
    [...audience.values, about.consentSince, about.roles]);
  return row ?? { staleConsentCount: 0, noConsentCount: 0, roleCount: 0 };
}

export async function countOwnMails(database: Database): Promise<WaitingRow> {
  return waiting(await database.query<WaitingRow>('select count(*)::int as count, min(made_at) as since from system_mails'));
}

/** Nobody knows whose they are, until an admin says so. */
export async function countLeavers(database: Database): Promise<WaitingRow> {
  return waiting(await database.query<WaitingRow>(
    `select count(*)::int as count, min(f.received_at) as since from feedback f
     where f.state = 'unmatched' and exists (select from feedback_reports r where r.feedback_id = f.id and r.kind = 'unsubscribe')`));
}

function waiting([row]: readonly WaitingRow[]): WaitingRow {
  return row ?? { count: 0, since: null };
}
