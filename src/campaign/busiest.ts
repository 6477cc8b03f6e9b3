/** How many moments lie closest together: what a limit is held against, where mails arrive. */

/** Most of `times` (milliseconds, in any order) within one window. It slides: a window on the clock would hide a burst across its edge. */
export function countBusiest(times: readonly number[], windowMs = 1_000): number {
  const sorted = times.toSorted((one, other) => one - other);
  let first = 0;
  let most = 0;
  sorted.forEach((time, index) => {
    while (time - (sorted[first] ?? time) >= windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}
