/**
 * Never faster than the limit, over all senders together (I13), told from the first moment on: a body begins behind the slot that it was
 * given, and whatever holds it up makes it later. So nothing is allowed for a slow machine, as a window that slides must allow it. Pure.
 */
import { lateMs } from '../../src/store/pace.js';

/** `times`: when bodies began; `sinceMs`: before the first slot was asked for, which may lie `lateMs` back. 5 % and one message are let through, as everywhere. */
export function findHaste(times: readonly number[], { ratePerSecond, sinceMs }: { readonly ratePerSecond: number; readonly sinceMs: number }): string | undefined {
  const allowedBy = (atMs: number): number => Math.floor((ratePerSecond * 1.05 * (atMs - sinceMs + lateMs)) / 1000) + 1;
  const sorted = times.toSorted((one, other) => one - other);
  const index = sorted.findIndex((atMs, place) => place + 1 > allowedBy(atMs));
  const atMs = sorted[index];
  return atMs === undefined ? undefined : `I13: ${index + 1} bodies had begun ${Math.round(atMs - sinceMs)} ms after the start, and ${ratePerSecond} a second are allowed over all senders`;
}
