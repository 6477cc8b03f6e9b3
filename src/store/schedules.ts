/** Statements on schedules, on what came of their due times, and on the looks ahead. */
import type { CampaignId } from '../ids.js';
import type { Schedule, ScheduleRun, ScheduleValues, Stage } from '../schedule/schedule.js';
import type { Database } from './store.js';

const columns = `s.id, s.version, s.name, s.is_paused as "isPaused", s.issues, s.list_id as "listId", l.slug as "listSlug", s.segment, s.rate_per_second as "ratePerSecond",
  s.cron, s.zone, s.not_after_ms::float8 as "notAfterMs", s.catch_up_ms::float8 as "catchUpMs", s.skip_days as "skipDays", s.next_due_at as "nextDueAt"
  from schedules s join lists l on l.id = s.list_id`;

function valuesOf(values: ScheduleValues, nextDueAt: Date | null): readonly unknown[] {
  return [values.name, values.isPaused, values.issues, values.listId, values.segment, values.ratePerSecond, values.cron, values.zone,
    values.notAfterMs, values.catchUpMs, values.skipDays, nextDueAt];
}

/** undefined when the name is taken. */
export async function insertSchedule(database: Database, values: ScheduleValues, nextDueAt: Date | null): Promise<Schedule | undefined> {
  const [row] = await database.query<{ id: string }>(
    `insert into schedules (name, is_paused, issues, list_id, segment, rate_per_second, cron, zone, not_after_ms, catch_up_ms, skip_days, next_due_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (name) do nothing returning id`, valuesOf(values, nextDueAt));
  return row === undefined ? undefined : findSchedule(database, values.name);
}

export async function updateSchedule(database: Database, id: string, values: ScheduleValues, nextDueAt: Date | null): Promise<void> {
  await database.query(
    `update schedules set name = $1, is_paused = $2, issues = $3, list_id = $4, segment = $5, rate_per_second = $6, cron = $7, zone = $8, not_after_ms = $9,
       catch_up_ms = $10, skip_days = $11, next_due_at = $12, version = version + 1, updated_at = clock_timestamp() where id = $13`, [...valuesOf(values, nextDueAt), id]);
}

export async function findSchedule(database: Database, name: string): Promise<Schedule | undefined> {
  return (await database.query<Schedule>(`select ${columns} where s.name = $1`, [name]))[0];
}

export async function listSchedules(database: Database): Promise<Schedule[]> {
  return database.query<Schedule>(`select ${columns} order by s.is_paused, s.next_due_at nulls last, s.name`);
}

/** Waits for whoever edits it or acts on it; undefined when it is gone or was edited since. */
export async function lockSchedule(transaction: Database, { id, version }: Pick<Schedule, 'id' | 'version'>): Promise<boolean> {
  return (await transaction.query('select from schedules where id = $1 and version = $2 for update', [id, version])).length === 1;
}

export async function lockScheduleByName(transaction: Database, name: string): Promise<Schedule | undefined> {
  await transaction.query('select from schedules where name = $1 for update', [name]);
  return findSchedule(transaction, name);
}

export async function deleteSchedule(database: Database, name: string): Promise<boolean> {
  return (await database.query('delete from schedules where name = $1 returning id', [name])).length === 1;
}

export async function moveNextDue(database: Database, id: string, nextDueAt: Date | null): Promise<void> {
  await database.query('update schedules set next_due_at = $2 where id = $1', [id, nextDueAt]);
}

/** The one row of a due time. False: it is there already. */
export async function insertRun(database: Database, scheduleId: string, run: ScheduleRun): Promise<boolean> {
  const rows = await database.query(
    `insert into schedule_runs (schedule_id, due_at, outcome, reason, issue, detail, campaign_id, actor, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict do nothing returning due_at`,
    [scheduleId, run.dueAt, run.outcome, run.reason, run.issue, run.detail, run.campaignId, run.actor, run.at]);
  return rows.length === 1;
}

/** A person sent what was asked, refused or skipped. False: somebody else did. */
export async function turnRunSent(database: Database, scheduleId: string, run: ScheduleRun & { readonly campaignId: CampaignId }): Promise<boolean> {
  const rows = await database.query(
    `update schedule_runs set outcome = 'sent', reason = 'sent', issue = $3, detail = $4, campaign_id = $5, actor = $6, at = $7
     where schedule_id = $1 and due_at = $2 and outcome <> 'sent' returning due_at`,
    [scheduleId, run.dueAt, run.issue, run.detail, run.campaignId, run.actor, run.at]);
  return rows.length === 1;
}

/** The newest first. */
export async function listRuns(database: Database, scheduleId: string, limit: number): Promise<ScheduleRun[]> {
  return database.query<ScheduleRun>(
    `select due_at as "dueAt", outcome, reason, issue, detail, campaign_id as "campaignId", actor, at from schedule_runs where schedule_id = $1 order by due_at desc limit $2`,
    [scheduleId, limit]);
}

export async function listRunsSince(database: Database, scheduleId: string, since: Date): Promise<Pick<ScheduleRun, 'dueAt' | 'reason'>[]> {
  return database.query('select due_at as "dueAt", reason from schedule_runs where schedule_id = $1 and due_at >= $2', [scheduleId, since]);
}

/** The clock went back: what was closed for times still to come, and looked at later than now, is forgotten. */
export async function forgetAhead(database: Database, scheduleId: string, now: Date): Promise<void> {
  await database.query("delete from schedule_runs where schedule_id = $1 and due_at > $2 and outcome <> 'sent'", [scheduleId, now]);
  await database.query('delete from schedule_checks where schedule_id = $1 and at > $2', [scheduleId, now]);
}

export type ScheduleCheck = { readonly dueAt: Date; readonly stage: Stage; readonly verdict: string; readonly at: Date };

export async function insertCheck(database: Database, scheduleId: string, check: ScheduleCheck): Promise<boolean> {
  const rows = await database.query(
    'insert into schedule_checks (schedule_id, due_at, stage, verdict, at) values ($1, $2, $3, $4, $5) on conflict do nothing returning due_at',
    [scheduleId, check.dueAt, check.stage, check.verdict, check.at]);
  return rows.length === 1;
}

export async function listChecks(database: Database, scheduleId: string, dueAt: Date): Promise<ScheduleCheck[]> {
  return database.query<ScheduleCheck>('select due_at as "dueAt", stage, verdict, at from schedule_checks where schedule_id = $1 and due_at = $2 order by at', [scheduleId, dueAt]);
}
