/**
 * Statements on the places of a lane: how many mails of it may be under way at once, over all processes. One row is one place, so that two
 * who take at once cannot have the same, and one that ended holds none: its epoch is over (store/epochs.ts), whatever its rows say.
 */
import type { Database } from './store.js';

export type LaneHolder = { readonly lane: string; readonly epoch: string };
export type HeldPlaces = {
  readonly heldCount: number;
  /** Of those, how many others wait for. */
  readonly askedCount: number;
};

export async function ensurePlaces(database: Database, lane: string, most: number): Promise<void> {
  await database.query('insert into lane_places (lane, n) select $1, generate_series(1, $2::int) on conflict do nothing', [lane, most]);
}

/** Up to `wanted` of those that are free among the first `most`; how many it got. */
export async function takePlaces(database: Database, { lane, epoch }: LaneHolder, wanted: number, most: number): Promise<number> {
  const rows = await database.query(
    `with free as (
       select p.n from lane_places p left join epochs e on e.n = p.epoch
       where p.lane = $1 and p.n <= $4 and (p.epoch is null or e.ended_at is not null) order by p.n limit $3 for update of p skip locked
     )
     update lane_places p set epoch = $2, asked_by = null from free where p.lane = $1 and p.n = free.n returning p.n`, [lane, epoch, wanted, most]);
  return rows.length;
}

/** Asks who has the most for one of theirs, once: nobody is asked who would then have fewer than the asker. False: nothing to be had. */
export async function askForPlace(database: Database, { lane, epoch }: LaneHolder): Promise<boolean> {
  const rows = await database.query(
    `with shares as (
       select coalesce(asked_by, epoch) as holder, count(*) as share from lane_places where lane = $1 and epoch is not null group by 1
     ), richest as (
       select holder from shares where share >= 2 + coalesce((select share from shares where holder = $2), 0) order by share desc, holder limit 1
     ), before as (
       select n from lane_places where lane = $1 and asked_by = $2
     ), asked as (
       update lane_places set asked_by = $2 where lane = $1 and asked_by is null and not exists (select from before)
         and n = (select n from lane_places where lane = $1 and asked_by is null and epoch = (select holder from richest) order by n limit 1) returning n
     )
     select n from before union all select n from asked`, [lane, epoch]);
  return rows.length > 0;
}

export async function countPlaces(database: Database, { lane, epoch }: LaneHolder): Promise<HeldPlaces> {
  const [row] = await database.query<HeldPlaces>('select count(*)::int as "heldCount", count(asked_by)::int as "askedCount" from lane_places where lane = $1 and epoch = $2', [lane, epoch]);
  return row ?? { heldCount: 0, askedCount: 0 };
}

/** So many go back, those first that somebody asked for: to whom they go at once. */
export async function givePlaces(database: Database, { lane, epoch }: LaneHolder, count: number): Promise<void> {
  await database.query(
    `update lane_places p set epoch = asked_by, asked_by = null
     from (select n from lane_places where lane = $1 and epoch = $2 order by asked_by is null, n desc limit $3 for update) as mine where p.lane = $1 and p.n = mine.n`, [lane, epoch, count]);
}

/** All of them, and what was asked for. */
export async function leavePlaces(database: Database, { lane, epoch }: LaneHolder): Promise<void> {
  await database.query(
    `update lane_places set epoch = case when epoch = $2 then asked_by else epoch end, asked_by = null
     where lane = $1 and (epoch = $2 or asked_by = $2)`, [lane, epoch]);
}
