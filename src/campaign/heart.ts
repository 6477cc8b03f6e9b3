/** Beats while a process sends. A beat that fails is no harm: the next one is near, and who cannot write cannot send either. */
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';

const beatMs = 10_000;

export function startHeart(beat: () => Promise<void>, parts: { clock: Clock; log: Log }): { close(): Promise<void> } {
  const stopping = new AbortController();
  const running = (async () => {
    for (;;) {
      await parts.clock.sleep(beatMs, stopping.signal);
      if (stopping.signal.aborted) return;
      await beat().catch((error: unknown) => parts.log.warn('no heartbeat', { error }));
    }
  })();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}
