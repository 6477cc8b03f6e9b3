/** What an owner does with schedules: add, edit, remove, send now. Everything is checked before anything is saved. */
import { requireList } from '../audience/lists.js';
import { resolveSegment } from '../audience/segments.js';
import { UserError } from '../errors.js';
import type { CampaignId } from '../ids.js';
import { findNearest } from '../issue/spelling.js';
import { appendAudit } from '../store/audits.js';
import type { ListRow } from '../store/lists.js';
import { deleteSchedule, findSchedule, insertRun, insertSchedule, listRuns, listSchedules, lockScheduleByName, turnRunSent, updateSchedule } from '../store/schedules.js';
import type { Database } from '../store/store.js';
import { checkCron, findNextDue } from './cron.js';
import { chooseIssue, punctualMs } from './decide.js';
import { draftSend, freezeDraft, type DispatchParts, type Draft } from './dispatch.js';
import { showDuration } from './duration.js';
import { checkIssues, findIssues } from './find-issues.js';
import { findOverlap } from './overlap.js';
import { findQuietEnd, showQuietHours } from './quiet.js';
import { reasons, type Schedule, type ScheduleRun, type ScheduleValues } from './schedule.js';
import { checkZone, showLocal, toLocalDay } from './zone.js';

export type ScheduleInput = {
  readonly issues: string;
  readonly list: string;
  readonly cron: string;
  readonly zone: string;
  readonly segment?: string | undefined;
  readonly ratePerSecond?: number | undefined;
  readonly notAfterMs?: number | null | undefined;
  /** Null: always ask. */
  readonly catchUpMs?: number | null | undefined;
  readonly skipDays?: readonly string[] | undefined;
  readonly isPaused?: boolean | undefined;
};

export type KeepParts = Pick<DispatchParts, 'store' | 'clock' | 'config'>;
export type Kept = { readonly schedule: Schedule; /** Nothing wrong, yet worth a look. */ readonly notes: readonly string[] };
export type KeepOptions = { readonly actor: string; readonly mayOverlap?: boolean | undefined };

const nameForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
export const defaultCatchUpMs = 3 * 3_600_000;

export async function addSchedule(parts: KeepParts, name: string, input: ScheduleInput, options: KeepOptions): Promise<Kept> {
  if (!nameForm.test(name)) throw new UserError('schedule-invalid', `"${name}" is no name of a schedule.`, { hint: 'Lower-case letters, digits and hyphens inside, like weekly.' });
  const { values, list } = await checkInput(parts, name, input, options);
  const nextDueAt = toNextDue(parts, values);
  return parts.store.transaction(async (transaction) => {
    const schedule = await insertSchedule(transaction, values, nextDueAt);
    if (schedule === undefined) throw new UserError('already-exists', `A schedule "${name}" exists already.`, { hint: `Change it with: courant schedule edit ${name}` });
    await keepRecord(parts, transaction, 'add', values, options);
    return { schedule, notes: findNotes(values, list, parts.clock.now()) };
  });
}

/** Only what is given changes. A schedule that is due this moment is either done before, or goes by what is new. */
export async function editSchedule(parts: KeepParts, name: string, changes: Partial<ScheduleInput>, options: KeepOptions): Promise<Kept> {
  const before = await requireSchedule(parts.store, name);
  const input: ScheduleInput = {
    issues: before.issues, list: before.listSlug, cron: before.cron, zone: before.zone, segment: before.segment ?? undefined, ratePerSecond: before.ratePerSecond ?? undefined,
    notAfterMs: before.notAfterMs, catchUpMs: toCatchUp(before, changes), skipDays: before.skipDays, isPaused: before.isPaused,
    ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)),
  };
  const { values, list } = await checkInput(parts, name, input, options);
  return parts.store.transaction(async (transaction) => {
    const current = await lockScheduleByName(transaction, name);
    if (current === undefined || current.version !== before.version) throw new UserError('schedule-changed', `Somebody else edited "${name}" in the same moment.`, { hint: 'Look at it, and say it again.' });
    const isSameTime = current.cron === values.cron && current.zone === values.zone && current.isPaused === values.isPaused;
    await updateSchedule(transaction, current.id, values, isSameTime ? current.nextDueAt : toNextDue(parts, values));
    await keepRecord(parts, transaction, 'edit', values, options);
    const dropped = !isSameTime && current.nextDueAt !== null && current.nextDueAt <= parts.clock.now() ? [`It was due on ${showLocal(current.nextDueAt, current.zone)} and was not sent yet; it goes by the new time now.`] : [];
    return { schedule: await requireSchedule(transaction, name), notes: [...dropped, ...findNotes(values, list, parts.clock.now())] };
  });
}

