/** Statements on breakers: outcomes counted per lane and per campaign, and whether mails still go through. */
import type { OutcomeCounts, OutcomeKind } from '../delivery/breaker.js';
import type { Database } from './store.js';

export type BreakerRow = {
  readonly key: string;
  readonly counts: OutcomeCounts;
  readonly openedAt: Date | null;
  readonly reason: string | null;
  readonly probeAt: Date | null;
  readonly probeCount: number;
};

const columns = `key, json_build_object('accepted', accepted, 'policy', policy, 'invalid', invalid, 'complaint', complaint, 'other', other) as counts,
  opened_at as "openedAt", reason, probe_at as "probeAt", probe_count as "probeCount"`;

export type Counted = { readonly key: string; readonly kind: OutcomeKind; readonly count: number };

/** A lane's counts begin anew after an hour: what it did last week says little of today. A campaign's are of all of it. */
export async function addOutcomes(database: Database, counted: readonly Counted[]): Promise<BreakerRow[]> {
  return database.query<BreakerRow>(
    `with input as (
       select key, sum(n) filter (where kind = 'accepted') as accepted, sum(n) filter (where kind = 'policy') as policy, sum(n) filter (where kind = 'invalid') as invalid,
         sum(n) filter (where kind = 'complaint') as complaint, sum(n) filter (where kind = 'other') as other
       from unnest($1::text[], $2::text[], $3::int[]) as t (key, kind, n) group by key order by key
     )
     insert into breakers as b (key, accepted, policy, invalid, complaint, other)
     select key, coalesce(accepted, 0), coalesce(policy, 0), coalesce(invalid, 0), coalesce(complaint, 0), coalesce(other, 0) from input
     on conflict (key) do update set
       since = case when b.key like 'lane:%' and b.opened_at is null and b.since < clock_timestamp() - interval '1 hour' then clock_timestamp() else b.since end,
       accepted = excluded.accepted + case when b.key like 'lane:%' and b.opened_at is null and b.since < clock_timestamp() - interval '1 hour' then 0 else b.accepted end,
       policy = excluded.policy + case when b.key like 'lane:%' and b.opened_at is null and b.since < clock_timestamp() - interval '1 hour' then 0 else b.policy end,
       invalid = excluded.invalid + case when b.key like 'lane:%' and b.opened_at is null and b.since < clock_timestamp() - interval '1 hour' then 0 else b.invalid end,
       complaint = excluded.complaint + case when b.key like 'lane:%' and b.opened_at is null and b.since < clock_timestamp() - interval '1 hour' then 0 else b.complaint end,
       other = excluded.other + case when b.key like 'lane:%' and b.opened_at is null and b.since < clock_timestamp() - interval '1 hour' then 0 else b.other end
     returning ${columns}`,
    [counted.map(({ key }) => key), counted.map(({ kind }) => kind), counted.map(({ count }) => count)], 'add-outcomes');
}

export async function findBreaker(database: Database, key: string): Promise<BreakerRow | undefined> {
  return (await database.query<BreakerRow>(`select ${columns} from breakers where key = $1`, [key]))[0];
}

/** False when somebody else opened it first: then that one tells. */
export async function openBreaker(database: Database, open: { key: string; reason: string; at: Date; probeAt: Date }): Promise<boolean> {
  return (await database.query('update breakers set opened_at = $3, reason = $2, probe_at = $4 where key = $1 and opened_at is null returning key', [open.key, open.reason, open.at, open.probeAt])).length === 1;
}

/** One mail may try: to whoever asks first. The next one after `nextAt`. */
export async function takeProbe(database: Database, key: string, nextAt: Date): Promise<boolean> {
  const rows = await database.query(
    'update breakers set probe_at = $2, probe_count = probe_count + 1 where key = $1 and opened_at is not null and probe_at <= clock_timestamp() returning key', [key, nextAt]);
  return rows.length === 1;
}

/** Closed, with nothing counted: what was, was answered for. */
export async function closeBreaker(database: Database, key: string): Promise<boolean> {
  const rows = await database.query<{ wasOpen: boolean }>(
    `with before as (select key, opened_at is not null as was_open from breakers where key = $1 for update)
     update breakers b set opened_at = null, reason = null, probe_at = null, probe_count = 0, since = clock_timestamp(), accepted = 0, policy = 0, invalid = 0, complaint = 0, other = 0
     from before where b.key = before.key returning before.was_open as "wasOpen"`, [key]);
  return rows[0]?.wasOpen === true;
}

export async function listBreakers(database: Database, keys: readonly string[]): Promise<BreakerRow[]> {
  return database.query<BreakerRow>(`select ${columns} from breakers where key = any ($1)`, [keys]);
}

/** Closed ones of lanes, and of campaigns that send, that feedback has counted something against: who only waits for reports writes no outcome itself. */
export async function listSuspects(database: Database): Promise<BreakerRow[]> {
  return database.query<BreakerRow>(
    `select ${columns} from breakers b where opened_at is null and (complaint > 0 or invalid > 0 or policy > 0)
       and (key like 'lane:%' or exists (select from campaigns c where c.state = 'sending' and 'campaign:' || c.id = b.key))`);
}

/** What came back about a delivery counts against its lane and its campaign. */
export async function countFeedback(database: Database, delivery: { campaignId: string; subscriberId: string }, kind: Extract<OutcomeKind, 'policy' | 'invalid' | 'complaint'>): Promise<void> {
  const rows = await database.query<{ lane: string }>('select lane from deliveries where campaign_id = $1 and subscriber_id = $2', [delivery.campaignId, delivery.subscriberId]);
  const lane = rows[0]?.lane;
  if (lane !== undefined) await addOutcomes(database, [`campaign:${delivery.campaignId}`, `lane:${lane}`].map((key) => ({ key, kind, count: 1 })));
}
