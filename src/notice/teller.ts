/** Tells the owner what waits, in the background of whatever process it waits in: when it is rung, and now and then what could not be told before. */
import { tellWaiting, type TellParts } from './tell.js';

export type Teller = {
  /** Something was written down to be told. */
  ring(): void;
  /** What was rung for is tried once more; the rest is left to the next process. */
  close(): Promise<void>;
};

const lookAgainMs = 30_000;

export function startTeller(parts: TellParts): Teller {
  const stopping = new AbortController();
  let waking = new AbortController();
  let isRung = true;
  const running = (async () => {
    while (isRung || !stopping.signal.aborted) {
      isRung = false;
      waking = new AbortController();
      // The database may be away: the rows wait.
      await tellWaiting(parts).catch((error: unknown) => parts.log.warn('notices could not be told', { error }));
      if (!isRung) await parts.clock.sleep(lookAgainMs, AbortSignal.any([stopping.signal, waking.signal]));
    }
  })();
  return {
    ring() {
      isRung = true;
      waking.abort();
    },
    async close() {
      stopping.abort();
      await running;
    },
  };
}
