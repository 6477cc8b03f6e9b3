/** Days of the calendar in UTC: a segment means the same whatever zone the server stands in. */
import type { Day } from './segment.js';

export function toDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** The day as `YYYY-MM-DD`, counted back from the day of `now`. A month ago from 31 March is the last of February. */
export function resolveDay(day: Day, now: Date): string {
  if ('day' in day) return day.day;
  const [year, month, date] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (day.unit === 'days' || day.unit === 'weeks') return toDay(new Date(Date.UTC(year, month, date - day.ago * (day.unit === 'weeks' ? 7 : 1))));
  const months = day.ago * (day.unit === 'years' ? 12 : 1);
  const lastDate = new Date(Date.UTC(year, month - months + 1, 0)).getUTCDate();
  return toDay(new Date(Date.UTC(year, month - months, Math.min(date, lastDate))));
}

/** The moment a day begins, as SQL and `Date` both read it. */
export function startOfDay(day: string): string {
  return `${day}T00:00:00.000Z`;
}

export function nextDay(day: string): string {
  return toDay(new Date(Date.parse(startOfDay(day)) + 86_400_000));
}
