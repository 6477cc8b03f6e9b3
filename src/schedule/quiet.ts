/** Quiet hours of a list: when nobody shall be written to, by the clocks of one zone. Pure. */
import { UserError } from '../errors.js';
import { checkZone, openZone, startOfWallDay, toInstant, type Zone } from './zone.js';

/** From and to as `21:00`; to may be on the next day. */
export type QuietHours = { readonly from: string; readonly to: string; readonly zone: string };
/** As who looks at many nights has them. */
export type OpenQuietHours = Omit<QuietHours, 'zone'> & { readonly zone: Zone };

export function openQuietHours(quiet: OpenQuietHours | null): OpenQuietHours | null {
  return quiet === null ? null : { ...quiet, zone: openZone(quiet.zone) };
}

const dayMs = 86_400_000;
const clockForm = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** `21:00-08:00 Asia/Seoul`; null for an empty text. Throws `quiet-hours`, `zone-unknown`. */
export function parseQuietHours(text: string): QuietHours | null {
  if (text.trim() === '') return null;
  const [, from = '', to = '', zone = ''] = /^\s*(\S+?)\s*[-–]\s*(\S+)\s+(\S+)\s*$/.exec(text) ?? [];
  const isClock = clockForm.test(from) && clockForm.test(to);
  if (!isClock || from === to) throw new UserError('quiet-hours', `"${text}" are no quiet hours.`, { hint: 'Write 21:00-08:00 Asia/Seoul: from, to, and whose clocks.' });
  return { from, to, zone: checkZone(zone) };
}

export function showQuietHours({ from, to, zone }: QuietHours): string {
  return `${from}-${to} ${zone}`;
}

function minuteOf(clock: string): number {
  const [, hours, minutes] = clockForm.exec(clock) ?? [];
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** When the quiet hours that run at an instant end; null outside of them, and without any. */
export function findQuietEnd(quiet: OpenQuietHours | null, at: Date): Date | null {
  if (quiet === null) return null;
  const { from, to } = quiet;
  const zone = openZone(quiet.zone);
  const wall = zone.wallTimeAt(at);
  const day = startOfWallDay(wall);
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const nights = [day - dayMs, day].map((start) => ({ begin: start + begin, end: start + end + (end <= begin ? dayMs : 0) }));
  const night = nights.find((one) => wall >= one.begin && wall < one.end);
  return night === undefined ? null : toInstant(night.end, zone).at;
}

/** No send is looked at further ahead. */
const mostNights = 366;

/** When a send of so long ends that rests in the quiet hours; without them at once behind its length. */
export function findEndAwake(hours: OpenQuietHours | null, startAt: Date, lengthMs: number): Date {
  const quiet = openQuietHours(hours);
  if (quiet === null) return new Date(startAt.getTime() + lengthMs);
  let at = findQuietEnd(quiet, startAt) ?? startAt;
  let leftMs = lengthMs;
  for (let night = 0; night < mostNights; night += 1) {
    const begin = findQuietBegin(quiet, at);
    const awakeMs = begin.getTime() - at.getTime();
    if (leftMs <= awakeMs) break;
    leftMs -= awakeMs;
    at = findQuietEnd(quiet, begin) ?? begin;
  }
  return new Date(at.getTime() + leftMs);
}

/** Milliseconds between two instants in which somebody may be written to. */
export function measureAwake(hours: OpenQuietHours | null, from: Date, to: Date): number {
  const quiet = openQuietHours(hours);
  if (quiet === null) return Math.max(0, to.getTime() - from.getTime());
  let sumMs = 0;
  for (let at = findQuietEnd(quiet, from) ?? from; at < to;) {
    const begin = findQuietBegin(quiet, at);
    sumMs += Math.min(begin.getTime(), to.getTime()) - at.getTime();
    // Hours that clocks skip last no time; the next look is behind them.
    at = findQuietEnd(quiet, begin) ?? new Date(begin.getTime() + 60_000);
  }
  return sumMs;
}

/** When the next quiet hours begin, at or after an instant outside of them. */
export function findQuietBegin(quiet: OpenQuietHours, at: Date): Date {
  const zone = openZone(quiet.zone);
  const day = startOfWallDay(zone.wallTimeAt(at));
  const { from } = quiet;
  const today = toInstant(day + minuteOf(from), zone).at;
  return today >= at ? today : toInstant(day + dayMs + minuteOf(from), zone).at;
}
