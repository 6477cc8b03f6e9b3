/**
 * Hands out moments to send at. One serves all lanes of a campaign over a relay that wait for nothing but these; a lane with a limit of its own has its own. Slots are reserved in the database a few at a time, so that
 * every process together stays under the limits; a slot that passed unused (a slow relay, a stopped process) is thrown away, so that lost
 * time is never caught up with a burst (I13). Asked only by a connection that is ready to send. Who must wait long is told so instead of
 * being kept waiting: another relay may have room, and what is held can be given back.
 */
import type { Clock } from '../clock.js';

/** `waitMs`: ask again then; Infinity: not before somebody rings again. */
export type Turn = 'go' | { readonly waitMs: number };

export type Pacer = {
  /** May one message start? Waits itself for a slot that it holds. */
  turn(signal: AbortSignal): Promise<Turn>;
  /** How long until something could be reserved; reserves nothing. */
  look(): Promise<number>;
};

export type Slots =
  | { readonly isGranted: true; readonly count: number; readonly firstAfterMs: number; readonly intervalMs: number }
  | { readonly isGranted: false; readonly waitMs: number };

export type SlotSource = {
  /** `lost`: slots handed out before that were not used. `isLook`: only asks. */
  reserve(lost: number, isLook: boolean): Promise<Slots>;
};

/** A slot may be used this late. With the margin of the limits and what the database allows it keeps the jitter within the 5 % that a limit is held to. */
const toleranceMs = 20;

export function createPacer(source: SlotSource, clock: Clock): Pacer {
  const slots: number[] = [];
  let granted = 0;
  let lost = 0;
  let refilling: Promise<number | undefined> | undefined;

  async function refill(): Promise<number | undefined> {
    const returned = lost;
    lost = 0;
    const reserved = await source.reserve(returned, false);
    if (!reserved.isGranted) return reserved.waitMs;
    const first = clock.monotonicMs() + reserved.firstAfterMs;
    granted = reserved.count;
    slots.push(...Array.from({ length: granted }, (_, index) => first + index * reserved.intervalMs));
    return undefined;
  }

  /** Called before the last slots are gone, so that at a high rate nobody waits for the database. */
  function beginRefill(): Promise<number | undefined> {
    return (refilling ??= refill().finally(() => { refilling = undefined; }));
  }

  return {
    async turn(signal) {
      while (!signal.aborted) {
        const slot = slots.shift();
        if (slot === undefined) {
          const waitMs = await beginRefill();
          if (waitMs !== undefined && slots.length === 0) return { waitMs };
          continue;
        }
        // A refill that fails is tried again, and told, by whoever finds no slot left.
        if (slots.length === granted >> 1 && granted > 8) beginRefill().catch(() => undefined);
        const waitMs = slot - clock.monotonicMs();
        if (waitMs > 1) await clock.sleep(waitMs, signal);
        if (clock.monotonicMs() - slot <= toleranceMs && !signal.aborted) return 'go';
        lost += 1;
      }
      return { waitMs: Infinity };
    },
    async look() {
      const reserved = await source.reserve(0, true);
      return reserved.isGranted ? 0 : reserved.waitMs;
    },
  };
}
