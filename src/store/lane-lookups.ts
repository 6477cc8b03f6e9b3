/** Statements on which lane a domain's mail servers were found to belong to; kept for a while, under a digest of the domain. */
import type { Database } from './store.js';

export type LaneLookup = { readonly digest: string; readonly lane: string };

/** Digest to lane, of what was asked after `since`; what is older is forgotten. */
export async function listLaneLookups(database: Database, digests: readonly string[], since: Date): Promise<ReadonlyMap<string, string>> {
  await database.query('delete from lane_lookups where asked_at <= $1', [since]);
  const rows = await database.query<LaneLookup>('select digest, lane from lane_lookups where digest = any ($1)', [digests]);
  return new Map(rows.map(({ digest, lane }) => [digest, lane]));
}

export async function putLaneLookups(database: Database, lookups: readonly LaneLookup[], at: Date): Promise<void> {
  if (lookups.length === 0) return;
  await database.query(
    `insert into lane_lookups (digest, lane, asked_at) select digest, lane, $3 from unnest($1::text[], $2::text[]) as t (digest, lane)
     on conflict (digest) do update set lane = excluded.lane, asked_at = excluded.asked_at`, [lookups.map(({ digest }) => digest), lookups.map(({ lane }) => lane), at]);
}
