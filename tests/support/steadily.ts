import { systemClock } from '../../src/clock.js';

/** As long as a server that was killed may take to come back on a busy machine. */
const patienceMs = 60_000;

/** The test's own statements run over the same broken database. */
export async function steadily<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const until = performance.now() + patienceMs; ;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > until) throw error;
      await systemClock.sleep(100);
    }
  }
}
