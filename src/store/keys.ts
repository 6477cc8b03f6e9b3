/** Secrets of the tokens, made once and kept in the database, so that every machine that shares it reads every token. */
import { randomBytes } from 'node:crypto';
import type { Database } from './store.js';

/** All secrets by number; the highest signs. Makes the first when there is none. */
export async function loadSecrets(database: Database): Promise<{ current: number; secrets: ReadonlyMap<number, Uint8Array> }> {
  await database.query('insert into keys (id, secret) values (1, $1) on conflict do nothing', [randomBytes(32)]);
  const rows = await database.query<{ id: number; secret: Buffer }>('select id, secret from keys order by id');
  return { current: Math.max(...rows.map((row) => row.id)), secrets: new Map(rows.map((row) => [row.id, row.secret])) };
}
