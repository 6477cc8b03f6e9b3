/** Statements on consents: what people agreed to or took back, row by row, never changed. */
import type { ListId, SubscriberId } from '../ids.js';
import type { Database } from './store.js';

export type ConsentRow = {
  readonly listId: ListId;
  /** `chosen`: among what was offered. */
  readonly act: 'given' | 'withdrawn' | 'chosen';
  /** To get the mails, that one's clicks are kept, how often the mails come. */
  readonly purpose: 'mails' | 'tracking' | 'frequency';
  /** The words that were shown or brought. */
  readonly text: string | null;
  /** Of the words: the first digits of their SHA-256. */
  readonly version: string | null;
  readonly source: string;
  /** The network of a form, such as 203.0.113.0/24. */
  readonly origin: string | null;
  readonly at: Date;
};

export async function recordConsent(database: Database, consent: Omit<ConsentRow, 'purpose'> & { readonly subscriberId: SubscriberId; readonly purpose?: ConsentRow['purpose'] }): Promise<void> {
  await database.query(
    `insert into consents (subscriber_id, list_id, act, text, version, source, origin, at, purpose)
     values ($1, $2, $3, $4::text, coalesce($5, left(encode(sha256(convert_to($4::text, 'UTF8')), 'hex'), 12)), $6, $7, $8, $9)`,
    [consent.subscriberId, consent.listId, consent.act, consent.text, consent.version, consent.source, consent.origin, consent.at, consent.purpose ?? 'mails'],
  );
}

/** In the order they were written. */
export async function listConsents(database: Database, subscriberId: SubscriberId): Promise<(ConsentRow & { readonly listSlug: string | null })[]> {
  return database.query(
    `select c.list_id as "listId", l.slug as "listSlug", c.act, c.purpose, c.text, c.version, c.source, c.origin, c.at
     from consents c left join lists l on l.id = c.list_id where c.subscriber_id = $1 order by c.id`,
    [subscriberId],
  );
}
