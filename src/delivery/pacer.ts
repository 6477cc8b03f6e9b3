/**
 * Hands out moments to send at. One serves all lanes of a campaign over a relay that wait for nothing but these; a lane with a limit of its
 * own has its own. Slots are reserved in the database a few at a time, as many as this process uses in a moment, so that every process
 * together stays under the limits and none holds what another could use; a slot that passed unused (a slow relay, a stopped process) goes
 * back, so that it is neither lost to the rate nor caught up with a burst (I13). Asked only by a connection that is ready to send. Who must
 * wait long is told so instead of being kept waiting: another relay may have room, and what is held can be given back.
 */
import type { Clock } from '../clock.js';
import { createDemand } from './demand.js';

/** `waitMs`: ask again then; Infinity: not before somebody rings again. */
export type Turn = 'go' | { readonly waitMs: number };

export type Pacer = {
  /** May one message start? Waits itself for a slot that it holds. */
  turn(signal: AbortSignal): Promise<Turn>;
  /** A turn that was granted and could not be taken. */
  giveBack(): void;
  /** How long until something could be reserved; reserves nothing. */
  look(): Promise<number>;
  /** Nobody asks any more: what is held goes back. */
  close(): Promise<void>;
};

export type Slots =
  /** `nowMs`: by the clock that the slots are reserved by; the first is `firstAfterMs` behind it. */
  | { readonly isGranted: true; readonly count: number; readonly nowMs: number; readonly firstAfterMs: number; readonly intervalMs: number }
  | { readonly isGranted: false; readonly waitMs: number };

export type SlotSource = {
  /** Up to `wanted` slots; 0 only asks. `unused`: of those handed out before, they go back. */
  reserve(wanted: number, unused: number): Promise<Slots>;
};

/** A slot may be used this late. With the margin of the limits and what the database allows it keeps the jitter within the 5 % that a limit is held to. */
const toleranceMs = 25;
/** What was refused is not asked for again so soon: all lanes of a process wait for one answer, and a changed limit acts within a second. */
const trustMs = 200;

export function createPacer(source: SlotSource, clock: Clock): Pacer {
  const demand = createDemand(clock);
  const toLocal = createTranslator();
  const slots: number[] = [];
  let granted = 0;
  let unused = 0;
  let waiting = 0;
  let refused = { askAgainAtMs: -Infinity, untilMs: -Infinity };
  let refilling: Promise<number | undefined> | undefined;

  async function refill(): Promise<number | undefined> {
    const returned = unused;
    unused = 0;
    const askedAtMs = clock.monotonicMs();
    const reserved = await source.reserve(waiting + demand.soon(), returned);
    if (!reserved.isGranted) {
      refused = { askAgainAtMs: clock.monotonicMs() + Math.min(reserved.waitMs, trustMs), untilMs: clock.monotonicMs() + reserved.waitMs };
      return reserved.waitMs;
    }
    const first = toLocal(reserved.nowMs, { askedAtMs, toldAtMs: clock.monotonicMs() }) + reserved.firstAfterMs;
    granted = reserved.count;
    slots.push(...Array.from({ length: granted }, (_, index) => first + index * reserved.intervalMs));
    return undefined;
  }

  /** Called before the last slots are gone, so that at a high rate nobody waits for the database. */
  function beginRefill(): Promise<number | undefined> {
    return (refilling ??= refill().finally(() => { refilling = undefined; }));
  }

  async function takeSlot(): Promise<number | { readonly waitMs: number }> {
    for (;;) {
      const slot = slots.shift();
      if (slot !== undefined) return slot;
      const now = clock.monotonicMs();
      if (now < refused.askAgainAtMs) return { waitMs: refused.untilMs - now };
      waiting += 1;
      const waitMs = await beginRefill().finally(() => { waiting -= 1; });
      if (waitMs !== undefined && slots.length === 0) return { waitMs };
    }
  }

  return {
    async turn(signal) {
      while (!signal.aborted) {
        const slot = await takeSlot();
        if (typeof slot !== 'number') return slot;
        // A refill that fails is tried again, and told, by whoever finds no slot left.
        if (slots.length === granted >> 1 && granted > 4) beginRefill().catch(() => undefined);
        const waitMs = slot - clock.monotonicMs();
        if (waitMs > 1) await clock.sleep(waitMs, signal);
        if (clock.monotonicMs() - slot <= toleranceMs && !signal.aborted) {
          demand.note();
          return 'go';
        }
        unused += 1;
      }
      return { waitMs: Infinity };
    },
    giveBack: () => { unused += 1; },
    async look() {
      const reserved = await source.reserve(0, 0);
      return reserved.isGranted ? 0 : reserved.waitMs;
    },
    async close() {
      await refilling?.catch(() => undefined);
      const returned = unused + slots.splice(0).length;
      unused = 0;
      if (returned > 0) await source.reserve(0, returned);
    },
  };
}

/**
 * Moments of another clock as this one's. What it said lies between asking and being told; the nearest reading that agrees with all of them
 * is kept, so that an answer that was long on its way moves no slot. A jump of the other clock fits no more and is followed at once.
 */
function createTranslator(): (momentMs: number, heard: { askedAtMs: number; toldAtMs: number }) => number {
  let offsetMs = Infinity;
  return (momentMs, { askedAtMs, toldAtMs }) => {
    offsetMs = Math.max(askedAtMs - momentMs, Math.min(toldAtMs - momentMs, offsetMs));
    return momentMs + offsetMs;
  };
}
