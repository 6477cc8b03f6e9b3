/** Pace in the database: one row per limited thing holds the theoretical arrival time of its next message (GCRA, ITU-T I.371). Exact over processes and restarts. */
import type { Database } from './store.js';

export type PaceLimit = { readonly key: string; readonly intervalMs: number };

export async function ensurePace(database: Database, limits: readonly PaceLimit[]): Promise<void> {
  await database.query('insert into pace (key, next_at) select unnest($1::text[]), clock_timestamp() on conflict do nothing', [limits.map((limit) => limit.key)]);
}

/**
 * Reserves `count` slots under all limits at once. The first slot is `firstAfterMs` from now by the database's clock, the others
 * follow at the widest interval of the limits. A slot nobody uses is lost: the rate may fall, never rise.
 */
export async function reserveSlots(database: Database, limits: readonly PaceLimit[], count: number): Promise<{ firstAfterMs: number }> {
  const rows = await database.query<{ afterMs: number }>(
    `with input as (select * from unnest($1::text[], $2::float8[]) as t (key, interval_ms)),
     locked as (select p.next_at from pace p join input using (key) order by p.key for update of p),
     start as (select greatest(clock_timestamp(), max(next_at)) as at from locked),
     moved as (update pace p set next_at = start.at + i.interval_ms * $3::int * interval '1 millisecond' from start, input i where p.key = i.key)
     select extract(epoch from start.at - clock_timestamp())::float8 * 1000 as "afterMs" from start`,
    [limits.map((limit) => limit.key), limits.map((limit) => limit.intervalMs), count],
  );
  return { firstAfterMs: Math.max(0, rows[0]?.afterMs ?? 0) };
}
