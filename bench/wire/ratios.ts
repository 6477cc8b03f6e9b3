/** Ratios of rounds that took turns: median and range, one JSON line each, and tables for people on standard error. */
import { renderTable } from '../../src/cli/table.js';

/** `goal`: none for what only explains another. */
export type Ratio = { readonly id: string; readonly what: string; readonly goal?: Goal; readonly values: readonly number[] };
export type Goal = { readonly says: string; readonly isReached: (median: number) => boolean };

export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;
}

export const against = (ours: readonly number[], theirs: readonly number[]): number[] => ours.map((value, index) => value / (theirs[index] ?? 1));

const short = (value: number): number => Number(value.toPrecision(3));

export function rangeOf(values: readonly number[]): string {
  return `[${short(Math.min(...values))} - ${short(Math.max(...values))}]`;
}

export function printRatios(bench: string, ratios: readonly Ratio[], more: Readonly<Record<string, unknown>> = {}): void {
  for (const { id, what, goal, values } of ratios) {
    const verdict = goal === undefined ? {} : { goal: goal.says, isReached: goal.isReached(median(values)) };
    console.log(JSON.stringify({ bench, id, what, ratio: short(median(values)), least: short(Math.min(...values)), most: short(Math.max(...values)), rounds: values.length, ...verdict, ...more }));
  }
  console.error(renderTable(ratios.map(({ id, what, goal, values }) => [
    id, what, short(median(values)), rangeOf(values), goal === undefined ? '' : `goal ${goal.says}${goal.isReached(median(values)) ? '' : '  MISSED'}`,
  ])));
}

export const atLeast = (goal: number): Goal => ({ says: `>= ${goal}`, isReached: (value) => value >= goal });
export const atMost = (goal: number): Goal => ({ says: `<= ${goal}`, isReached: (value) => value <= goal });
