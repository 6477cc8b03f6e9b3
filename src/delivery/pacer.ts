/**
 * Hands out moments to send at. Slots are reserved in the database in small pages, so that every process together stays under the
 * limit; a slot that passed unused (a slow relay, a stopped process) is thrown away and a new one reserved, so that lost time is never
 * caught up with a burst (I13).
 */
import type { Clock } from '../clock.js';

export type Pacer = {
  /** Resolves when one message may start; `stopped` when the signal came first. `wanted`: how many are ready, at least 1. */
  nextSlot(wanted: number, signal: AbortSignal): Promise<'go' | 'stopped'>;
};

export type SlotSource = {
  /** Reserves `count` slots: the first in `firstAfterMs`, then one each `intervalMs`. */
  reserve(count: number): Promise<{ firstAfterMs: number; intervalMs: number }>;
  /** How many slots make a page: half a second of sending, so that pause and a changed limit act soon. */
  pageSize(): number;
};

/** A slot may be used this late. 40 ms of jitter is 4 % of a one-second window: within the 5 % that a limit is held to. */
const toleranceMs = 40;

export function createPacer(source: SlotSource, clock: Clock): Pacer {
  let slots: number[] = [];

  async function reserve(wanted: number): Promise<void> {
    const count = Math.max(1, Math.min(wanted, source.pageSize()));
    const { firstAfterMs, intervalMs } = await source.reserve(count);
    const first = clock.monotonicMs() + firstAfterMs;
    slots = Array.from({ length: count }, (_, index) => first + index * intervalMs);
  }

  return {
    async nextSlot(wanted, signal) {
      while (!signal.aborted) {
        const slot = slots.shift();
        if (slot === undefined) {
          await reserve(wanted);
          continue;
        }
        const waitMs = slot - clock.monotonicMs();
        if (waitMs < -toleranceMs) {
          slots = [];
          continue;
        }
        if (waitMs > 1) await clock.sleep(waitMs, signal);
        if (clock.monotonicMs() - slot <= toleranceMs && !signal.aborted) return 'go';
      }
      return 'stopped';
    },
  };
}
