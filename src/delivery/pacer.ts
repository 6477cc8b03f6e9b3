/**
 * Hands out moments to send at. Slots are reserved in the database a few at a time, so that every process together stays under the
 * limit; a slot that passed unused (a slow relay, a stopped process) is thrown away, so that lost time is never caught up with a burst
 * (I13). One pacer serves all lanes of a campaign in this process, and is asked only by a connection that is ready to send: a slot that
 * waits for a connection would be a slot lost.
 */
import type { Clock } from '../clock.js';

export type Pacer = {
  /** Resolves when one message may start; `stopped` when the signal came first. */
  nextSlot(signal: AbortSignal): Promise<'go' | 'stopped'>;
};

export type SlotSource = {
  /** Reserves `count` slots: the first in `firstAfterMs`, then one each `intervalMs`. */
  reserve(count: number): Promise<{ firstAfterMs: number }>;
  readonly intervalMs: number;
};

/** A slot may be used this late. With the margin of the limits it keeps the jitter within the 5 % that a limit is held to. */
const toleranceMs = 20;
/** So much is reserved ahead: one statement for many messages at a high rate, and little to throw away when the relay is slower. */
const aheadMs = 50;

export function createPacer(source: SlotSource, clock: Clock): Pacer {
  const count = Math.max(1, Math.floor(aheadMs / source.intervalMs));
  const slots: number[] = [];
  let refilling: Promise<void> | undefined;

  async function refill(): Promise<void> {
    const { firstAfterMs } = await source.reserve(count);
    const first = clock.monotonicMs() + firstAfterMs;
    slots.push(...Array.from({ length: count }, (_, index) => first + index * source.intervalMs));
  }

  /** Called before the last slots are gone, so that at a high rate nobody waits for the database. */
  function beginRefill(): Promise<void> {
    return (refilling ??= refill().finally(() => { refilling = undefined; }));
  }

  return {
    async nextSlot(signal) {
      while (!signal.aborted) {
        const slot = slots.shift();
        if (slot === undefined) {
          await beginRefill();
          continue;
        }
        // A refill that fails is tried again, and told, by whoever finds no slot left.
        if (slots.length === count >> 1 && count > 8) beginRefill().catch(() => undefined);
        const waitMs = slot - clock.monotonicMs();
        if (waitMs > 1) await clock.sleep(waitMs, signal);
        if (clock.monotonicMs() - slot <= toleranceMs && !signal.aborted) return 'go';
      }
      return 'stopped';
    },
  };
}
