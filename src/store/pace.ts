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
};

export type Reservation =
  /** The first slot is `firstAfterMs` from `nowMs` of the database's clock, or a little before; the others follow at the widest interval. */
  | { readonly isGranted: true; readonly count: number; readonly nowMs: number; readonly firstAfterMs: number }
  | { readonly isGranted: false; readonly waitMs: number; readonly isQuotaUsed: boolean };

export async function ensurePace(database: Database, keys: readonly string[]): Promise<void> {
  await database.query('insert into pace (key, next_at) select unnest($1::text[]), clock_timestamp() on conflict do nothing', [keys]);
}

/**
 * A slot may lie so far back: who comes a little late (a timer, a statement) does not lose it. With the pacer's own tolerance it stays within the 5 % a limit is held to.
 * Never further back than what is asked for lasts: who uses little of a high limit has nothing to catch up with, and slots that lie back are over
 * before they can be used (measured at 10,000 a second and 1,300 used: two thirds went unused, and a statement was spent on every twelve mails).
 */
export const lateMs = 20;
/** Further ahead nothing is reserved: a changed limit must act at once. */
export const horizonMs = 250;
/** Longer than any reservation lasts, but for a single slot of a slow limit. */
const longestMs = 100;
/** Of what went unused the rate gets back so much at a time: the rest would be a burst. */
export const backMs = 10;

/**
 * Reserves up to `count` slots under all limits at once, or says how long to wait; 0 only asks. `unused` slots from before go back: to the
 * quota all of them, to the rate as far as that makes no burst. What lies further ahead than these limits ever reserve (a limit that was
 * raised, a clock put back) is brought near.
 *
 * Without a quota the commit waits for no disk (it must not be part of a transaction): what a crash of the database may forget are moments
 * that are over before it is back.
 */
export async function reserveSlots(database: Database, limits: readonly PaceLimit[], { count, unused }: { readonly count: number; readonly unused: number }): Promise<Reservation> {
  const column = <Key extends keyof PaceLimit>(key: Key): PaceLimit[Key][] => limits.map((limit) => limit[key]);
  const rows = await database.query<{ granted: number; nowMs: number; firstAfterMs: number; waitMs: number; room: number | null }>(
    `with input as (select * from unnest($1::text[], $2::float8[], $3::bool[], $4::date[], $5::int[]) as t (key, interval_ms, is_shared, day, quota)),
     eager as (select set_config('synchronous_commit', 'off', true) where not exists (select from input where quota is not null)),
     locked as (
       select p.key, p.next_at, i.interval_ms * interval '1 millisecond' as step, i.is_shared, i.day, i.quota,
         greatest(0, case when p.day = i.day then p.used - $7::int else 0 end) as used
       from pace p join input i using (key) order by p.key for update of p
     ), moment as (
       select clock_timestamp() as now_at, count(*) from locked
     ), free as (
       select l.*, now_at, least(next_at - least($7::int * step, $10::float8 * interval '1 millisecond'), now_at + $9::float8 * interval '1 millisecond' + greatest(step, $11::float8 * interval '1 millisecond')) as free_at
       from locked l, moment
     ), asked as (
       select now_at, max(step) as widest, max(free_at) as latest_at, max(free_at) filter (where is_shared) as shared_at, max(free_at) filter (where not is_shared) as own_at, min(quota - used) as room
       from free group by now_at
     ), given as (
       select now_at, room, case when own_at > greatest(now_at, shared_at) then own_at else latest_at - $9::float8 * interval '1 millisecond' end as wait_until, greatest(latest_at, now_at - least($8::float8 * interval '1 millisecond', widest * $6::int)) as at,
         case when own_at > greatest(now_at, shared_at) or latest_at > now_at + $9::float8 * interval '1 millisecond' then 0
              else greatest(0, least($6::int, room)) end as granted
       from asked
     ), moved as (
       update pace p set next_at = case when given.granted > 0 then given.at + f.step * given.granted else f.free_at end, day = f.day, used = f.used + given.granted
       from given, free f where p.key = f.key and (given.granted > 0 or $7::int > 0)
     )
     select granted, room, extract(epoch from now_at)::float8 * 1000 as "nowMs", extract(epoch from at - now_at)::float8 * 1000 as "firstAfterMs", extract(epoch from wait_until - now_at)::float8 * 1000 as "waitMs",
       (select count(*) from eager)
     from given`,
    [column('key'), column('intervalMs'), column('isShared'), column('day'), column('quota'), count, unused, lateMs, horizonMs, backMs, longestMs], 'reserve-slots',
  );
  const row = rows[0];
  if (row === undefined) throw new Error('a limit has no row');
  if (row.granted > 0) return { isGranted: true, count: row.granted, nowMs: row.nowMs, firstAfterMs: row.firstAfterMs };
  return { isGranted: false, waitMs: Math.max(0, row.waitMs), isQuotaUsed: row.room !== null && row.room <= 0 };
}

/** What is used of the quotas of a day. */
export async function listUsed(database: Database, keys: readonly string[], day: string): Promise<ReadonlyMap<string, number>> {
  const rows = await database.query<{ key: string; used: number }>('select key, used from pace where key = any ($1) and day = $2', [keys, day]);
  return new Map(rows.map((row) => [row.key, row.used]));
}
