/** Statements that make the database forget a person: the keyed hash that stays, rows of the person, and texts that quote the address. */
import type { SubscriberId } from '../ids.js';
import type { DeliveryKey } from '../message/envelope-sender.js';
import type { Database } from './store.js';

/** Any number that nothing else in the database locks. */
const erasureLock = 0x65726173;

/**
 * Whoever writes an address that was looked up before (an import, a freeze, a report) calls this first in the transaction: an erasure
 * waits for it, and it for the erasure, so that nobody is written back by what was read a moment ago.
 */
export async function holdOffErasures(transaction: Database): Promise<void> {
  await transaction.query('select pg_advisory_xact_lock_shared($1)', [erasureLock]);
}

export async function lockErasures(transaction: Database): Promise<void> {
  await transaction.query('select pg_advisory_xact_lock($1)', [erasureLock]);
}

/**
 * An expression: the canonical address was erased. The key is read once for a statement; PostgreSQL then looks each hash up in the index,
 * or for many addresses hashes the table once. Without a key all of it is null, and nothing is hashed.
 */
export function isErasedSql(canonical: string): string {
  return `exists (select from erasures e where e.hash = sha256((select k.outer_block from erasure_keys k limit 1)
    || sha256((select k.inner_block from erasure_keys k limit 1) || convert_to(${canonical}, 'UTF8'))))`;
}

export async function hasErased(database: Database, canonicals: readonly string[]): Promise<boolean> {
  const rows = await database.query<{ found: boolean }>(`select exists (select from unnest($1::text[]) as c (canonical) where ${isErasedSql('c.canonical')}) as found`, [canonicals]);
  return rows[0]?.found === true;
}

/** Without this nothing was ever erased, and nothing need be looked for. */
export async function hasErasures(database: Database): Promise<boolean> {
  return (await database.query('select key_id from erasure_keys limit 1')).length > 0;
}

export async function isDeliveryErased(database: Database, { campaignId, subscriberId }: DeliveryKey): Promise<boolean> {
  const rows = await database.query("select campaign_id from deliveries where campaign_id = $1 and subscriber_id = $2 and position('@' in address) = 0", [campaignId, subscriberId]);
  return rows.length > 0;
}

const blockOctets = 64; // of SHA-256, RFC 2104 2
/** Ends with a NUL, as in the tokens: no other use of the key can spell the same bytes. */
const purpose = Buffer.from('erased-address\0');

/** The key of the first erasure is that of all: nobody can hash again what is gone. It must stay in `keys`. */
export async function keepErasureKey(transaction: Database): Promise<number> {
  const [kept] = await transaction.query<{ id: number }>('select key_id as id from erasure_keys limit 1');
  if (kept !== undefined) return kept.id;
  const [key] = await transaction.query<{ id: number; secret: Buffer }>('select id, secret from keys order by id desc limit 1');
  if (key === undefined) throw new Error('there is no key yet');
  const padWith = (octet: number): Buffer => Buffer.alloc(blockOctets, octet).map((pad, index) => pad ^ (key.secret[index] ?? 0)) as Buffer;
  if (key.secret.length > blockOctets) throw new Error('the key is longer than a block of SHA-256');
  await transaction.query('insert into erasure_keys (key_id, inner_block, outer_block) values ($1, $2, $3) on conflict do nothing',
    [key.id, Buffer.concat([padWith(0x36), purpose]), padWith(0x5c)]);
  return key.id;
}

/** False when all of them were erased before. */
export async function insertErasures(transaction: Database, erasure: { canonicals: readonly string[]; keyId: number; at: Date; cause: string }): Promise<boolean> {
  const rows = await transaction.query(
    `insert into erasures (hash, key_id, erased_at, cause)
     select sha256(k.outer_block || sha256(k.inner_block || convert_to(c.canonical, 'UTF8'))), k.key_id, $3, $4
     from unnest($1::text[]) as c (canonical), erasure_keys k where k.key_id = $2 and not ${isErasedSql('c.canonical')}
     on conflict do nothing returning key_id`,
    [erasure.canonicals, erasure.keyId, erasure.at, erasure.cause]);
  return rows.length > 0;
}

/** Every address the person was ever written to at. By the campaigns, of which there are few: the ledger has no index by person. */
export async function listDeliveredAddresses(database: Database, subscriberId: SubscriberId): Promise<string[]> {
  const rows = await database.query<{ address: string }>(
    `select distinct d.address from campaigns c join deliveries d on d.campaign_id = c.id and d.subscriber_id = $1 where position('@' in d.address) > 0`, [subscriberId]);
  return rows.map((row) => row.address);
}

/**
 * What the ledger keeps of the person is what happened, under a made-up name: codes stay, words go, since a server's words quote the
 * mailbox in forms nobody foresees.
 */
export async function pseudonymiseDeliveries(transaction: Database, subscriberId: SubscriberId): Promise<number> {
  const rows = await transaction.query(
    `update deliveries d set address = 'erased-' || d.subscriber_id, fields = null, name = null, tracked = null, reply_text = null
     from campaigns c where d.campaign_id = c.id and d.subscriber_id = $1 returning d.campaign_id`, [subscriberId]);
  await transaction.query(
    `update delivery_events e set detail = substring(e.detail from '^[a-z-]+ [0-9]{3}(?: [245][.][0-9]{1,3}[.][0-9]{1,3})?(?= |$)')
     from campaigns c where e.campaign_id = c.id and e.subscriber_id = $1 and e.detail is not null`, [subscriberId]);
  return rows.length;
}

