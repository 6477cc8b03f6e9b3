/**
 * How many mails of a lane are under way at once, over all campaigns of this process: the provider behind the relay counts connections too.
 * The places are shared with other processes: this one holds as many as it uses, takes more when somebody waits, and lets others have theirs.
 * Who waits goes in turn. Asked of the database twice a second and when places run out, never for each mail.
 */
import type { Clock } from '../clock.js';

export type LaneGate = {
  /** False: the signal aborted first. */
  enter(signal: AbortSignal): Promise<boolean>;
  /** `tookMs`: of a mail that was handed over. */
  leave(tookMs?: number): void;
};

/** The places of one lane, as one process sees them. */
export type Places = {
  /** How many it holds, and how many of those others wait for. */
  count(): Promise<{ readonly heldCount: number; readonly askedCount: number }>;
  /** Up to `wanted` that are free; how many it got. */
  take(wanted: number): Promise<number>;
  /** Asks who has more for one. False: nobody has. */
  ask(): Promise<boolean>;
  give(count: number): Promise<void>;
  /** All of them, and what was asked for. */
  leave(): Promise<void>;
};

export type OpenGate = LaneGate & {
  /** Is there a place at all? Waits a little for one that is handed over. */
  hasPlace(signal: AbortSignal): Promise<boolean>;
  /** Of the mails that left it. */
  readonly times: { readonly count: number; readonly sumMs: number };
  /** Behind the last one: the places are free again. */
  close(): Promise<void>;
};

/** What others ask for is seen, and what is not used goes back, this often. */
const beatMs = 500;
/** A place that was asked for comes when its mail is done. */
const patienceMs = 3_000;
const lookAgainMs = 50;

/** A lane that takes any number. */
export const wideGate: OpenGate = {
  enter: async (signal) => !signal.aborted, leave: () => undefined, hasPlace: async () => true, times: { count: 0, sumMs: 0 }, close: async () => undefined,
};

type Waiter = { admit(): void; fail(error: unknown): void };

export function createLaneGate(places: Places, clock: Clock): OpenGate {
  const waiting: Waiter[] = [];
  const closing = new AbortController();
  const times = { count: 0, sumMs: 0 };
  let heldCount = 0;
  /** Of those held, to be given away as soon as their mails are done. */
  let owedCount = 0;
  let insideCount = 0;
  /** Since the last beat. */
  let peakCount = 0;
  let lastTurn: Promise<unknown> = Promise.resolve();

  const roomCount = (): number => heldCount - owedCount - insideCount;

  /** One statement after the other: what is held changes in them alone. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => undefined);
    return turn;
  }

  function admit(): void {
    while (roomCount() > 0 && waiting.length > 0) {
      insideCount += 1;
      waiting.shift()?.admit();
    }
    peakCount = Math.max(peakCount, insideCount);
  }

  async function payBack(): Promise<void> {
    const count = Math.min(owedCount, heldCount - insideCount);
    if (count <= 0) return;
    heldCount -= count;
    owedCount -= count;
    await places.give(count);
  }

  async function takeWanted(): Promise<void> {
    const wanted = waiting.length - Math.max(0, roomCount());
    if (wanted <= 0) return;
    heldCount += await places.take(wanted);
    admit();
  }

  async function tend(): Promise<void> {
    const { heldCount: held, askedCount } = await places.count();
    const used = Math.max(1, peakCount, insideCount + waiting.length);
    heldCount = held;
    owedCount = Math.max(askedCount, held - used);
    peakCount = insideCount;
    admit();
    await payBack();
    await takeWanted();
    if (waiting.length > 0 && owedCount === 0) await places.ask();
  }

  /** Without the database nobody gets in: whoever waits is told so. */
  function failAll(error: unknown): void {
    for (const waiter of waiting.splice(0)) waiter.fail(error);
  }

  function wait(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(waiter), 1);
        resolve(false);
      };
      const done = (settle: () => void) => (): void => {
        signal.removeEventListener('abort', giveUp);
        settle();
      };
      const waiter: Waiter = { admit: done(() => resolve(true)), fail: (error) => done(() => reject(error))() };
      waiting.push(waiter);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  const beating = (async () => {
    for (;;) {
      await clock.sleep(beatMs, closing.signal);
      if (closing.signal.aborted) return;
      await inTurn(tend).catch(failAll);
    }
  })();

  let mayTakeAtMs = -Infinity;
  async function takeNow(): Promise<void> {
    if (clock.monotonicMs() < mayTakeAtMs) return;
    await takeWanted();
    // None was free: the next beat looks again.
    if (waiting.length > 0) mayTakeAtMs = clock.monotonicMs() + beatMs;
  }

  return {
    times,
    async enter(signal) {
      if (signal.aborted) return false;
      const waited = wait(signal);
      admit();
      if (waiting.length > 0) inTurn(takeNow).catch(failAll);
      return waited;
    },
    leave(tookMs) {
      if (tookMs !== undefined) {
        times.count += 1;
        times.sumMs += tookMs;
      }
      insideCount -= 1;
      admit();
      if (owedCount > 0) inTurn(payBack).catch(failAll);
    },
    async hasPlace(signal) {
      const endMs = clock.monotonicMs() + patienceMs;
      await inTurn(async () => { if (heldCount === 0) heldCount += await places.take(1); });
      if (heldCount > owedCount) return true;
      if (!(await inTurn(() => places.ask()))) return false;
      while (heldCount <= owedCount && clock.monotonicMs() < endMs && !signal.aborted) await clock.sleep(lookAgainMs, signal);
      return heldCount > owedCount;
    },
    async close() {
      closing.abort();
      await beating;
      await inTurn(() => places.leave());
    },
  };
}
