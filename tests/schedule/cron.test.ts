/** When schedules are due: what cron expressions mean, and what happens where clocks are changed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../src/errors.js';
import { checkCron, findNextDue, listDues } from '../../src/schedule/cron.js';
import { parseDuration, showDuration } from '../../src/schedule/duration.js';
import { checkZone, showLocal, toInstant, toLocalDay, toWallTime } from '../../src/schedule/zone.js';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return `${error.code}: ${error.message} ${error.hint ?? ''}`;
    throw error;
  }
  return 'fine';
};

test('an impossible cron is refused with what to write instead', () => {
  const table: readonly [string, RegExp][] = [
    ['0 8 * * WED', /^fine$/],
    ['  0  8 * * wed ', /^fine$/],
    ['0 8,18 * * MON-FRI', /^fine$/],
    ['0 8 29 2 *', /^fine$/],
    ['0 8 30 2 *', /this day never comes/],
    ['0 8 31 4,6,9,11 *', /this day never comes/],
    ['60 8 * * *', /Invalid value for minute: 60/],
    ['0 24 * * *', /hour/],
    ['0 8 * *', /five fields/],
    ['0 0 8 * * WED', /five fields/],
    ['0 8 ? * MON', /write \* for any/],
    ['* * * * *', /more than once an hour/],
    ['0,30 8 * * *', /more than once an hour/],
    ['*/59 * * * *', /more than once an hour/],
    ['0 8 * * 수', /five fields/],
    ['wednesday at 8', /five fields/],
    ['', /five fields/],
  ];
  for (const [cron, expected] of table) assert.match(codeOf(() => checkCron(cron)), expected, cron);
});

test('an unknown zone is refused, and the nearest one named', () => {
  const table: readonly [string, RegExp][] = [
    ['Asia/Seoul', /^fine$/], ['asia/seoul', /^fine$/], ['UTC', /^fine$/], ['Asia/Calcutta', /^fine$/],
    ['Asia/Seul', /Did you mean Asia\/Seoul\?/], ['Seoul', /Did you mean Asia\/Seoul\?/], ['new york', /Did you mean America\/New_York\?/],
    ['KST', /Abbreviations/], ['+09:00', /place of the tz database/], ['', /place of the tz database/],
  ];
  for (const [zone, expected] of table) assert.match(codeOf(() => checkZone(zone)), expected, zone);
  assert.equal(checkZone('asia/seoul'), 'Asia/Seoul');
});

test('a local time that does not exist is read with the offset before the gap, one that happens twice is the first (RFC 5545 3.3.5)', () => {
  const table: readonly [string, string, string, string][] = [
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z', 'skipped'],
    ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z', 'once'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', 'twice'],
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00.000Z', 'skipped'],
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z', 'twice'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z', 'skipped'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z', 'twice'],
    ['2026-11-25T08:00', 'Asia/Seoul', '2026-11-24T23:00:00.000Z', 'once'],
    ['2011-12-30T08:00', 'Pacific/Apia', '2011-12-30T18:00:00.000Z', 'skipped'],
  ];
  for (const [local, zone, instant, meeting] of table) {
    const due = toInstant(Date.parse(`${local}:00Z`), zone);
    assert.deepEqual([due.at.toISOString(), due.meeting], [instant, meeting], `${local} ${zone}`);
  }
});

