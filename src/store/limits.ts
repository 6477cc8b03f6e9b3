/** Statements on what limits the pace beside the settings: limits of operators, throttles, open breakers; all that a sender asks for in one look. */
import type { CampaignState } from '../campaign/states.js';
import type { Limits } from '../delivery/limits.js';
import type { Throttle } from '../delivery/throttle.js';
import type { CampaignId } from '../ids.js';
import type { QuietHours } from '../schedule/quiet.js';
import type { Database } from './store.js';

export type CampaignPaceRow = { readonly state: CampaignState; readonly ratePerSecond: number | null; readonly limits: Limits | null; /** Of its list. */ readonly quiet: QuietHours | null };
export type OpenBreaker = { readonly key: string; readonly openedAt: Date; readonly reason: string; readonly probeAt: Date };

export type PaceState = {
  readonly limits: ReadonlyMap<string, Limits>;
  readonly throttles: ReadonlyMap<string, Throttle>;
  readonly breakers: ReadonlyMap<string, OpenBreaker>;
  /** Those that send. */
  readonly campaigns: ReadonlyMap<string, CampaignPaceRow>;
};

type Json = {
  limits: { key: string; limits: Limits }[] | null;
  throttles: { key: string; share: number; slowedAt: string; stepMs: number; trickleUntil: string | null; reason: string }[] | null;
  breakers: { key: string; openedAt: string; reason: string; probeAt: string }[] | null;
  campaigns: (CampaignPaceRow & { id: CampaignId })[] | null;
};

export async function readPaceState(database: Database): Promise<PaceState> {
  const [row] = await database.query<Json>(
    `select (select json_agg(json_build_object('key', key, 'limits', limits)) from limits) as limits,
       (select json_agg(json_build_object('key', key, 'share', share, 'slowedAt', slowed_at, 'stepMs', step_ms, 'trickleUntil', trickle_until, 'reason', reason)) from throttles) as throttles,
       (select json_agg(json_build_object('key', key, 'openedAt', opened_at, 'reason', reason, 'probeAt', probe_at)) from breakers where opened_at is not null and key like 'lane:%') as breakers,
       (select json_agg(json_build_object('id', c.id::text, 'state', c.state, 'ratePerSecond', c.rate_per_second, 'limits', c.limits, 'quiet', l.quiet)) from campaigns c join lists l on l.id = c.list_id where c.state = 'sending') as campaigns`);
  return {
    limits: new Map((row?.limits ?? []).map(({ key, limits }) => [key, limits])),
    throttles: new Map((row?.throttles ?? []).map((throttle) => [throttle.key, { ...throttle, slowedAt: new Date(throttle.slowedAt), trickleUntil: throttle.trickleUntil === null ? null : new Date(throttle.trickleUntil) }])),
    breakers: new Map((row?.breakers ?? []).map((breaker) => [breaker.key, { ...breaker, openedAt: new Date(breaker.openedAt), probeAt: new Date(breaker.probeAt) }])),
    campaigns: new Map((row?.campaigns ?? []).map((campaign) => [campaign.id, campaign])),
  };
}

/** Null: back to the settings and the defaults. */
export async function setLimits(database: Database, key: string, limits: Limits | null): Promise<void> {
  if (limits === null) await database.query('delete from limits where key = $1', [key]);
  else await database.query('insert into limits (key, limits) values ($1, $2) on conflict (key) do update set limits = $2, updated_at = clock_timestamp()', [key, JSON.stringify(limits)]);
}

/** Of one campaign, while it sends. The rate of its freeze no longer says how fast it was. */
export async function setCampaignLimits(database: Database, id: CampaignId, limits: Limits): Promise<void> {
  await database.query('update campaigns set limits = $2, rate_per_second = null where id = $1', [id, JSON.stringify(limits)]);
}

/** Many replies say the same at once: within `deafMs` of the last one nothing changes. True when it was written. */
export async function putThrottle(database: Database, throttle: Throttle, deafMs: number): Promise<boolean> {
  const rows = await database.query(
    `insert into throttles (key, share, slowed_at, step_ms, trickle_until, reason) values ($1, $2, $3, $4, $5, $6)
     on conflict (key) do update set share = excluded.share, slowed_at = excluded.slowed_at, step_ms = excluded.step_ms, trickle_until = excluded.trickle_until, reason = excluded.reason
     where throttles.slowed_at < excluded.slowed_at - $7::float8 * interval '1 millisecond' returning key`,
    [throttle.key, throttle.share, throttle.slowedAt, throttle.stepMs, throttle.trickleUntil, throttle.reason, deafMs]);
  return rows.length === 1;
}

export async function clearThrottle(database: Database, key: string): Promise<boolean> {
  return (await database.query('delete from throttles where key = $1 returning key', [key])).length === 1;
}
