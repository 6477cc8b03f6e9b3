/**
 * One table of the database takes nothing for a while, and the rest of it works: as with a full tablespace, a broken index or a lock that
 * times out. So each write of the program fails by itself, and not only all of them together.
 */
import type { Database } from '../../src/store/store.js';

/** What a sender writes while it sends. */
export const refusingTables = ['epochs', 'heartbeat', 'deliveries', 'delivery_events', 'pace'] as const;
export type RefusingTable = (typeof refusingTables)[number];

export async function installRefusals(database: Database): Promise<void> {
  await database.query('create table refusals (name text)');
  await database.query(`create function refuse() returns trigger language plpgsql as $$ begin
    if exists (select from refusals where name = tg_table_name) then raise exception 'cannot write to %', tg_table_name using errcode = '25006'; end if;
    return null; end $$`);
  for (const name of refusingTables) await database.query(`create trigger refuse before insert or update on ${name} for each statement execute function refuse()`);
}

export async function refuseWrites(database: Database, name: RefusingTable): Promise<void> {
  await database.query('insert into refusals values ($1)', [name]);
}

export async function takeWrites(database: Database): Promise<void> {
  await database.query('delete from refusals');
}
