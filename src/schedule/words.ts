/** What the owner is told of a schedule: subject, text, and the facts for machines. Pure. */
import type { NewNotice } from '../store/notices.js';
import { showDuration } from './duration.js';
import { reasons, type Reason, type Schedule, type Stage } from './schedule.js';
import { showLocal } from './zone.js';

type About = { readonly schedule: Schedule; readonly dueAt: Date; readonly now: Date; readonly fromAddress: string | null };

/** What he can do about it, where it is not plain from the reason. */
const nextSteps: Readonly<Partial<Record<Reason, string>>> = {
  'no-issue': 'When the issue is there, dated for this day and marked "ready: true", send it all the same:',
  'not-ready': 'When it may go out after all, mark it "ready: true" and send it:',
  'several-issues': 'Take the mark from all but one, and send it:',
  'unreadable': 'Mend it, and send it all the same:',
  'preflight': 'Mend it, and send it all the same:',
  'faulty': 'Mend it, and send it all the same:',
  'late': 'Is it still wanted? Then send it; to leave it, do nothing:',
  'too-late': 'Nothing is to be done. To send it all the same:',
  'missed': 'Nothing is to be done. To send it all the same:',
};

export function describeClosed({ schedule, dueAt, now, fromAddress }: About, closed: { reason: Reason; issue: string | null; detail: string | null; nextDueAt: Date | null }): NewNotice {
  const { reason, issue, detail, nextDueAt } = closed;
  const { words, outcome } = reasons[reason];
  const day = showLocal(dueAt, schedule.zone).slice(4, 14);
  const step = nextSteps[reason];
  return {
    key: `schedule:${schedule.id}:${dueAt.toISOString()}:${reason}`,
    subject: outcome === 'asked' ? `${schedule.name}: shall the send of ${day} still go out?` : `${schedule.name}: the send of ${day} did not happen`,
    text: lines(
      `The schedule "${schedule.name}" was due on ${showLocal(dueAt, schedule.zone)} (${schedule.zone}) for the list "${schedule.listSlug}". It was not sent: ${words}.`,
      detail, issue === null ? null : `Issue: ${issue}`, lateness(now, dueAt),
      step === undefined ? null : `${step}\n\n    courant schedule run ${schedule.name} --day ${day}`,
      nextDueAt === null ? 'It is not due again.' : `It is due again on ${showLocal(nextDueAt, schedule.zone)}.`),
    fromAddress, at: now,
    about: { kind: `schedule-${outcome}`, schedule: schedule.name, list: schedule.listSlug, dueAt: dueAt.toISOString(), reason, issue, detail },
  };
}

export function describeAhead({ schedule, dueAt, now, fromAddress }: About, ahead: { stage: Stage; issue: string | null; problems: readonly string[] }): NewNotice {
  const day = showLocal(dueAt, schedule.zone).slice(4, 14);
  const hours = showDuration(dueAt.getTime() - now.getTime());
  return {
    key: `schedule:${schedule.id}:${dueAt.toISOString()}:check-${ahead.stage}`,
    subject: `${schedule.name}: the send of ${day}, in ${hours}, would not happen`,
    text: lines(
      `The schedule "${schedule.name}" is due on ${showLocal(dueAt, schedule.zone)} (${schedule.zone}) for the list "${schedule.listSlug}". As things stand it would not be sent, or not whole:`,
      ahead.problems.map((problem) => `- ${problem}`).join('\n'), ahead.issue === null ? null : `Issue: ${ahead.issue}`,
      ahead.issue === null ? null : `See more with:\n\n    courant check ${ahead.issue} --list ${schedule.listSlug}`),
    fromAddress, at: now,
    about: { kind: 'schedule-ahead', schedule: schedule.name, list: schedule.listSlug, dueAt: dueAt.toISOString(), stage: ahead.stage, issue: ahead.issue, problems: ahead.problems },
  };
}

/** Something outside is broken: the disk, the database, a bug. It is tried again and again. */
export function describeTrouble({ schedule, dueAt, now, fromAddress }: About, trouble: string): NewNotice {
  return {
    key: `schedule:${schedule.id}:${dueAt.toISOString()}:trouble`,
    subject: `${schedule.name}: trouble with a send`,
    text: lines(`The schedule "${schedule.name}" (${showLocal(dueAt, schedule.zone)}, ${schedule.zone}) cannot be worked on: ${trouble}`, 'It is tried again every few seconds, and the log has more.'),
    fromAddress, at: now,
    about: { kind: 'schedule-trouble', schedule: schedule.name, list: schedule.listSlug, dueAt: dueAt.toISOString(), trouble },
  };
}

function lateness(now: Date, dueAt: Date): string | null {
  const lateMs = now.getTime() - dueAt.getTime();
  return lateMs > 10 * 60_000 ? `It is ${showDuration(lateMs)} later now.` : null;
}

function lines(...paragraphs: readonly (string | null)[]): string {
  return `${paragraphs.filter((paragraph) => paragraph !== null && paragraph !== '').join('\n\n')}\n`;
}