test('a schedule in the hour that is changed is due once each day', () => {
  const at = (cron: string, zone: string, from: string, count: number) => listDues(cron, zone, new Date(from), count).map((due) => showLocal(due.at, zone));
  assert.deepEqual(at('30 2 * * *', 'Europe/Berlin', '2026-03-27T12:00:00Z', 3), ['Sat 2026-03-28 02:30 +01:00', 'Sun 2026-03-29 03:30 +02:00', 'Mon 2026-03-30 02:30 +02:00']);
  assert.deepEqual(at('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2), ['Sun 2026-10-25 02:30 +02:00', 'Mon 2026-10-26 02:30 +01:00']);
  // Asked in the middle of the second 01:10, after the first 01:30.
  assert.deepEqual(at('30 1 * * *', 'America/New_York', '2026-11-01T06:10:00Z', 1), ['Mon 2026-11-02 01:30 -05:00']);
  // The skipped 02:30 comes behind 03:00 and before 04:00, and is not lost when it is asked for from 03:00.
  assert.deepEqual(at('30 2 * * *', 'Europe/Berlin', '2026-03-29T01:00:00Z', 1), ['Sun 2026-03-29 03:30 +02:00']);
  assert.deepEqual(at('0 * * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', 2), ['Sun 2026-03-29 03:00 +02:00', 'Sun 2026-03-29 04:00 +02:00']);
});

test('whatever instant is asked from, the next due time lies behind it, and clocks show what was asked for unless they skip it', () => {
  const zones = ['Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/St_Johns', 'Pacific/Chatham'];
  fc.assert(fc.property(
    fc.constantFrom(...zones), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
    (zone, hour, minute, from) => {
      const due = findNextDue(`${minute} ${hour} * * *`, zone, from);
      assert.ok(due !== undefined && due.at > from && due.at.getTime() - from.getTime() <= 25.5 * 3_600_000);
      const shown = new Date(toWallTime(due.at, zone));
      if (due.meeting !== 'skipped') assert.deepEqual([shown.getUTCHours(), shown.getUTCMinutes()], [hour, minute]);
    },
  ), { numRuns: 150 });
});

type Simulated = { readonly zone: string; readonly cron: string; readonly count: number; readonly days: number; readonly changes: readonly string[] };

/** A year, minute by nothing: from each due time to the next, as the scheduler goes. */
function simulateYear(zone: string, cron: string): Simulated {
  const end = new Date('2027-01-01T12:00:00Z');
  const days = new Set<string>();
  const changes: string[] = [];
  let [count, before] = [0, ''];
  for (let due = findNextDue(cron, zone, new Date('2026-01-01T12:00:00Z')); due !== undefined && due.at < end; due = findNextDue(cron, zone, due.at)) {
    count += 1;
    days.add(toLocalDay(due.at, zone));
    const offset = showLocal(due.at, zone).slice(-6);
    if (before !== '' && offset !== before || due.meeting !== 'once') changes.push(`${showLocal(due.at, zone)}${due.meeting === 'once' ? '' : ` (${due.meeting})`}`);
    before = offset;
  }
  return { zone, cron, count, days: days.size, changes };
}

test('a year of daily sends, at eight and in the hour that is changed: each day once, in four zones', (t) => {
  const table = [
    ['Asia/Seoul', '0 8 * * *'], ['Europe/Berlin', '0 8 * * *'], ['America/New_York', '0 8 * * *'], ['Australia/Lord_Howe', '0 8 * * *'],
    ['Europe/Berlin', '30 2 * * *'], ['America/New_York', '30 2 * * *'], ['America/New_York', '30 1 * * *'], ['Australia/Lord_Howe', '15 2 * * *'], ['Australia/Lord_Howe', '45 1 * * *'],
  ] as const;
  t.diagnostic('zone | cron | sends | local days | where the offset changes, or a time is skipped or comes twice');
  for (const [zone, cron] of table) {
    const year = simulateYear(zone, cron);
    t.diagnostic(`${zone} | ${cron} | ${year.count} | ${year.days} | ${year.changes.join(', ') || 'nowhere'}`);
    assert.deepEqual([year.count, year.days], [365, 365], `${zone} ${cron}`);
  }
  for (const [zone, cron] of table.slice(0, 4)) {
    const weekly = simulateYear(zone, cron.replace('* * *', '* * WED'));
    t.diagnostic(`${zone} | ${weekly.cron} | ${weekly.count} | ${weekly.days} | ${weekly.changes.join(', ') || 'nowhere'}`);
    assert.deepEqual([weekly.count, weekly.days], [52, 52], zone);
  }
});

test('durations are read and shown as people write them', () => {
  const table: readonly [string, number | null, string][] = [['6h', 21_600_000, '6 h'], ['90m', 5_400_000, '1 h 30 min'], ['1h30m', 5_400_000, '1 h 30 min'], ['2d', 172_800_000, '2 d'], ['0h', null, ''], ['6', null, ''], ['6 h', null, ''], ['-1h', null, ''], ['99d', null, '']];
  for (const [text, ms, shown] of table) {
    if (ms === null) assert.match(codeOf(() => parseDuration(text)), /^duration-invalid/, text);
    else assert.deepEqual([parseDuration(text), showDuration(ms)], [ms, shown]);
  }
});
