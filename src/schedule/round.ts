/**
 * One round of the scheduler: asks of each schedule what is to be done now, does it, and writes it down, until all wait. Any number of
 * processes may run rounds: one works at a time, and were it two, the row of each due time can only be written once.
 */
import { toUserErrors, UserError } from '../errors.js';
import { noteForOwner } from '../notice/tell.js';
import { findListById } from '../store/lists.js';
import { forgetAhead, findSchedule, insertCheck, insertRun, listChecks, listRunsSince, listSchedules, lockSchedule, moveNextDue } from '../store/schedules.js';
import type { Database } from '../store/store.js';
import { decide, type Step } from './decide.js';
import { dispatchIssue, findProblemsAhead, type DispatchParts } from './dispatch.js';
import { findIssues } from './find-issues.js';
import { reasons, type FoundIssue, type Schedule } from './schedule.js';
import { describeAhead, describeClosed, describeTrouble } from './words.js';

const schedulerLock = 0x73636864;
const actor = 'scheduler';
/** A schedule has a few steps at most; more would be a circle. */
const mostSteps = 20;

export type Round = {
  /** False: another process is at it. */
  readonly isMine: boolean;
  /** When the next thing is due; null: nothing is. */
  readonly nextAt: Date | null;
};

export async function runRound(parts: DispatchParts): Promise<Round> {
  const client = await parts.store.connect();
  try {
    const { rows } = await client.query<{ isMine: boolean }>('select pg_try_advisory_lock($1) as "isMine"', [schedulerLock]);
    if (rows[0]?.isMine !== true) return { isMine: false, nextAt: null };
    try {
      const waits: (Date | null)[] = [];
      for (const { name } of await listSchedules(parts.store)) waits.push(await followSafely(parts, name));
      const [nextAt = null] = waits.filter((at) => at !== null).toSorted((one, other) => one.getTime() - other.getTime());
      return { isMine: true, nextAt };
    } finally {
      await client.query('select pg_advisory_unlock($1)', [schedulerLock]);
    }
  } finally {
    client.release();
  }
}

/** One schedule in trouble does not keep the others from their time. */
async function followSafely(parts: DispatchParts, name: string): Promise<Date | null> {
  try {
    return await followSchedule(parts, name);
  } catch (error) {
    parts.log.error('a schedule failed', { schedule: name, error });
    await noteTrouble(parts, name, error).catch(() => undefined);
    return null;
  }
}

async function noteTrouble(parts: DispatchParts, name: string, error: unknown): Promise<void> {
  const schedule = await findSchedule(parts.store, name);
  if (schedule === undefined || schedule.nextDueAt === null) return;
  const trouble = error instanceof Error ? error.message : String(error);
  await noteForOwner(parts.store, parts.log, describeTrouble({ schedule, dueAt: schedule.nextDueAt, now: parts.clock.now(), fromAddress: await senderOf(parts.store, schedule) }, trouble));
}

/** Does what is to be done about one schedule; returns when it next wants to be looked at. */
export async function followSchedule(parts: DispatchParts, name: string): Promise<Date | null> {
  let issues: readonly FoundIssue[] | null = null;
  for (let steps = 0; steps < mostSteps; steps += 1) {
    const schedule = await findSchedule(parts.store, name);
    if (schedule === undefined) return null;
    const step = decide(await lookAt(parts, schedule, issues));
    if (step.do === 'wait') return step.until;
    if (step.do === 'read') issues = await findIssues(parts.config.issuesDir, schedule.issues);
    else await doStep(parts, schedule, step);
  }
  return null;
}

async function lookAt({ store, clock }: DispatchParts, schedule: Schedule, issues: readonly FoundIssue[] | null) {
  const now = clock.now();
  const due = schedule.nextDueAt ?? now;
  return { schedule, now, issues, runs: await listRunsSince(store, schedule.id, due < now ? due : now), checks: await listChecks(store, schedule.id, due) };
}

