/**
 * Statements on a batch of an import, whose rows stand in the temporary table `import_rows`: what each comes to, and the writing of it.
 * Set by set: a million rows make some dozens of round trips.
 */
import type { ListId } from '../ids.js';
import { isErasedSql } from './erasures.js';
import type { Database } from './store.js';

export const importOutcomes = ['imported', 'updated', 'unchanged', 'unsubscribed', 'suppressed', 'duplicate', 'refused'] as const;
/**
 * imported: new on the list. updated, unchanged: on it before. unsubscribed: left before, or the file says so; nobody is brought back.
 * suppressed: never written to. duplicate: the same mailbox stood further up. refused: the row cannot be used.
 */
export type ImportOutcome = (typeof importOutcomes)[number];

/** `detail`: the first line of a duplicate, the reason of a suppression, the status that a person had before. `changes`: what the row says anew of somebody who is known. */
export type DecidedRow = { readonly line: number; readonly outcome: ImportOutcome; readonly detail: string | null; readonly changes: string | null };

/**
 * Decides for every row. By lateral lookups: in the midst of an import nothing is analysed yet, and a plain join becomes a walk over all
 * subscribers per batch. An empty cell says nothing, so it is no news.
 */
export async function decideRows(database: Database, listId: ListId, at: Date): Promise<void> {
  await database.query(
    `insert into import_decided (line, subscriber_id, outcome, detail, has_news, joins, changes)
     select line, id, outcome,
       case outcome when 'duplicate' then first_line::text when 'suppressed' then reason else status end,
       has_news, outcome = 'imported' or (outcome = 'unsubscribed' and status is null),
       case when has_news then concat_ws(', ', case when new_name <> coalesce(old_name, '') then 'name' end, case when new_lang <> coalesce(old_lang, '') then 'lang' end,
         (select string_agg(key, ', ' order by key) from jsonb_each(new_attributes) where old_attributes -> key is distinct from value)) end
     from (
       select r.line, s.id, r.first_line, case when e.found then 'erased' else p.reason end as reason, n.status,
         case
           when r.first_line <> r.line then 'duplicate'
           when e.found or p.reason is not null then 'suppressed'
           when r.is_gone or n.status = 'unsubscribed' then 'unsubscribed'
           when n.status is null then 'imported'
           when news.found then 'updated'
           else 'unchanged'
         end as outcome,
         s.id is not null and news.found as has_news,
         r.name as new_name, s.name as old_name, r.lang as new_lang, s.lang as old_lang, r.attributes as new_attributes, s.attributes as old_attributes
       from import_rows r
       left join lateral (select * from subscribers where canonical = r.canonical limit 1) s on true
       left join lateral (select status from subscriptions where list_id = $1 and subscriber_id = s.id limit 1) n on true
       left join lateral (select p.reason from suppressions p where p.canonical = r.canonical and (p.list_id is null or p.list_id = $1)
         and (p.expires_at is null or p.expires_at > $2) order by p.list_id nulls first limit 1) p on true
       cross join lateral (select ${isErasedSql('r.canonical')}) as e (found)
       cross join lateral (select coalesce(r.name <> coalesce(s.name, ''), false) or coalesce(r.lang <> coalesce(s.lang, ''), false)
         or not coalesce(s.attributes @> r.attributes, true)) as news (found)
     ) as known`,
    [listId, at],
  );
}

/**
 * New people, and people who are known and new on the list. Both are remembered as gone when the file says so; what the others agreed to is
 * recorded. Who is on the list already keeps what they chose.
 */
export async function joinPeople(database: Database, listId: ListId, defaults: { source: string; consent: string | null; at: Date }): Promise<void> {
  // Nobody analyses a temporary table, and without figures these joins of a batch with itself would be planned as loops in loops.
  await database.query('set local enable_nestloop = off');
  await database.query(
    `with made as (
       insert into subscribers (address, canonical, domain, name, lang, attributes)
       select r.address, r.canonical, r.domain, r.name, r.lang, r.attributes
       from import_decided d join import_rows r using (line) where d.joins and d.subscriber_id is null order by r.line
       -- the update that changes nothing returns the row that another connection has just made
       on conflict (canonical) do update set updated_at = subscribers.updated_at
       returning id, canonical
     ), placed as (
       select r.*, m.id from made m join import_rows r using (canonical) join import_decided d using (line) where d.joins
       union all
       select r.*, d.subscriber_id from import_decided d join import_rows r using (line) where d.joins and d.subscriber_id is not null
     ), joined as (
       insert into subscriptions (list_id, subscriber_id, status, source, consent, joined_at, unsubscribed_at, unsubscribe_reason, frequency, topics)
       select $1, id, case when is_gone then 'unsubscribed' else 'subscribed' end, coalesce(source, $2), coalesce(consent, $3), coalesce(joined_at, $4),
         case when is_gone then coalesce(unsubscribed_at, $4) end, case when is_gone then 'import' end, frequency, topics
       from placed order by id on conflict (list_id, subscriber_id) do nothing
       returning subscriber_id, status, source, consent, joined_at, frequency
     ), chosen as (
       insert into consents (subscriber_id, list_id, act, purpose, text, source, at)
       select subscriber_id, $1, 'chosen', 'frequency', frequency, source, joined_at from joined where status = 'subscribed' and frequency is not null
     )
     insert into consents (subscriber_id, list_id, act, text, version, source, at)
     select subscriber_id, $1, 'given', consent, left(encode(sha256(convert_to(consent, 'UTF8')), 'hex'), 12), source, joined_at
     from joined where status = 'subscribed'`,
    [listId, defaults.source, defaults.consent, defaults.at],
  );
}

/** An empty cell leaves what is there; attributes are added to those that are there. */
export async function updatePeople(database: Database, at: Date): Promise<void> {
  await database.query(
    `update subscribers s set name = coalesce(r.name, s.name), lang = coalesce(r.lang, s.lang), attributes = s.attributes || r.attributes, updated_at = $1
     from import_decided d join import_rows r using (line)
     where s.id = d.subscriber_id and d.has_news and d.outcome in ('updated', 'imported')`,
    [at],
  );
}

export async function countDecided(database: Database): Promise<readonly { readonly outcome: ImportOutcome; readonly count: number }[]> {
  return database.query('select outcome, count(*)::int as count from import_decided group by outcome');
}

/** In the order of their lines; `lines`: only these. */
export async function listDecided(database: Database, lines: readonly number[] | null): Promise<readonly DecidedRow[]> {
  return database.query('select line::int, outcome, detail, changes from import_decided where $1::bigint[] is null or line = any($1) order by line', [lines]);
}
