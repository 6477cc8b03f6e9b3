/**
 * How often a reader wants the mails of a list, and which time a wish looks at. An issue counts from the time it was due, not from when a slow
 * send came to this reader, so that a weekly issue reaches the weekly reader each week.
 */
import type { QuietHours } from '../schedule/quiet.js';
import { toInstant, toWallTime } from '../schedule/zone.js';
import type { Cleaned } from './clean.js';

/** Beside every issue, which is null. */
export const frequencies = ['weekly', 'monthly'] as const;
export type Frequency = (typeof frequencies)[number];

/** What stands for null in words of commands, tables and segments. */
export const everyIssue = 'every';
export type FrequencyWord = Frequency | typeof everyIssue;
export const frequencyWords: readonly FrequencyWord[] = [everyIssue, ...frequencies];

export function toFrequencyWord(frequency: Frequency | null): FrequencyWord {
  return frequency ?? everyIssue;
}

/** As tables of people write them, in lower case. */
const spellings: Readonly<Record<FrequencyWord, readonly string[]>> = {
  every: ['', 'every', 'all', 'every issue', '매호', '모두', '每期', '毎号'],
  weekly: ['weekly', '매주', '주간', '每周', '每週', '毎週'],
  monthly: ['monthly', '매월', '매달', '월간', '每月', '毎月'],
};

export function cleanFrequency(text: string): Cleaned<Frequency | null> {
  const word = text.trim().toLowerCase();
  if (spellings.every.includes(word)) return { value: null };
  const value = frequencies.find((one) => spellings[one].includes(word));
  return value === undefined ? { reason: `the frequency "${text.trim().slice(0, 30)}" is none of ${frequencyWords.join(', ')}` } : { value };
}

/** Of a list: whose weeks and months count. */
export function calendarOf(list: { readonly timeZone: string | null; readonly quiet: QuietHours | null }): string {
  return list.timeZone ?? list.quiet?.zone ?? 'UTC';
}

/** From its first instant to the one behind it. */
export type Window = { readonly from: Date; readonly to: Date };
export type Windows = Readonly<Record<Frequency, Window>>;

/** Half a day less than seven: a weekly send that is early by some hours, or by the hour that clocks are put forward, is still the next week's. */
const weekMs = 6.5 * 86_400_000;

/** Who got another issue of the list in the window of their frequency does not get the one that is due. */
export function windowsOf(dueAt: Date, zone: string): Windows {
  const due = dueAt.getTime();
  const local = new Date(toWallTime(dueAt, zone));
  const monthBegin = (ahead: number): Date => toInstant(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + ahead, 1), zone).at;
  return {
    // Behind it too: an issue that is frozen for the day after tomorrow is one the reader will have.
    weekly: { from: new Date(due - weekMs + 1), to: new Date(due + weekMs) },
    monthly: { from: monthBegin(0), to: monthBegin(1) },
  };
}

/** The first instant at which an issue may reach somebody who got one that was due at `lastAt`. */
export function nextAfter(lastAt: Date, frequency: Frequency, zone: string): Date {
  return windowsOf(lastAt, zone)[frequency].to;
}