/** Reports about the person: what they said of the mail stays, the message and the address go. Returns how many messages. */
export async function emptyOwnFeedback(transaction: Database, subscriberId: SubscriberId, at: Date): Promise<number> {
  const rows = await transaction.query<{ id: string }>(
    `select distinct r.feedback_id as id from campaigns c join feedback_reports r on r.campaign_id = c.id and r.subscriber_id = $1
     union select p.feedback_id from subscribers s join suppressions p on p.canonical = s.canonical where s.id = $1 and p.feedback_id is not null`, [subscriberId]);
  await transaction.query('update feedback_reports r set recipient = null from campaigns c where r.campaign_id = c.id and r.subscriber_id = $1', [subscriberId]);
  return emptyFeedback(transaction, rows.map((row) => row.id), at);
}

/** The digest stays: the same report again is still the same. */
export async function emptyFeedback(transaction: Database, ids: readonly string[], at: Date): Promise<number> {
  const rows = await transaction.query(
    `update feedback set raw = '', erased_at = $2 where id = any ($1::bigint[]) and erased_at is null returning id`, [ids, at]);
  return rows.length;
}

export type RawFeedback = { readonly id: string; readonly raw: Buffer; readonly envelopeRecipient: string | null; readonly state: string };

/** What is kept and was not read yet may be about others too: whoever reads it empties it. */
export async function pageRawFeedback(database: Database, after: string, limit: number): Promise<readonly RawFeedback[]> {
  return database.query(`select id, raw, envelope_recipient as "envelopeRecipient", state from feedback where id > $1 and erased_at is null and state <> 'kept' order by id limit $2`, [after, limit]);
}

/** Rows that exist only for the person. */
export async function deletePerson(transaction: Database, subscriberId: SubscriberId): Promise<void> {
  await transaction.query('delete from subscriptions where subscriber_id = $1', [subscriberId]);
  await transaction.query('delete from subscribers where id = $1', [subscriberId]);
}

/** Tables that are treated with care, each in its own way, above or below. */
const treated: readonly string[] = ['clicks', 'deliveries', 'delivery_events', 'feedback_reports', 'subscribers', 'subscriptions', 'suppressions'];

/**
 * Every other table that names people by id or canonical address loses the person's rows. By the catalogue, not by a list: a table
 * that comes later and is forgotten here must not keep anybody. Append-only tables let it by (`courant.erasing`).
 */
export async function deleteElsewhere(transaction: Database, subscriberId: SubscriberId | null, canonicals: readonly string[]): Promise<void> {
  const tables = await transaction.query<{ name: string; columns: string[] }>(
    `select quote_ident(c.table_name) as name, array_agg(c.column_name::text) as columns
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.column_name in ('subscriber_id', 'canonical') and c.table_name <> all ($1) group by 1`, [treated]);
  await transaction.query(`select set_config('courant.erasing', 'on', true)`);
  for (const { name, columns } of tables) {
    if (columns.includes('canonical')) await transaction.query(`delete from ${name} where canonical = any ($1)`, [canonicals]);
    if (columns.includes('subscriber_id') && subscriberId !== null) await transaction.query(`delete from ${name} where subscriber_id = $1`, [subscriberId]);
  }
  await transaction.query(`select set_config('courant.erasing', 'off', true)`);
}

export async function deleteSuppressions(transaction: Database, canonicals: readonly string[]): Promise<number> {
  return (await transaction.query('delete from suppressions where canonical = any ($1) returning id', [canonicals])).length;
}

/** How far texts about other people have been looked through. */
export type Sweep = { readonly event: string; readonly feedback: string };

export type Mention = { readonly pattern: string; /** In lower case; a text without any of them is not looked into. */ readonly domains: readonly string[] };

/** Replies to other people's mails that quote the address, a forwarded mailbox for one. Returns the last event that was looked at. */
export async function redactEvents(database: Database, mention: Mention, after: string): Promise<string> {
  const [last] = await database.query<{ id: string }>('select coalesce(max(id), 0)::text as id from delivery_events');
  await database.query(
    `with quoting as (
       update delivery_events set detail = regexp_replace(detail, $1, 'erased', 'gi')
       where id > $3 and id <= $4 and lower(detail) like any ($2) and detail ~* $1
       returning campaign_id, subscriber_id
     )
     update deliveries d set reply_text = regexp_replace(d.reply_text, $1, 'erased', 'gi')
     from (select distinct campaign_id, subscriber_id from quoting) q
     where d.campaign_id = q.campaign_id and d.subscriber_id = q.subscriber_id and d.reply_text is not null`,
    [mention.pattern, toLikes(mention.domains), after, last?.id ?? '0']);
  return last?.id ?? '0';
}

/** Columns of text that may quote anybody. */
const texts: readonly (readonly [table: string, column: string])[] = [
  ['suppressions', 'evidence'], ['feedback_reports', 'recipient'], ['feedback', 'envelope_recipient'], ['feedback', 'note'],
  ['campaigns', 'state_reason'], ['campaigns', 'segment'], ['segments', 'text'], ['imports', 'file'],
  ['throttles', 'reason'], ['breakers', 'reason'], ['notices', 'subject'],
];

export async function redactTexts(transaction: Database, mention: Mention): Promise<void> {
  for (const [table, column] of texts) {
    await transaction.query(
      `update ${table} set ${column} = regexp_replace(${column}, $1, 'erased', 'gi') where lower(${column}) like any ($2) and ${column} ~* $1`,
      [mention.pattern, toLikes(mention.domains)]);
  }
}

function toLikes(domains: readonly string[]): string[] {
  return domains.map((domain) => `%${domain.replaceAll(/[%_\\]/g, '\\$&')}%`);
}
