/** Statements on the heartbeat: when sending processes were last alive, and in which cluster the database lives. */
import type { Database } from './store.js';

export type Beat = { readonly beat: string; readonly beatAt: Date; readonly systemIdentifier: string; readonly timeline: number };
/** Empty and 0 where the server does not tell: then it is not judged. */
export type Cluster = Pick<Beat, 'systemIdentifier' | 'timeline'>;

/** Locked: one process at a time looks and beats. */
export async function lockBeat(transaction: Database): Promise<Beat | undefined> {
  await transaction.query('lock table heartbeat in share row exclusive mode');
  return (await transaction.query<Beat>('select beat, beat_at as "beatAt", system_identifier as "systemIdentifier", timeline from heartbeat'))[0];
}

export async function writeBeat(transaction: Database, at: Date, cluster: Cluster): Promise<string> {
  const rows = await transaction.query<{ beat: string }>(
    `insert into heartbeat as h (beat, beat_at, system_identifier, timeline) values (1, $1, $2, $3)
     on conflict (id) do update set beat = h.beat + 1, beat_at = excluded.beat_at, system_identifier = excluded.system_identifier, timeline = excluded.timeline
     returning beat`, [at, cluster.systemIdentifier, cluster.timeline]);
  return rows[0]?.beat ?? '0';
}

/** Changes with a restore into another cluster, and with a restore to a point in time or a failover (timeline). Some hosts forbid to ask. */
export async function readCluster(database: Database): Promise<Cluster> {
  try {
    const rows = await database.query<Cluster>(
      'select (pg_control_system()).system_identifier::text as "systemIdentifier", (pg_control_checkpoint()).timeline_id::int as timeline');
    return rows[0] ?? { systemIdentifier: '', timeline: 0 };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '42501') return { systemIdentifier: '', timeline: 0 };
    throw error;
  }
}

/** What would be sent now and was not confirmed since `confirmedAfter`: sending, or frozen and due. Returns the ids. */
export async function holdUnconfirmed(transaction: Database, hold: { confirmedAfter: Date; dueBefore: Date; onlyFrozen: boolean; reason: string }): Promise<string[]> {
  const rows = await transaction.query<{ id: string }>(
    `update campaigns set state = 'held', state_reason = $4
     where ((state = 'sending' and not $3) or (state = 'frozen' and send_at <= $2)) and greatest(created_at, confirmed_at) <= $1 returning id`,
    [hold.confirmedAfter, hold.dueBefore, hold.onlyFrozen, hold.reason]);
  return rows.map((row) => row.id);
}
