/** Secrets of the tokens, made here and kept in the database, so that every machine that shares it reads every token. None is ever removed: old links work for years. */
import { createSecretKey, randomBytes } from 'node:crypto';
import type { TokenKeys } from '../message/signed-token.js';
import type { Database } from './store.js';

export type KeyRow = { readonly id: number; readonly secret: Uint8Array; readonly createdAt: Date; readonly signsFrom: Date };

/** What signs now: a campaign that is frozen takes it along. */
export const currentKeySql = '(select id from keys where signs_from <= clock_timestamp() order by id desc limit 1)';

/** Makes the first when there is none. */
export async function listKeys(database: Database): Promise<readonly KeyRow[]> {
  await database.query('insert into keys (id, secret) values (1, $1) on conflict do nothing', [randomBytes(32)]);
  return database.query<KeyRow>('select id, secret, created_at as "createdAt", signs_from as "signsFrom" from keys order by id');
}

/** Returns its number. Two at once make two. */
export async function addKey(database: Database, signsFrom: Date): Promise<number> {
  const [row] = await database.query<{ id: number }>('insert into keys (id, secret, signs_from) select max(id) + 1, $1, $2 from keys returning id', [randomBytes(32), signsFrom]);
  if (row === undefined) throw new Error('no token key was made');
  return row.id;
}

/** As of one moment: for what ends soon. A server holds the ring of key-ring.ts. */
export async function loadSecrets(database: Database): Promise<TokenKeys> {
  return toKeys(await listKeys(database), new Date());
}

export function toKeys(rows: readonly KeyRow[], now: Date): TokenKeys {
  return { current: currentOf(rows, now), secrets: new Map(rows.map(({ id, secret }) => [id, createSecretKey(secret)])) };
}

export function currentOf(rows: readonly KeyRow[], now: Date): number {
  return (rows.findLast(({ signsFrom }) => signsFrom <= now) ?? rows[0])?.id ?? 1;
}
