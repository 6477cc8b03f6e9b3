/** Limits of the pace as people write them, `20/s,5000/day`, and what they mean: an even interval, and a quota of the day. Pure. */
import { UserError } from '../errors.js';

/** Messages per window, none of them required. Seconds, minutes and hours are kept evenly; the day is a quota that is counted. */
export type Limits = { readonly second?: number | undefined; readonly minute?: number | undefined; readonly hour?: number | undefined; readonly day?: number | undefined };

type Window = keyof Limits;
const windows: readonly { readonly window: Window; readonly ms: number; readonly words: readonly string[] }[] = [
  { window: 'second', ms: 1_000, words: ['s', 'sec', 'second'] },
  { window: 'minute', ms: 60_000, words: ['min', 'minute'] },
  { window: 'hour', ms: 3_600_000, words: ['h', 'hour'] },
  { window: 'day', ms: 86_400_000, words: ['d', 'day'] },
];

const most = 1_000_000_000;
const hint = 'Write it as 20/s, 300/min, 5000/h or 100000/day, several with a comma between; `none` for no limit.';

/** A bare number is a second's. Throws UserError `usage`. */
export function parseLimits(text: string): Limits {
  if (text.trim() === 'none') return {};
  const limits: Partial<Record<Window, number>> = {};
  for (const part of text.split(',')) {
    const match = /^\s*([0-9]+(?:\.[0-9]+)?)\s*(?:\/\s*([a-z]+))?\s*$/.exec(part);
    const unit = windows.find(({ words }) => words.includes(match?.[2] ?? 's'));
    if (match === null || unit === undefined) throw new UserError('usage', `"${part.trim()}" is no limit.`, { hint });
    const count = Number(match[1]);
    if (!(count > 0) || count > most) throw new UserError('usage', `A limit of ${match[1] ?? ''} cannot be kept: nothing would ever be sent.`, { hint: count > most ? hint : 'Pause the campaign instead: `courant campaign pause ID`.' });
    if (unit.window === 'day' && !Number.isInteger(count)) throw new UserError('usage', 'A limit of a day is a whole number.', { hint });
    if (limits[unit.window] !== undefined) throw new UserError('usage', `Two limits for a ${unit.window}.`, { hint });
    limits[unit.window] = count;
  }
  return limits;
}

export function renderLimits(limits: Limits): string {
  const parts = windows.flatMap(({ window, words }) => (limits[window] === undefined ? [] : [`${limits[window]}/${words[0] === 'd' ? 'day' : words[0] ?? ''}`]));
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** The even interval that keeps seconds, minutes and hours; null without such a limit. */
export function intervalOf(limits: Limits): number | null {
  const intervals = windows.flatMap(({ window, ms }) => {
    const count = limits[window];
    return window === 'day' || count === undefined ? [] : [ms / count];
  });
  return intervals.length === 0 ? null : Math.max(...intervals);
}

/** Messages a second; Infinity without a limit. */
export function rateOf(limits: Limits): number {
  const intervalMs = intervalOf(limits);
  return intervalMs === null ? Infinity : 1_000 / intervalMs;
}
