/** Whether a relay can be used, as this process knows: down at the first refusal, tried again in the background at growing intervals, up when it answers. */
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import { RelayUnavailable } from './connect.js';
import type { SessionPool } from './session-pool.js';

export type RelayHealth = {
  isUp(): boolean;
  noteDown(error: RelayUnavailable): void;
  close(): void;
};

const firstWaitMs = 2_000;
const longestWaitMs = 60_000;

export type HealthParts = {
  readonly name: string;
  readonly pool: SessionPool;
  readonly clock: Clock;
  readonly log: Log;
  /** Told once per outage, when the second try again failed too: a relay that restarts is no news. */
  readonly onDown?: (error: RelayUnavailable) => void;
};

export function createRelayHealth({ name, pool, clock, log, onDown }: HealthParts): RelayHealth {
  const closing = new AbortController();
  let isDown = false;

  async function tryAgain(): Promise<void> {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      await clock.sleep(waitMs, closing.signal);
      if (closing.signal.aborted) return;
      try {
        const session = await pool.acquire(closing.signal);
        if (session === undefined) return;
        pool.giveBack(session);
        isDown = false;
        log.info('the relay can be used again', { relay: name });
        return;
      } catch (error) {
        if (!(error instanceof RelayUnavailable)) throw error;
        if (waitMs === 2 * firstWaitMs) onDown?.(error);
      }
    }
  }

  return {
    isUp: () => !isDown,
    noteDown(error) {
      if (isDown || closing.signal.aborted) return;
      isDown = true;
      log.warn('the relay cannot be used', { relay: name, error: error.message });
      tryAgain().catch((fault: unknown) => {
        isDown = false;
        log.error('trying a relay again failed', { relay: name, error: fault });
      });
    },
    close: () => closing.abort(),
  };
}
