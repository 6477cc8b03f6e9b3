import { systemClock } from '../../src/clock.js';

/** The test's own statements run over the same broken database. */
export async function steadily<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries > 100) throw error;
      await systemClock.sleep(100);
    }
  }
}
