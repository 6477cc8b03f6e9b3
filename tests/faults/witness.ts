/**
 * A witness in the database of who writes what (I8): a sender's connections carry the name of its engine's instance, and a row that is
 * held may be written by the engine that holds it, as long as that is not ended, or by whoever has that engine's lock and so recovers it.
 * The ledger's statements say so themselves; the witness does not trust them. It also counts how many rows an engine has transmitting at
 * once: never more than it has connections, or a crash would leave more in doubt than it must (I5). And it knows when the first slot was
 * reserved: from then on nobody is ahead of the limit (I13).
 */
import type { ServerRecord } from '../../src/campaign/invariants.js';
import type { Database } from '../../src/store/store.js';
import { findHaste } from './haste.js';

/** First half of the advisory key of an epoch, as in src/store/epochs.ts. */
export const epochLockClass = 0x636f7572;

export async function installWitness(database: Database): Promise<void> {
  await database.query('create table trespasses (writer text, holder text, subscriber_id bigint, from_state text, to_state text, is_ended boolean)');
  await database.query(`
    create function witness() returns trigger language plpgsql as $$
    declare holder epochs;
    begin
      select * into holder from epochs where n = case when old.state in ('claimed', 'transmitting') then old.epoch else new.epoch end;
      -- What a claim took that committed just after its engine was declared dead, its process gives back.
      if holder.instance = current_setting('application_name') and (holder.ended_at is null or new.state = 'pending') then return null; end if;
      if exists (select from pg_locks where locktype = 'advisory' and classid = ${epochLockClass} and objid = holder.n::oid and pid = pg_backend_pid() and granted) then return null; end if;
      insert into trespasses values (current_setting('application_name'), holder.instance, new.subscriber_id, old.state, new.state, holder.ended_at is not null);
      return null;
    end $$`);
  await database.query(`create trigger witness after update of state on deliveries for each row
    when (old.state is distinct from new.state and (old.state in ('claimed', 'transmitting') or new.state in ('claimed', 'transmitting'))) execute function witness()`);
  await installCount(database);
  await installStart(database);
}

async function installCount(database: Database): Promise<void> {
  await database.query('create table connection_limit (count int)');
  await database.query('create table crowds (instance text, count int)');
  await database.query(`
    create function count_open() returns trigger language plpgsql as $$
    declare open int;
    begin
      select count(*) into open from deliveries where epoch = new.epoch and stage = 'held' and state = 'transmitting';
      insert into crowds select instance, open from epochs where n = new.epoch and open > (select max(l.count) from connection_limit l);
      return null;
    end $$`);
  await database.query(`create trigger count_open after update of state on deliveries for each row when (new.state = 'transmitting') execute function count_open()`);
}

/** By the beginning of the statement: its slots are reserved later. */
async function installStart(database: Database): Promise<void> {
  await database.query('create table first_slot (is_first boolean primary key, reserved_at timestamptz)');
  await database.query(`
    create function note_first_slot() returns trigger language plpgsql as $$
    begin
      insert into first_slot values (true, statement_timestamp()) on conflict do nothing;
      -- A crash of the database may forget slots, but not this.
      if found then perform set_config('synchronous_commit', 'on', true); end if;
      return null;
    end $$`);
  await database.query('create trigger note_first_slot after update of next_at on pace for each row execute function note_first_slot()');
}

export async function limitOpen(database: Database, connectionCount: number): Promise<void> {
  await database.query('insert into connection_limit values ($1)', [connectionCount]);
}

export async function readCrowds(database: Database): Promise<string[]> {
  const rows = await database.query<{ instance: string; count: number }>('select instance, max(count) as count from crowds group by instance');
  return rows.map(({ instance, count }) => `I5: ${instance} had ${count} rows transmitting at once, more than connections`);
}

/** Bodies that began before a slot for them can have come, whoever sent them. */
export async function readHaste(database: Database, bodies: readonly Pick<ServerRecord, 'bodyStartedAt'>[], ratePerSecond: number): Promise<string[]> {
  const [first] = await database.query<{ at: Date }>('select reserved_at as at from first_slot');
  const times = bodies.flatMap(({ bodyStartedAt }) => bodyStartedAt ?? []);
  if (first === undefined) return times.length === 0 ? [] : [`I13: ${times.length} bodies began, and nobody had reserved a slot`];
  const haste = findHaste(times, { ratePerSecond, sinceMs: first.at.getTime() });
  return haste === undefined ? [] : [haste];
}

export async function readTrespasses(database: Database): Promise<string[]> {
  const rows = await database.query<{ writer: string; holder: string | null; id: string; from: string; to: string; isEnded: boolean }>(
    'select writer, holder, subscriber_id as id, from_state as "from", to_state as "to", is_ended as "isEnded" from trespasses');
  return rows.map(({ writer, holder, id, from, to, isEnded }) => `I8: ${writer} wrote ${from} -> ${to} of subscriber ${id}, which is held by ${holder ?? 'nobody'}${isEnded ? ', who is gone' : ''}`);
}
