/** What is to be done about a schedule: every case a row, with the clock in it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toListId } from '../../src/ids.js';
import { decide, type Situation, type Step } from '../../src/schedule/decide.js';
import { findOverlap } from '../../src/schedule/overlap.js';
import type { FoundIssue, Reason, Schedule, Stage } from '../../src/schedule/schedule.js';

const weekly: Schedule = {
  id: '1', version: 1, name: 'weekly', issues: 'weekly/*', listId: toListId('1'), listSlug: 'weekly', segment: null, ratePerSecond: null, cron: '0 8 * * WED', zone: 'Asia/Seoul',
  notAfterMs: null, catchUpMs: 3 * 3_600_000, skipDays: [], isPaused: false, nextDueAt: new Date('2026-11-24T23:00:00Z'),
};

/** By the clocks of Seoul. */
const seoul = (local: string): Date => new Date(`${local}+09:00`);
const issue = (date: string, isReady = true, name = `weekly/${date}-43`): FoundIssue => ({ name, path: `issues/${name}`, date, isReady });
const today = issue('2026-11-25');
const broken: FoundIssue = { name: 'weekly/2026-11-25-43', path: 'issues/weekly/2026-11-25-43', date: null, isReady: false, fault: 'a tab cannot indent' };

type Given = { schedule?: Partial<Schedule>; now: string; issues?: readonly FoundIssue[] | null; runs?: readonly (readonly [string, Reason])[]; checks?: readonly (readonly [string, Stage])[] };

function given({ schedule, now, issues, runs = [], checks = [] }: Given): Situation {
  return {
    schedule: { ...weekly, ...schedule }, now: seoul(now), issues: issues === undefined ? [today] : issues,
    runs: runs.map(([dueAt, reason]) => ({ dueAt: seoul(dueAt), reason })), checks: checks.map(([dueAt, stage]) => ({ dueAt: seoul(dueAt), stage })),
  };
}

/** A step as a line. */
function show(step: Step): string {
  const local = (at: Date | null): string => (at === null ? 'never' : new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(0, 16));
  if (step.do === 'wait') return `wait until ${local(step.until)}`;
  if (step.do === 'read') return 'read';
  if (step.do === 'advance' || step.do === 'heal') return `${step.do} to ${local(step.nextDueAt)}`;
  if (step.do === 'check') return `check ${step.stage} ${local(step.dueAt)}: ${'issue' in step.choice ? step.choice.issue.name : step.choice.reason}`;
  if (step.do === 'send') return `send ${step.issue.name} of ${local(step.dueAt)}${step.notAfter === null ? '' : ` until ${local(step.notAfter)}`}, next ${local(step.nextDueAt)}`;
  return `close ${local(step.dueAt)} ${step.reason}, next ${local(step.nextDueAt)}`;
}

const next = 'next 2026-12-02T08:00';
const h = 3_600_000;

