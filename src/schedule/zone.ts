/** Wall clocks of time zones, by the rules that come with Node. What a clock shows is a number of milliseconds, counted as if it were UTC. */
import { UserError } from '../errors.js';
import { findNearest } from '../issue/spelling.js';

/** What a wall clock shows: milliseconds since 1970, as if its time were UTC. */
export type WallTime = number;

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The rules of a zone at hand: reading them costs ten times more than asking them, so who asks often opens them once. */
export type OpenZone = { readonly name: string; readonly wallTimeAt: (instant: Date) => WallTime };
export type Zone = string | OpenZone;

export function openZone(zone: Zone): OpenZone {
  if (typeof zone !== 'string') return zone;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  });
  return {
    name: zone,
    wallTimeAt(instant) {
      const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
      const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
      return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) + (((instant.getTime() % 1000) + 1000) % 1000);
    },
  };
}

/** What the clocks of a zone show at an instant. */
export function toWallTime(instant: Date, zone: Zone): WallTime {
  return openZone(zone).wallTimeAt(instant);
}

export type Meeting = 'once' | 'skipped' | 'twice';

/** An instant that was asked for by a local time. */
export type Due = { readonly at: Date; readonly meeting: Meeting };

/**
 * The instant at which clocks show a time. RFC 5545 3.3.5: a time that happens twice is the first one; one that never happens is read
 * with the offset before the gap, so 02:30 on the day when 02:00 becomes 03:00 is 03:30.
 */
export function toInstant(wall: WallTime, zone: Zone): Due {
  const { wallTimeAt } = openZone(zone);
  const offsetAt = (instant: number): number => wallTimeAt(new Date(instant)) - instant;
  const [before, after] = [offsetAt(wall - dayMs), offsetAt(wall + dayMs)];
  const fitting = [...new Set([wall - before, wall - after])].filter((instant) => instant + offsetAt(instant) === wall).toSorted((one, other) => one - other);
  const [first] = fitting;
  if (first === undefined) return { at: new Date(wall - before), meeting: 'skipped' };
  return { at: new Date(first), meeting: fitting.length > 1 ? 'twice' : 'once' };
}

/** Midnight of the day that a wall clock shows. */
export function startOfWallDay(wall: WallTime): WallTime {
  return wall - (((wall % dayMs) + dayMs) % dayMs);
}

/** The day on the calendar of a zone, `2026-11-25`. */
export function toLocalDay(instant: Date, zone: Zone): string {
  return new Date(toWallTime(instant, zone)).toISOString().slice(0, 10);
}

/** The next midnight behind an instant; where clocks skip it, what they show instead. */
export function findMidnight(instant: Date, zone: Zone): Date {
  const open = openZone(zone);
  return toInstant(startOfWallDay(open.wallTimeAt(instant)) + dayMs, open).at;
}

/** `Wed 2026-11-25 08:00 +09:00`: a local time with its offset, so that nobody takes it for another. */
export function showLocal(instant: Date, zone: Zone): string {
  const wall = toWallTime(instant, zone);
  const iso = new Date(wall).toISOString();
  const weekday = new Date(wall).toLocaleDateString('en-US', { weekday: 'short', timeZone: 'UTC' });
  return `${weekday} ${iso.slice(0, 10)} ${iso.slice(11, 16)} ${showOffset(wall - instant.getTime())}`;
}

function showOffset(offsetMs: number): string {
  const minutes = Math.abs(Math.round(offsetMs / minuteMs));
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The zone in the spelling of the tz database. Throws `zone-unknown`. */
export function checkZone(text: string): string {
  const zone = text.trim();
  const names = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
  const same = names.find((name) => name.toLowerCase() === zone.toLowerCase());
  if (same !== undefined) return same;
  // Abbreviations and bare offsets know no daylight saving, and CST is three zones.
  if (zone.includes('/') && isKnown(zone)) return zone;
  throw new UserError('zone-unknown', `There is no time zone "${text}".`, { hint: hintFor(zone, names) });
}

function isKnown(zone: string): boolean {
  try {
    return openZone(zone).name === zone;
  } catch {
    return false;
  }
}

function hintFor(zone: string, names: readonly string[]): string {
  const cities = new Map(names.map((name) => [name.slice(name.lastIndexOf('/') + 1), name]));
  const city = findNearest(zone.slice(zone.lastIndexOf('/') + 1).replaceAll(' ', '_'), [...cities.keys()]);
  const nearest = findNearest(zone, names) ?? (city === undefined ? undefined : cities.get(city));
  if (nearest !== undefined) return `Did you mean ${nearest}?`;
  return 'A zone is a place of the tz database, such as Asia/Seoul, Europe/Berlin or America/New_York; UTC will do too. Abbreviations such as KST or CST are none.';
}

/**
 * An instant out of `2026-11-25T08:00+09:00`, or out of `2026-11-25T08:00` by the clocks of a zone. Throws `local-time`: no such form, no
 * zone, or a time that clocks skip. One that comes twice is the first.
 */
export function parseLocalTime(text: string, zone: string | undefined): Due {
  const [, day = '', clock = '', offset] = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?$/.exec(text.trim()) ?? [];
  const wall = Date.parse(`${day}T${clock}Z`);
  const isReal = !Number.isNaN(wall) && new Date(wall).toISOString().startsWith(`${day}T${clock}`);
  if (!isReal) throw new UserError('local-time', `"${text}" is no time.`, { hint: 'Write 2026-11-25T08:00 with --tz Asia/Seoul, or 2026-11-25T08:00+09:00.' });
  if (offset !== undefined) return { at: new Date(`${day}T${clock}${offset}`), meeting: 'once' };
  if (zone === undefined) throw new UserError('local-time', `Whose clocks show ${text}?`, { hint: 'Say --tz Asia/Seoul, or write the offset: 2026-11-25T08:00+09:00.' });
  const due = toInstant(wall, zone);
  if (due.meeting !== 'skipped') return due;
  throw new UserError('local-time', `Clocks in ${zone} never show ${text}: they are put forward.`, { hint: `The same moment by the old offset is ${showLocal(due.at, zone)}.` });
}
