/**
 * What is to be done about a schedule now: a pure function over its row, the time, the issues found and what was done before. Each step
 * is done and written down, then the question is asked again, until the answer is to wait.
 */
import { findNextDue } from './cron.js';
import { stages, type FoundIssue, type Reason, type Schedule, type Stage } from './schedule.js';
import { showLocal, toLocalDay } from './zone.js';

export type Situation = {
  readonly schedule: Schedule;
  readonly now: Date;
  /** What has a row, around now and later. */
  readonly runs: readonly { readonly dueAt: Date; readonly reason: Reason }[];
  readonly checks: readonly { readonly dueAt: Date; readonly stage: Stage }[];
  /** Null: nobody has looked yet, which costs reading files. */
  readonly issues: readonly FoundIssue[] | null;
};

export type Choice = { readonly issue: FoundIssue } | { readonly reason: 'no-issue' | 'not-ready' | 'several-issues' | 'unreadable'; readonly detail: string };

export type Step =
  /** Nothing before this instant. */
  | { readonly do: 'wait'; readonly until: Date | null }
  /** The issues must be known first. */
  | { readonly do: 'read' }
  | { readonly do: 'check'; readonly stage: Stage; readonly dueAt: Date; readonly choice: Choice }
  | { readonly do: 'send'; readonly dueAt: Date; readonly nextDueAt: Date | null; readonly issue: FoundIssue; readonly notAfter: Date | null }
  /** Written down, and told where the reason says so. */
  | { readonly do: 'close'; readonly dueAt: Date; readonly nextDueAt: Date | null; readonly reason: Reason; readonly issue: FoundIssue | null; readonly detail: string | null }
  /** The row only: it was done already. */
  | { readonly do: 'advance'; readonly nextDueAt: Date | null }
  /** The clock went back: what was closed for times that are still to come is forgotten. */
  | { readonly do: 'heal'; readonly nextDueAt: Date };

/** A tick, a compile and a busy machine; nobody calls that late. */
export const punctualMs = 10 * 60_000;
const longestWalkMs = 40 * 86_400_000;

export function decide(situation: Situation): Step {
  const { schedule, now } = situation;
  if (schedule.isPaused) return { do: 'wait', until: null };
  const healed = findHealing(situation);
  if (healed !== undefined) return { do: 'heal', nextDueAt: healed };
  if (schedule.nextDueAt === null) return { do: 'wait', until: null };
  return schedule.nextDueAt > now ? lookAhead(situation, schedule.nextDueAt) : actOnDue(situation, schedule.nextDueAt);
}

function nextAfter({ cron, zone }: Schedule, at: Date): Date | null {
  return findNextDue(cron, zone, at)?.at ?? null;
}

/**
 * A clock that ran ahead and came back has moved the row past times that are still to come. The earliest of them that was not sent is the
 * next; a clock that only went back finds what it sent still written down, and sends nothing twice.
 */
function findHealing({ schedule, now, runs }: Situation): Date | undefined {
  const sent = new Set(runs.filter(({ reason }) => reason === 'sent').map(({ dueAt }) => dueAt.getTime()));
  let due = nextAfter(schedule, now);
  while (due !== null && sent.has(due.getTime())) due = nextAfter(schedule, due);
  if (due === null) return undefined;
  const isPassed = schedule.nextDueAt === null || schedule.nextDueAt > due;
  return isPassed ? due : undefined;
}

function lookAhead({ schedule, now, checks, issues }: Situation, dueAt: Date): Step {
  const leftMs = dueAt.getTime() - now.getTime();
  const isHoliday = schedule.skipDays.includes(toLocalDay(dueAt, schedule.zone));
  const stage = isHoliday ? undefined : stages.find(({ beforeMs }) => leftMs <= beforeMs);
  const isChecked = checks.some((check) => check.dueAt.getTime() === dueAt.getTime() && check.stage === stage?.stage);
  if (stage === undefined || isChecked) {
    const next = isHoliday ? undefined : stages.findLast(({ beforeMs }) => leftMs > beforeMs);
    return { do: 'wait', until: new Date(dueAt.getTime() - (next?.beforeMs ?? 0)) };
  }
  if (issues === null) return { do: 'read' };
  return { do: 'check', stage: stage.stage, dueAt, choice: chooseIssue(issues, toLocalDay(dueAt, schedule.zone)) };
}

function actOnDue(situation: Situation, first: Date): Step {
  const { schedule, now, runs, issues } = situation;
  const { last, missed } = findPassed(schedule, first, now);
  const previous = missed.at(-1);
  if (previous !== undefined) {
    const detail = previous.getTime() === first.getTime() ? null : `and so it was each time since ${showLocal(first, schedule.zone)}`;
    return { do: 'close', dueAt: previous, nextDueAt: last, reason: 'missed', issue: null, detail };
  }
  const nextDueAt = nextAfter(schedule, last);
  if (runs.some(({ dueAt }) => dueAt.getTime() === last.getTime())) return { do: 'advance', nextDueAt };
  const close = (reason: Reason, issue: FoundIssue | null = null, detail: string | null = null): Step => ({ do: 'close', dueAt: last, nextDueAt, reason, issue, detail });
  const day = toLocalDay(last, schedule.zone);
  if (schedule.skipDays.includes(day)) return close('holiday');
  if (issues === null) return { do: 'read' };
  const choice = chooseIssue(issues, day);
  if ('reason' in choice) return close(choice.reason, null, choice.detail);
  const lateMs = now.getTime() - last.getTime();
  if (schedule.notAfterMs !== null && lateMs >= schedule.notAfterMs) return close('too-late', choice.issue);
  if (lateMs > Math.max(schedule.catchUpMs ?? 0, punctualMs)) return close('late', choice.issue);
  const notAfter = schedule.notAfterMs === null ? null : new Date(last.getTime() + schedule.notAfterMs);
  return { do: 'send', dueAt: last, nextDueAt, issue: choice.issue, notAfter };
}

/** The last due time that has come, and those before it that nobody acted on. */
function findPassed(schedule: Schedule, first: Date, now: Date): { readonly last: Date; readonly missed: readonly Date[] } {
  const passed = [first];
  // After years only the end matters.
  const from = new Date(Math.max(first.getTime(), now.getTime() - longestWalkMs));
  for (let due = nextAfter(schedule, from); due !== null && due <= now; due = nextAfter(schedule, due)) passed.push(due);
  return { last: passed.at(-1) ?? first, missed: passed.slice(0, -1) };
}

/** The one issue that is dated for the day and marked ready; or why there is none. */
export function chooseIssue(issues: readonly FoundIssue[], day: string): Choice {
  const dated = issues.filter(({ date }) => date === day);
  const ready = dated.filter(({ isReady }) => isReady);
  const names = (some: readonly FoundIssue[]): string => some.map(({ name }) => name).join(', ');
  const [only] = ready;
  if (only !== undefined && ready.length === 1) return { issue: only };
  if (ready.length > 1) return { reason: 'several-issues', detail: `${names(ready)} are dated ${day} and marked ready` };
  // Its name is all that is known of an issue that cannot be read.
  const broken = issues.filter(({ name, date }) => date === null && name.slice(name.indexOf('/') + 1).startsWith(day));
  if (broken.length > 0) return { reason: 'unreadable', detail: broken.map(({ name, fault }) => `${name}: ${fault ?? ''}`).join('; ') };
  if (dated.length > 0) return { reason: 'not-ready', detail: `${names(dated)} is dated ${day}; when it may go out, write "ready: true" into its issue.yaml` };
  return { reason: 'no-issue', detail: `none of the issues is dated ${day}` };
}
