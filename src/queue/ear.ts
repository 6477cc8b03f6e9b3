/**
 * What a listener hears of the bell. A worker of BullMQ can go deaf and not know it (6.7: connections to PostgreSQL cut several times in a
 * row leave it waiting for an hour, or asking a dead connection for ever), and Redis can be away: rings that are not heard are answered
 * without the queue. An answer too many does no harm.
 */
import type { Clock } from '../clock.js';
import type { CampaignId } from '../ids.js';
import type { Log } from '../log.js';

export type Ring = { readonly campaignId: CampaignId; readonly lane: string };

export type Ear = {
  /** A job of the queue. */
  hear(ring: Ring): Promise<void>;
  /** This process has rung; some job or other should come soon. */
  expect(ring: Ring): void;
};

export type EarParts = {
  readonly answer: (ring: Ring) => Promise<void>;
  /** Answers at once, heard or not. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly log: Log;
};

/** Two windows of rings that are one, and a little. Where others listen too, they may have heard every ring of that time. */
const deafMs = 5_000;
/** Rings come every second while something is due, every six with a Redis that stands still: behind a longer rest the silence is a new one. */
const restMs = 60_000;

export function createEar({ answer, concurrency, clock, log }: EarParts): Ear {
  let silentSinceMs: number | null = null;
  let rungMs = 0;
  let openCount = 0;

  async function run(ring: Ring): Promise<void> {
    openCount += 1;
    try {
      await answer(ring);
    } finally {
      openCount -= 1;
    }
  }

  function isTooSilent(): boolean {
    const nowMs = clock.monotonicMs();
    if (silentSinceMs === null || nowMs - rungMs > restMs) silentSinceMs = nowMs;
    rungMs = nowMs;
    return nowMs - silentSinceMs >= deafMs;
  }

  return {
    hear(ring) {
      silentSinceMs = null;
      return run(ring);
    },
    expect(ring) {
      if (!isTooSilent() || openCount >= concurrency) return;
      log.debug('the queue is silent: looked at without it', ring);
      run(ring).catch((error: unknown) => log.warn('a ring could not be answered', { ...ring, error }));
    },
  };
}