/** What nobody speaks of gives way to a limit that is set now. */
function toCatchUp({ catchUpMs }: Schedule, { notAfterMs }: Partial<ScheduleInput>): number | null {
  return catchUpMs === null || notAfterMs === undefined || notAfterMs === null ? catchUpMs : Math.min(catchUpMs, notAfterMs);
}

/** Its campaigns stay. */
export async function removeSchedule(parts: KeepParts, name: string, actor: string): Promise<void> {
  const schedule = await requireSchedule(parts.store, name);
  await parts.store.transaction(async (transaction) => {
    await deleteSchedule(transaction, name);
    await keepRecord(parts, transaction, 'rm', schedule, { actor });
  });
}

export async function requireSchedule(database: Database, name: string): Promise<Schedule> {
  const schedule = await findSchedule(database, name);
  if (schedule !== undefined) return schedule;
  const names = (await listSchedules(database)).map((one) => one.name);
  const nearest = findNearest(name, names);
  throw new UserError('not-found', `There is no schedule "${name}".`, { hint: nearest !== undefined ? `Did you mean ${nearest}?` : names.length === 0 ? 'There is none yet; add one with `courant schedule add`.' : `There are: ${names.join(', ')}` });
}

async function checkInput(parts: KeepParts, name: string, input: ScheduleInput, options: KeepOptions): Promise<{ readonly values: ScheduleValues; readonly list: ListRow }> {
  const list = await requireList(parts.store, input.list);
  const segment = input.segment === undefined || input.segment.trim() === '' ? null : input.segment;
  if (segment !== null) await resolveSegment(parts.store, list, segment);
  const values: ScheduleValues = {
    name, listId: list.id, segment, issues: checkIssues(input.issues, parts.config.issuesDir), cron: checkCron(input.cron), zone: checkZone(input.zone),
    ratePerSecond: input.ratePerSecond ?? null, notAfterMs: input.notAfterMs ?? null, catchUpMs: input.catchUpMs === undefined ? Math.min(defaultCatchUpMs, input.notAfterMs ?? Infinity) : input.catchUpMs,
    skipDays: [...new Set((input.skipDays ?? []).map(checkDay))].toSorted(), isPaused: input.isPaused ?? false,
  };
  checkLimits(values);
  if (options.mayOverlap !== true && !values.isPaused) await refuseOverlap(parts, values);
  return { values, list };
}

function checkDay(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)) return day;
  throw new UserError('schedule-invalid', `"${day}" is no day to skip.`, { hint: 'Write days with commas between: 2026-12-25,2027-01-01' });
}

function checkLimits({ notAfterMs, catchUpMs }: ScheduleValues): void {
  if (notAfterMs !== null && notAfterMs < 2 * punctualMs) throw new UserError('schedule-invalid', `Nothing could be sent in ${showDuration(notAfterMs)}.`, { hint: 'Give --not-after 20m or more, counted from the due time.' });
  if (notAfterMs !== null && catchUpMs !== null && catchUpMs > notAfterMs) {
    throw new UserError('schedule-invalid', `Catching up for ${showDuration(catchUpMs)} is longer than the ${showDuration(notAfterMs)} in which anything may go out.`, { hint: 'Shorten --catch-up, or lengthen --not-after.' });
  }
}

async function refuseOverlap({ store, clock }: KeepParts, values: ScheduleValues): Promise<void> {
  for (const other of await listSchedules(store)) {
    if (other.name === values.name || other.isPaused || other.listId !== values.listId) continue;
    const overlap = findOverlap(values, other, clock.now());
    if (overlap === undefined) continue;
    throw new UserError('schedule-overlap', `"${other.name}" writes to the list "${other.listSlug}" on ${showLocal(overlap.otherAt, other.zone)}, within an hour of ${showLocal(overlap.at, values.zone)}.`, {
      hint: 'Choose another time. When they write to different people of the list, by their segments, say --allow-overlap.',
    });
  }
}

function toNextDue({ clock }: Pick<KeepParts, 'clock'>, { cron, zone, isPaused }: ScheduleValues): Date | null {
  return isPaused ? null : findNextDue(cron, zone, clock.now())?.at ?? null;
}

