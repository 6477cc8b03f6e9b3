/** Statements on how long a mail of a lane keeps its place, as the latest sends measured it. */
import type { Database } from './store.js';

export type LaneTime = { readonly mailMs: number; readonly mailCount: number };

/** The mean follows the latest mails: it weighs what was before like so many. */
const memory = 500;

export async function noteLaneTime(database: Database, { lane, sumMs, count, at }: { lane: string; sumMs: number; count: number; at: Date }): Promise<void> {
  await database.query(
    `insert into lane_times as t (lane, mail_ms, mail_count, measured_at) values ($1, $2::float8 / $3::int, $3, $4)
     on conflict (lane) do update set mail_ms = (t.mail_ms * least(t.mail_count, $5::int) + $2::float8) / (least(t.mail_count, $5::int) + $3::int),
       mail_count = least(t.mail_count, $5::int) + $3::int, measured_at = excluded.measured_at`, [lane, sumMs, count, at, memory]);
}

/** Of lanes with enough mails to tell. */
export async function listLaneTimes(database: Database, leastCount: number): Promise<ReadonlyMap<string, LaneTime>> {
  const rows = await database.query<LaneTime & { lane: string }>('select lane, mail_ms as "mailMs", mail_count as "mailCount" from lane_times where mail_count >= $1', [leastCount]);
  return new Map(rows.map(({ lane, ...time }) => [lane, time]));
}
