/** Now and then what was kept and not applied is taken up again: a process ended in between, or the database stumbled. */
import { applyWaiting, type FeedbackParts } from './apply.js';

const intervalMs = 60_000;

export function startSweep(parts: FeedbackParts): { close(): Promise<void> } {
  let running = Promise.resolve();
  const sweep = (): void => {
    running = running.then(() => applyWaiting(parts)).then((count) => {
      if (count > 0) parts.log.info('feedback that waited is applied', { count });
    }, (error: unknown) => parts.log.error('feedback that waits cannot be looked for', { error }));
  };
  sweep();
  const timer = setInterval(sweep, intervalMs);
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
