/**
 * Pace in the database: one row per limited thing holds the theoretical arrival time of its next message (GCRA, ITU-T I.371) and what is
 * used of the day's quota. Exact over processes and restarts.
 */
import type { Database } from './store.js';

export type PaceLimit = {
  readonly key: string;
  /** 0: only counted, not paced. */
  readonly intervalMs: number;
  /** Others wait for it too: a lane that must wait longer than this one does not reserve ahead, so that it holds up nobody. */
  readonly isShared: boolean;
  /** Local day of the quota, and the quota; null: none. */
  readonly day: string;
  readonly quota: number | null;
  /** Slots of the quota that were given out and not used. */
  readonly returned: number;
};

export type Reservation =
  /** The first slot is `firstAfterMs` from now, or a little before; the others follow at the widest interval. */
  | { readonly isGranted: true; readonly count: number; readonly firstAfterMs: number }
  | { readonly isGranted: false; readonly waitMs: number; readonly isQuotaUsed: boolean };

export async function ensurePace(database: Database, keys: readonly string[]): Promise<void> {
  await database.query('insert into pace (key, next_at) select unnest($1::text[]), clock_timestamp() on conflict do nothing', [keys]);
}

/** A slot may lie so far back: who comes a little late (a timer, a statement) does not lose it. With the pacer's own tolerance it stays within the 5 % a limit is held to. */
const lateMs = 10;
/** Further ahead nothing is reserved: a changed limit must act at once. */
const horizonMs = 250;

/**
 * Reserves up to `count` slots under all limits at once, or says how long to wait; 0 only asks. A slot nobody uses is lost to the rate,
 * which may fall, never rise; of a quota it is given back with `returned`.
 */
export async function reserveSlots(database: Database, limits: readonly PaceLimit[], count: number): Promise<Reservation> {
  const column = <Key extends keyof PaceLimit>(key: Key): PaceLimit[Key][] => limits.map((limit) => limit[key]);
  const rows = await database.query<{ granted: number; firstAfterMs: number; waitMs: number; room: number | null }>(
    `with input as (select * from unnest($1::text[], $2::float8[], $3::bool[], $4::date[], $5::int[], $6::int[]) as t (key, interval_ms, is_shared, day, quota, returned)),
     locked as (
       select p.key, p.next_at, i.interval_ms, i.is_shared, i.day, i.quota, i.returned,
         greatest(0, case when p.day = i.day then p.used - i.returned else 0 end) as used
       from pace p join input i using (key) order by p.key for update of p
     ), asked as (
       select clock_timestamp() as now_at, max(next_at) as latest_at, max(next_at) filter (where is_shared) as shared_at,
         max(next_at) filter (where not is_shared) as own_at, min(quota - used) as room
       from locked
     ), given as (
       select now_at, room, case when own_at > greatest(now_at, shared_at) then own_at else latest_at - $9::float8 * interval '1 millisecond' end as wait_until, greatest(latest_at, now_at - $8::float8 * interval '1 millisecond') as at,
         case when own_at > greatest(now_at, shared_at) or latest_at > now_at + $9::float8 * interval '1 millisecond' then 0
              else greatest(0, least($7::int, room)) end as granted
       from asked
     ), moved as (
       update pace p set
         next_at = case when given.granted > 0 then given.at + l.interval_ms * given.granted * interval '1 millisecond' else p.next_at end,
         day = l.day, used = l.used + given.granted
       from given, locked l where p.key = l.key and (given.granted > 0 or l.returned > 0)
     )
     select granted, room, extract(epoch from at - now_at)::float8 * 1000 as "firstAfterMs", extract(epoch from wait_until - now_at)::float8 * 1000 as "waitMs" from given`,
    [column('key'), column('intervalMs'), column('isShared'), column('day'), column('quota'), column('returned'), count, lateMs, horizonMs], 'reserve-slots',
  );
  const row = rows[0];
  if (row === undefined) throw new Error('a limit has no row');
  if (row.granted > 0) return { isGranted: true, count: row.granted, firstAfterMs: row.firstAfterMs };
  return { isGranted: false, waitMs: Math.max(0, row.waitMs), isQuotaUsed: row.room !== null && row.room <= 0 };
}

/** What is used of the quotas of a day. */
export async function listUsed(database: Database, keys: readonly string[], day: string): Promise<ReadonlyMap<string, number>> {
  const rows = await database.query<{ key: string; used: number }>('select key, used from pace where key = any ($1) and day = $2', [keys, day]);
  return new Map(rows.map((row) => [row.key, row.used]));
}