/** Settings that are allowed and hardly meant. */
function findNotes(values: ScheduleValues, list: ListRow, now: Date): readonly string[] {
  const { cron, zone } = values;
  const idle = values.skipDays.filter((day) => !isDueOn(cron, zone, day));
  const due = findNextDue(cron, zone, now);
  const quietEnd = due === undefined ? null : findQuietEnd(list.quiet, due.at);
  return [
    ...idle.map((day) => `Nothing is due on ${day} anyway.`),
    ...(quietEnd === null || list.quiet === null ? [] : [`It is due in the quiet hours of the list (${showQuietHours(list.quiet)}): the mails wait until ${showLocal(quietEnd, list.quiet.zone)}.`]),
    ...(/^\S+ \S+ (?!\*)\S+ \S+ (?!\*)\S+$/.test(cron) ? ['Day of month and day of week are both set: cron takes either. See the days with `courant schedule next`.'] : []),
  ];
}

function isDueOn(cron: string, zone: string, day: string): boolean {
  const due = findNextDue(cron, zone, new Date(Date.parse(`${day}T00:00:00Z`) - 15 * 3_600_000));
  for (let next = due; next !== undefined && toLocalDay(next.at, zone) <= day; next = findNextDue(cron, zone, next.at)) if (toLocalDay(next.at, zone) === day) return true;
  return false;
}

async function keepRecord({ clock }: Pick<KeepParts, 'clock'>, transaction: Database, verb: 'add' | 'edit' | 'rm', values: ScheduleValues, { actor }: KeepOptions): Promise<void> {
  const { name, issues, segment, cron, zone, notAfterMs, catchUpMs, skipDays, isPaused } = values;
  await appendAudit(transaction, { at: clock.now(), actor, action: `schedule.${verb}`, subject: `schedule:${name}`, detail: { issues, listId: values.listId, segment, cron, zone, notAfterMs, catchUpMs, skipDays, isPaused } });
}

export type ManualRun = { readonly schedule: Schedule; readonly day: string; readonly issue: string; readonly draft: Draft; /** The row it settles; null: one of its own. */ readonly run: ScheduleRun | null };

/** What a person may send by hand: the issue of a day, by default that of the last due time that was not sent, or of today. */
export async function draftManualRun(parts: DispatchParts, name: string, day: string | undefined): Promise<ManualRun> {
  const schedule = await requireSchedule(parts.store, name);
  const runs = await listRuns(parts.store, schedule.id, 100);
  const today = toLocalDay(parts.clock.now(), schedule.zone);
  const [last] = runs;
  const wanted = day === undefined ? (last !== undefined && last.outcome !== 'sent' && last.dueAt <= parts.clock.now() ? toLocalDay(last.dueAt, schedule.zone) : today) : checkDay(day);
  const choice = chooseIssue(await findIssues(parts.config.issuesDir, schedule.issues), wanted);
  if ('reason' in choice) throw new UserError('refused', `Nothing can be sent for ${wanted}: ${reasons[choice.reason].words}.`, { hint: choice.detail });
  const run = runs.find((one) => toLocalDay(one.dueAt, schedule.zone) === wanted && one.outcome !== 'sent') ?? null;
  return { schedule, day: wanted, issue: choice.issue.name, draft: await draftSend(parts, schedule, choice.issue.path), run };
}

/** Freezes what was drafted. The row of its due time says so, or a new one of this minute. */
export async function sendManualRun(parts: DispatchParts, { schedule, issue, draft, run }: ManualRun, actor: string): Promise<{ readonly campaignId: CampaignId; readonly audience: number }> {
  const now = parts.clock.now();
  const notAfter = schedule.notAfterMs === null ? null : new Date(now.getTime() + schedule.notAfterMs);
  const alongside = async (transaction: Database, campaignId: CampaignId): Promise<void> => {
    const sent = { dueAt: run?.dueAt ?? now, outcome: 'sent', reason: 'sent', issue, detail: 'by hand', campaignId, actor, at: now } as const;
    const isKept = run === null ? await insertRun(transaction, schedule.id, sent) : await turnRunSent(transaction, schedule.id, sent);
    if (!isKept) throw new UserError('schedule-changed', `"${schedule.name}" was sent by somebody else in the same moment.`);
  };
  return freezeDraft(parts, schedule, draft, { path: issue, notAfter, actor, alongside });
}