const cases: readonly (readonly [why: string, Given, expected: string])[] = [
  ['long before it waits for the look of a day before', { now: '2026-11-22T10:00' }, 'wait until 2026-11-24T08:00'],
  ['a day before it looks ahead', { now: '2026-11-24T08:00' }, 'check 24h 2026-11-25T08:00: weekly/2026-11-25-43'],
  ['nobody has read the issues: they are read first', { now: '2026-11-24T08:00', issues: null }, 'read'],
  ['what is not marked a day before is seen', { now: '2026-11-24T09:00', issues: [issue('2026-11-25', false)] }, 'check 24h 2026-11-25T08:00: not-ready'],
  ['looked at once, it waits for the hour before', { now: '2026-11-24T09:00', checks: [['2026-11-25T08:00', '24h']] }, 'wait until 2026-11-25T07:00'],
  ['an hour before it looks again', { now: '2026-11-25T07:00', checks: [['2026-11-25T08:00', '24h']] }, 'check 1h 2026-11-25T08:00: weekly/2026-11-25-43'],
  ['started half an hour before, it looks once', { now: '2026-11-25T07:30' }, 'check 1h 2026-11-25T08:00: weekly/2026-11-25-43'],
  ['looked at twice, it waits for its time', { now: '2026-11-25T07:30', checks: [['2026-11-25T08:00', '1h']] }, 'wait until 2026-11-25T08:00'],
  ['at its time the issue of the day goes out', { now: '2026-11-25T08:00' }, `send weekly/2026-11-25-43 of 2026-11-25T08:00, ${next}`],
  ['the limit counts from the due time', { now: '2026-11-25T08:05', schedule: { notAfterMs: 6 * h } }, `send weekly/2026-11-25-43 of 2026-11-25T08:00 until 2026-11-25T14:00, ${next}`],
  ['no issue of the day', { now: '2026-11-25T08:00', issues: [issue('2026-11-18'), issue('2026-12-02')] }, `close 2026-11-25T08:00 no-issue, ${next}`],
  ['no issue at all', { now: '2026-11-25T08:00', issues: [] }, `close 2026-11-25T08:00 no-issue, ${next}`],
  ['the issue is not marked', { now: '2026-11-25T08:00', issues: [issue('2026-11-25', false)] }, `close 2026-11-25T08:00 not-ready, ${next}`],
  ['two are marked: nobody knows which', { now: '2026-11-25T08:00', issues: [today, issue('2026-11-25', true, 'weekly/extra')] }, `close 2026-11-25T08:00 several-issues, ${next}`],
  ['two are dated, one is marked', { now: '2026-11-25T08:00', issues: [today, issue('2026-11-25', false, 'weekly/draft')] }, `send weekly/2026-11-25-43 of 2026-11-25T08:00, ${next}`],
  ['the issue of the day cannot be read', { now: '2026-11-25T08:00', issues: [broken] }, `close 2026-11-25T08:00 unreadable, ${next}`],
  ['an old issue that cannot be read is in nobody\'s way', { now: '2026-11-25T08:00', issues: [today, { ...broken, name: 'weekly/2020-01-01-1' }] }, `send weekly/2026-11-25-43 of 2026-11-25T08:00, ${next}`],
  ['a holiday', { now: '2026-11-25T08:00', schedule: { skipDays: ['2026-11-25'] } }, `close 2026-11-25T08:00 holiday, ${next}`],
  ['a holiday is not looked at ahead', { now: '2026-11-24T08:00', schedule: { skipDays: ['2026-11-25'] } }, 'wait until 2026-11-25T08:00'],
  ['down for two hours: it still goes out', { now: '2026-11-25T10:00' }, `send weekly/2026-11-25-43 of 2026-11-25T08:00, ${next}`],
  ['down for longer than it catches up: it asks', { now: '2026-11-25T11:01' }, `close 2026-11-25T08:00 late, ${next}`],
  ['always asking: nine minutes are nothing', { now: '2026-11-25T08:09', schedule: { catchUpMs: null } }, `send weekly/2026-11-25-43 of 2026-11-25T08:00, ${next}`],
  ['always asking: half an hour is late', { now: '2026-11-25T08:30', schedule: { catchUpMs: null } }, `close 2026-11-25T08:00 late, ${next}`],
  ['too late for the limit, whatever may be caught up', { now: '2026-11-25T10:00', schedule: { notAfterMs: 2 * h, catchUpMs: 5 * h } }, `close 2026-11-25T08:00 too-late, ${next}`],
  ['nothing to send is not asked about', { now: '2026-11-25T18:00', issues: [] }, `close 2026-11-25T08:00 no-issue, ${next}`],
  ['down for three weeks: the earlier ones were missed', { now: '2026-12-09T09:00', issues: [issue('2026-12-09')] }, 'close 2026-12-02T08:00 missed, next 2026-12-09T08:00'],
  ['and then the last one counts', { now: '2026-12-09T09:00', schedule: { nextDueAt: seoul('2026-12-09T08:00') }, issues: [issue('2026-12-09')] }, 'send weekly/2026-12-09-43 of 2026-12-09T08:00, next 2026-12-16T08:00'],
  ['another scheduler has done it', { now: '2026-11-25T08:00', runs: [['2026-11-25T08:00', 'sent']] }, 'advance to 2026-12-02T08:00'],
  ['paused', { now: '2026-11-25T08:00', schedule: { isPaused: true, nextDueAt: null } }, 'wait until never'],
  ['the clock went back behind what was sent: not again', { now: '2026-11-25T07:30', schedule: { nextDueAt: seoul('2026-12-02T08:00') }, runs: [['2026-11-25T08:00', 'sent']] }, 'wait until 2026-12-01T08:00'],
  ['the clock ran a year ahead and came back: what it passed over is due again', { now: '2026-11-24T10:00', schedule: { nextDueAt: seoul('2027-11-24T08:00') }, runs: [['2027-11-17T08:00', 'late']] }, 'heal to 2026-11-25T08:00'],
  ['a due time that a clock left out too early comes again', { now: '2026-11-25T07:00', schedule: { nextDueAt: seoul('2026-12-02T08:00') }, runs: [['2026-11-25T08:00', 'no-issue']] }, 'heal to 2026-11-25T08:00'],
  ['in Berlin the day is that of its own calendar', { now: '2026-11-25T16:00', schedule: { zone: 'Europe/Berlin', nextDueAt: seoul('2026-11-25T16:00') } }, 'send weekly/2026-11-25-43 of 2026-11-25T16:00, next 2026-12-02T16:00'],
];

for (const [why, situation, expected] of cases) {
  test(`decided: ${why}`, () => assert.equal(show(decide(given(situation))), expected));
}

test('after years of silence the last due time counts', () => {
  const hourly = given({ now: '2026-11-25T08:30', schedule: { cron: '0 * * * *', nextDueAt: seoul('2019-01-01T00:00') } });
  assert.match(show(decide(hourly)), /^close 2026-11-25T07:00 missed, next 2026-11-25T08:00$/);
});

test('two schedules overlap when they are ever due within an hour of each other', () => {
  const table: readonly [string, string, string, string, boolean][] = [
    ['0 8 * * WED', 'Asia/Seoul', '30 8 * * WED', 'Asia/Seoul', true],
    ['0 8 * * WED', 'Asia/Seoul', '0 9 * * WED', 'Asia/Seoul', false],
    ['0 8 * * WED', 'Asia/Seoul', '0 8 * * THU', 'Asia/Seoul', false],
    ['0 8 * * WED', 'Asia/Seoul', '0 0 * * WED', 'Europe/Berlin', true],
    // Apart in winter, together in summer.
    ['0 16 * * WED', 'Asia/Seoul', '0 9 * * WED', 'Europe/Berlin', true],
    ['0 8 1 * *', 'Asia/Seoul', '0 8 * * WED', 'Asia/Seoul', true],
    ['0 8 1 1 *', 'Asia/Seoul', '0 8 1 7 *', 'Asia/Seoul', false],
  ];
  for (const [cron, zone, otherCron, otherZone, expected] of table) {
    assert.equal(findOverlap({ cron, zone }, { cron: otherCron, zone: otherZone }, seoul('2026-11-22T10:00')) !== undefined, expected, `${cron} ${zone} / ${otherCron} ${otherZone}`);
  }
});
