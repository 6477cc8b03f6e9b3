/** The scheduler of this process: a round at each tick, at each due time, and every half minute whatever the queue does. */
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import type { Round } from './round.js';

export type Scheduler = { close(): Promise<void> };

export type SchedulerParts = {
  readonly clock: Clock;
  readonly log: Log;
  /** Rings when somebody edited a schedule, and now and then. Missing ticks only make it later. */
  listen(answer: () => Promise<void>): Promise<{ close(): Promise<void> }>;
  runRound(): Promise<Round>;
  /** Tells the owner what waits. */
  tell(): Promise<unknown>;
};

/** The truth is in the rows: a tick that is lost costs no more than this. */
const longestWaitMs = 30_000;

export async function startScheduler(parts: SchedulerParts, waitMs = longestWaitMs): Promise<Scheduler> {
  const stopping = new AbortController();
  let waking = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      waking = new AbortController();
      const nextAt = await round(parts);
      const leftMs = nextAt === null ? waitMs : nextAt.getTime() - parts.clock.now().getTime();
      await parts.clock.sleep(Math.max(50, Math.min(waitMs, leftMs)), AbortSignal.any([stopping.signal, waking.signal]));
    }
  })();
  const listener = await parts.listen(async () => waking.abort());
  return {
    async close() {
      stopping.abort();
      await listener.close();
      await running;
    },
  };
}

/** The database may be away: the next round finds the same things due. */
async function round(parts: SchedulerParts): Promise<Date | null> {
  try {
    const { nextAt } = await parts.runRound();
    await parts.tell();
    return nextAt;
  } catch (error) {
    parts.log.warn('a round of the scheduler failed', { error });
    return null;
  }
}
