/** Statements on what the owner was told. */
import type { Database } from './store.js';

/** True for the first who says it. */
export async function beginNotice(database: Database, key: string, subject: string): Promise<boolean> {
  return (await database.query('insert into notices (key, subject) values ($1, $2) on conflict do nothing returning key', [key, subject])).length === 1;
}
