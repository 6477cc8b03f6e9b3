/** Ratios of rounds that took turns: median and range, one JSON line each, and a table for people on standard error. */
export type Ratio = { readonly id: string; readonly what: string; readonly goal: string; readonly isReached: (median: number) => boolean; readonly values: readonly number[] };

export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;
}

const short = (value: number): number => Number(value.toPrecision(3));

export function printRatios(bench: string, ratios: readonly Ratio[], more: Readonly<Record<string, unknown>> = {}): void {
  for (const { id, what, goal, values, isReached } of ratios) {
    console.log(JSON.stringify({ bench, id, what, ratio: short(median(values)), least: short(Math.min(...values)), most: short(Math.max(...values)), rounds: values.length, goal, isReached: isReached(median(values)), ...more }));
  }
  for (const { id, what, goal, values, isReached } of ratios) {
    console.error(`${id.padEnd(4)} ${what.padEnd(62)} ${String(short(median(values))).padStart(6)}  [${short(Math.min(...values))} - ${short(Math.max(...values))}]  goal ${goal}${isReached(median(values)) ? '' : '  MISSED'}`);
  }
}

export const atLeast = (goal: number) => ({ goal: `>= ${goal}`, isReached: (value: number) => value >= goal });
export const atMost = (goal: number) => ({ goal: `<= ${goal}`, isReached: (value: number) => value <= goal });
