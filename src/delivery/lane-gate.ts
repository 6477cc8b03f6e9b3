/**
 * How many mails of a lane are under way at once, over all campaigns of this process: the provider behind the relay counts connections too.
 * As many as it holds places of the lane, which it shares with other processes (lane-share.ts); who waits goes in turn. The database is
 * asked twice a second and when places run out, never for each mail.
 */
import type { Clock } from '../clock.js';
import { createLaneShare, type Places } from './lane-share.js';

export type LaneGate = {
  /** False: the signal aborted first. */
  enter(signal: AbortSignal): Promise<boolean>;
  /** `tookMs`: of a mail that was handed over. */
  leave(tookMs?: number): void;
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
  let insideCount = 0;
  /** Since the last beat. */
  let peakCount = 0;
  let mayTakeAtMs = -Infinity;
  const share = createLaneShare(places, () => insideCount);
  const beating = beat();

  function admit(): void {
    while (share.usableCount() > insideCount && waiting.length > 0) {
      insideCount += 1;
      waiting.shift()?.admit();
    }
    peakCount = Math.max(peakCount, insideCount);
  }

  /** Without the database nobody gets in: whoever waits is told so. */
  function failAll(error: unknown): void {
    for (const waiter of waiting.splice(0)) waiter.fail(error);
  }

  async function takeWanted(): Promise<void> {
    await share.take(() => waiting.length - Math.max(0, share.usableCount() - insideCount));
    admit();
  }

  async function takeNow(): Promise<void> {
    if (clock.monotonicMs() < mayTakeAtMs) return;
    await takeWanted();
    // None was free: the next beat looks again.
    if (waiting.length > 0) mayTakeAtMs = clock.monotonicMs() + beatMs;
  }

  async function tend(): Promise<void> {
    // One is kept while the gate is open, so that what was claimed can be sent.
    await share.look(() => Math.max(1, peakCount, insideCount + waiting.length));
    peakCount = insideCount;
    admit();
    if (waiting.length > 0) await takeWanted();
    if (waiting.length > 0) await share.ask();
  }

  async function beat(): Promise<void> {
    for (;;) {
      await clock.sleep(beatMs, closing.signal);
      if (closing.signal.aborted) return;
      await tend().catch(failAll);
    }
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

  return {
    times,
    async enter(signal) {
      if (signal.aborted) return false;
      const waited = wait(signal);
      admit();
      if (waiting.length > 0) takeNow().catch(failAll);
      return waited;
    },
    leave(tookMs) {
      if (tookMs !== undefined) {
        times.count += 1;
        times.sumMs += tookMs;
      }
      insideCount -= 1;
      admit();
      if (share.isOwing()) share.payBack().catch(failAll);
    },
    async hasPlace(signal) {
      const endMs = clock.monotonicMs() + patienceMs;
      const has = (): boolean => share.usableCount() > 0;
      await share.take(() => (has() ? 0 : 1));
      if (has() || !(await share.ask())) return has();
      while (!has() && clock.monotonicMs() < endMs && !signal.aborted) await clock.sleep(lookAgainMs, signal);
      return has();
    },
    async close() {
      closing.abort();
      await beating;
      await share.leave();
    },
  };
}
