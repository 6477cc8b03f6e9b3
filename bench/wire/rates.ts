/** What was measured of each contender, round by round: mails a second, and who used the processor for them. */
import { renderTable } from '../../src/cli/table.js';
import type { CpuTimes } from './cpu.js';
import { median, rangeOf } from './ratios.js';

export type Measured = CpuTimes & { readonly perSecond: number };

export const cpuHeadings: readonly string[] = ['mails/s', '', 'main us', 'threads us', 'postgres us', 'sink us'];

export const rateOf = (seen: readonly Measured[]): readonly number[] => seen.map(({ perSecond }) => perSecond);

/** Medians, rounded. */
export function middleOf(seen: readonly Measured[]): Measured {
  const of = (name: keyof Measured): number => Math.round(median(seen.map((round) => round[name])));
  return { perSecond: of('perSecond'), mainUs: of('mainUs'), threadsUs: of('threadsUs'), postgresUs: of('postgresUs'), sinkUs: of('sinkUs') };
}

export function toCells(seen: readonly Measured[]): readonly (string | number)[] {
  const { perSecond, mainUs, threadsUs, postgresUs, sinkUs } = middleOf(seen);
  return [perSecond, rangeOf(rateOf(seen)), mainUs, threadsUs, postgresUs, sinkUs];
}

/** One JSON line each, and a table for people. */
export function printRates(bench: string, rows: readonly { readonly name: string; readonly what: string; readonly seen: readonly Measured[] }[], more: Readonly<Record<string, unknown>>): void {
  for (const { name, what, seen } of rows) console.log(JSON.stringify({ bench, sender: name, what, ...middleOf(seen), rounds: seen.length, ...more }));
  console.error(renderTable([['sender', ...cpuHeadings, 'what it is'], ...rows.map(({ name, what, seen }) => [name, ...toCells(seen), what])]));
}
