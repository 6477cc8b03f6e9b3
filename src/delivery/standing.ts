/**
 * Whether this process may claim. A disk that is full stops it at once: what cannot be written down must not be sent. It asks again, at
 * growing intervals, and goes on when there is room.
 */
import type { Clock } from '../clock.js';
import { isDiskFull } from '../disk-full.js';
import type { Log } from '../log.js';

export type Obstacle = 'disk-full';

export type Standing = {
  /** null: nothing is in the way. */
  obstacle(): Obstacle | null;
  /** Something failed: was it the disk? */
  note(error: unknown): void;
  /** May something be claimed? Looks for room when it is time to. */
  mayClaim(): Promise<boolean>;
};

const firstWaitMs = 1_000;
const longestWaitMs = 30_000;

export function createStanding(parts: { clock: Clock; log: Log; hasRoom(): Promise<boolean>; onObstacle?: ((error: unknown) => void) | undefined }): Standing {
  const { clock, log } = parts;
  let blocked: { waitMs: number; nextAtMs: number } | undefined;
  let looking: Promise<boolean> | undefined;

  async function look(): Promise<boolean> {
    if (await parts.hasRoom()) {
      blocked = undefined;
      log.info('there is room on the disk again: sending goes on');
      return true;
    }
    if (blocked) blocked = { waitMs: Math.min(2 * blocked.waitMs, longestWaitMs), nextAtMs: clock.monotonicMs() + blocked.waitMs };
    return false;
  }

  return {
    obstacle: () => (blocked ? 'disk-full' : null),
    note(error) {
      if (!isDiskFull(error) || blocked) return;
      blocked = { waitMs: firstWaitMs, nextAtMs: clock.monotonicMs() + firstWaitMs };
      log.error('the disk is full: nothing more is sent until there is room', { error });
      parts.onObstacle?.(error);
    },
    async mayClaim() {
      if (!blocked) return true;
      if (clock.monotonicMs() < blocked.nextAtMs) return false;
      return (looking ??= look().finally(() => { looking = undefined; }));
    },
  };
}