async function doStep(parts: DispatchParts, schedule: Schedule, step: Exclude<Step, { do: 'wait' } | { do: 'read' }>): Promise<void> {
  if (step.do === 'check') return check(parts, schedule, step);
  if (step.do === 'send') return send(parts, schedule, step);
  if (step.do === 'close') return close(parts, schedule, step);
  await parts.store.transaction(async (transaction) => {
    if (!(await lockSchedule(transaction, schedule))) return;
    if (step.do === 'heal') await forgetAhead(transaction, schedule.id, parts.clock.now());
    await moveNextDue(transaction, schedule.id, step.nextDueAt);
  });
  if (step.do === 'heal') parts.log.warn('a due time was passed over, as when a clock ran ahead: it is due again', { schedule: schedule.name, dueAt: step.nextDueAt });
}

type Closing = Omit<Extract<Step, { do: 'close' }>, 'do'>;

/** Written, moved on and noted together. An edit that came first leaves all of it undone; the next look decides anew. */
async function close(parts: DispatchParts, schedule: Schedule, { dueAt, nextDueAt, reason, issue, detail }: Closing): Promise<void> {
  const { outcome, isTold, words } = reasons[reason];
  const now = parts.clock.now();
  await parts.store.transaction(async (transaction) => {
    if (!(await lockSchedule(transaction, schedule))) return;
    const isNew = await insertRun(transaction, schedule.id, { dueAt, outcome, reason, issue: issue?.name ?? null, detail, campaignId: null, actor, at: now });
    await moveNextDue(transaction, schedule.id, nextDueAt);
    if (!isNew) return;
    if (isTold) await noteForOwner(transaction, parts.log, describeClosed({ schedule, dueAt, now, fromAddress: await senderOf(transaction, schedule) }, { reason, issue: issue?.name ?? null, detail, nextDueAt }));
    else parts.log.info('a send was left out', { schedule: schedule.name, dueAt, reason: words });
  });
}

async function send(parts: DispatchParts, schedule: Schedule, { dueAt, nextDueAt, issue, notAfter }: Extract<Step, { do: 'send' }>): Promise<void> {
  const alongside = async (transaction: Database, campaignId: Parameters<typeof insertRun>[2]['campaignId']): Promise<void> => {
    const isCurrent = await lockSchedule(transaction, schedule);
    const run = { dueAt, outcome: 'sent', reason: 'sent', issue: issue.name, detail: null, campaignId, actor, at: parts.clock.now() } as const;
    if (!isCurrent || !(await insertRun(transaction, schedule.id, run))) throw new UserError('schedule-changed', `The schedule "${schedule.name}" was edited, or sent, in the same moment.`);
    await moveNextDue(transaction, schedule.id, nextDueAt);
  };
  try {
    const sent = await dispatchIssue(parts, schedule, { path: issue.path, notAfter, actor: `schedule:${schedule.name}`, alongside });
    if ('reason' in sent) return await close(parts, schedule, { dueAt, nextDueAt, reason: sent.reason, issue, detail: sent.detail });
    parts.log.info('a schedule froze a campaign', { schedule: schedule.name, dueAt, campaignId: sent.campaignId, audience: sent.audience });
  } catch (error) {
    if (!toUserErrors(error).some(({ code }) => code === 'schedule-changed')) throw error;
    parts.log.info('a schedule changed while it was due', { schedule: schedule.name, dueAt });
  }
}

async function check(parts: DispatchParts, schedule: Schedule, { stage, dueAt, choice }: Extract<Step, { do: 'check' }>): Promise<void> {
  const problems = 'reason' in choice ? [`${reasons[choice.reason].words}: ${choice.detail}`] : await findProblemsAhead(parts, schedule, choice.issue, dueAt);
  const issue = 'reason' in choice ? null : choice.issue.name;
  const now = parts.clock.now();
  await parts.store.transaction(async (transaction) => {
    const isNew = await insertCheck(transaction, schedule.id, { dueAt, stage, verdict: problems.length === 0 ? 'ok' : problems.join('\n'), at: now });
    if (!isNew || problems.length === 0) return;
    await noteForOwner(transaction, parts.log, describeAhead({ schedule, dueAt, now, fromAddress: await senderOf(transaction, schedule) }, { stage, issue, problems }));
  });
}

async function senderOf(database: Database, { listId }: Schedule): Promise<string | null> {
  return (await findListById(database, listId))?.fromAddress ?? null;
}
