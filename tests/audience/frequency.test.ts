/** Which issues are too near to each other for a reader who wants fewer of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarOf, cleanFrequency, nextAfter, windowsOf, type Frequency } from '../../src/audience/frequency.js';

const pairs: readonly (readonly [frequency: Frequency, zone: string, one: string, other: string, isNear: boolean, why: string])[] = [
  ['weekly', 'UTC', '2026-11-18T08:00Z', '2026-11-25T08:00Z', false, 'a week later'],
  ['weekly', 'UTC', '2026-11-18T08:00Z', '2026-11-25T06:30Z', false, 'a weekly send that is early by an hour and a half'],
  ['weekly', 'UTC', '2026-11-16T00:10Z', '2026-11-22T23:50Z', false, 'early over midnight, and so over the border of a week'],
  ['weekly', 'Europe/Berlin', '2026-03-22T08:00+01:00', '2026-03-29T08:00+02:00', false, 'the week in which clocks are put forward has an hour less'],
  ['weekly', 'UTC', '2026-11-18T08:00Z', '2026-11-24T08:00Z', true, 'six days: a daily issue reaches the reader on the same weekday each week'],
  ['weekly', 'UTC', '2026-11-18T08:00Z', '2026-11-18T18:00Z', true, 'twice on one day'],
  ['monthly', 'UTC', '2026-11-02T08:00Z', '2026-11-30T08:00Z', true, 'the same month, four weeks apart'],
  ['monthly', 'UTC', '2026-11-30T08:00Z', '2026-12-01T08:00Z', false, 'the first issue of the next month'],
  ['monthly', 'UTC', '2026-12-28T08:00Z', '2027-01-01T00:00Z', false, 'of the next year'],
  ['monthly', 'UTC', '2025-12-28T08:00Z', '2026-12-28T08:00Z', false, 'the same month of another year'],
  ['monthly', 'Asia/Seoul', '2026-11-02T08:00+09:00', '2026-11-30T20:00Z', false, 'it is December in Seoul already'],
  ['monthly', 'UTC', '2026-11-02T08:00+09:00', '2026-11-30T20:00Z', true, 'and November still elsewhere'],
  ['monthly', 'America/New_York', '2026-11-01T03:30Z', '2026-11-02T03:30Z', false, 'the month in which clocks are put back begins on its first day there'],
];

test('a week is seven days with half a day of leave, a month is that of the calendar of the list', () => {
  for (const [frequency, zone, one, other, isNear, why] of pairs) {
    for (const [dueAt, earlier] of [[other, one], [one, other]] as const) {
      const { from, to } = windowsOf(new Date(dueAt), zone)[frequency];
      const at = new Date(earlier);
      assert.equal(at >= from && at < to, isNear, `${why}: ${earlier} for the issue of ${dueAt}`);
    }
  }
});

test('what may come next is told by the same rule', () => {
  for (const [frequency, zone, one, other, isNear, why] of pairs) {
    if (new Date(one) < new Date(other)) assert.equal(new Date(other) < nextAfter(new Date(one), frequency, zone), isNear, why);
  }
});

test('the calendar of a list is its own, else that of its quiet hours', () => {
  const quiet = { from: '21:00', to: '08:00', zone: 'Asia/Seoul' };
  assert.deepEqual([calendarOf({ timeZone: 'Europe/Berlin', quiet }), calendarOf({ timeZone: null, quiet }), calendarOf({ timeZone: null, quiet: null })], ['Europe/Berlin', 'Asia/Seoul', 'UTC']);
});

test('tables write a frequency in several languages; what is none of them is told, not guessed', () => {
  for (const [text, value] of [['', null], [' Every ', null], ['WEEKLY', 'weekly'], ['매월', 'monthly'], ['每周', 'weekly'], ['毎号', null]] as const) assert.deepEqual(cleanFrequency(text), { value }, text);
  for (const text of ['daily', 'week', '__proto__', 'constructor']) assert.ok('reason' in cleanFrequency(text), text);
});
