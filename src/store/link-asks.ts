/** Statements on notes of those who asked for a link to their settings, until somebody has looked at them. */
import type { Database } from './store.js';

export async function insertLinkAsk(database: Database, canonical: string, at: Date): Promise<void> {
  await database.query('insert into link_asks (canonical, asked_at) values ($1, $2)', [canonical, at]);
}

/** The oldest, which is gone when the transaction ends; another process takes the next. */
export async function takeLinkAsk(transaction: Database): Promise<{ readonly canonical: string } | undefined> {
  return (await transaction.query<{ canonical: string }>(
    'delete from link_asks where id = (select id from link_asks order by id limit 1 for update skip locked) returning canonical'))[0];
}
