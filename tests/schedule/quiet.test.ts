/** Quiet hours by the clocks of the list. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findEndAwake, findQuietBegin, findQuietEnd, parseQuietHours, showQuietHours } from '../../src/schedule/quiet.js';

test('quiet hours last from an evening to the morning, whatever the offset of the night', () => {
  const table: readonly [string, string, string | null][] = [
    ['21:00-08:00 Asia/Seoul', '2026-11-25T11:59:59Z', null],
    ['21:00-08:00 Asia/Seoul', '2026-11-25T12:00:00Z', '2026-11-25T23:00:00.000Z'],
    ['21:00-08:00 Asia/Seoul', '2026-11-25T22:59:59Z', '2026-11-25T23:00:00.000Z'],
    ['21:00-08:00 Asia/Seoul', '2026-11-25T23:00:00Z', null],
    ['12:00-13:00 Europe/Berlin', '2026-07-01T10:30:00Z', '2026-07-01T11:00:00.000Z'],
    ['12:00-13:00 Europe/Berlin', '2026-07-01T11:00:00Z', null],
    // The night of 29 March is an hour shorter.
    ['21:00-08:00 Europe/Berlin', '2026-03-28T20:00:00Z', '2026-03-29T06:00:00.000Z'],
    ['21:00-08:00 Europe/Berlin', '2026-10-24T20:00:00Z', '2026-10-25T07:00:00.000Z'],
  ];
  for (const [text, at, end] of table) {
    const quiet = parseQuietHours(text);
    assert.ok(quiet !== null);
    assert.equal(showQuietHours(quiet), text);
    assert.equal(findQuietEnd(quiet, new Date(at))?.toISOString() ?? null, end, `${text} at ${at}`);
  }
});

test('the next quiet hours begin today or tomorrow', () => {
  const quiet = parseQuietHours('21:00-08:00 Asia/Seoul');
  assert.ok(quiet !== null);
  assert.equal(findQuietBegin(quiet, new Date('2026-11-25T00:00:00Z')).toISOString(), '2026-11-25T12:00:00.000Z');
  assert.equal(findQuietBegin(quiet, new Date('2026-11-25T12:00:01Z')).toISOString(), '2026-11-26T12:00:00.000Z');
});

test('what are no quiet hours is refused, and an empty text takes them away', () => {
  assert.equal(parseQuietHours(' '), null);
  for (const text of ['21-8 Asia/Seoul', '21:00-08:00', '24:00-08:00 Asia/Seoul', '08:00-08:00 Asia/Seoul', 'night']) assert.throws(() => parseQuietHours(text), { code: 'quiet-hours' });
  assert.throws(() => parseQuietHours('21:00-08:00 Asia/Soul'), { code: 'zone-unknown', hint: 'Did you mean Asia/Seoul?' });
});

const hours = (count: number): number => count * 3_600_000;
const ends: readonly (readonly [why: string, quiet: string, startAt: string, lengthMs: number, endsAt: string])[] = [
  ['none', '', '2026-11-25T08:00:00Z', hours(30), '2026-11-26T14:00:00.000Z'],
  ['done before they begin', '21:00-08:00 UTC', '2026-11-25T20:00:00Z', hours(1), '2026-11-25T21:00:00.000Z'],
  ['begun in them', '21:00-08:00 UTC', '2026-11-25T03:00:00Z', hours(2), '2026-11-25T10:00:00.000Z'],
  ['one night between', '21:00-08:00 UTC', '2026-11-25T20:00:00Z', hours(3), '2026-11-26T10:00:00.000Z'],
  ['three nights', '21:00-08:00 UTC', '2026-11-25T08:00:00Z', hours(13 * 3 + 1), '2026-11-28T09:00:00.000Z'],
  ['the night in which clocks go back is an hour longer', '21:00-08:00 Europe/Berlin', '2026-10-24T18:00:00Z', hours(2), '2026-10-25T08:00:00.000Z'],
];

test('a send rests in the quiet hours and ends so much later', () => {
  for (const [why, quiet, startAt, lengthMs, endsAt] of ends) assert.equal(findEndAwake(parseQuietHours(quiet), new Date(startAt), lengthMs).toISOString(), endsAt, why);
});
