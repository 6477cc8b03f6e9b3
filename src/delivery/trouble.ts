/** Infrastructure trouble of one lane: each failure in a row makes the next message wait longer, and whoever watches is told once. */
import type { Clock } from '../clock.js';
import type { CampaignId } from '../ids.js';
import type { Log } from '../log.js';

export type Trouble = {
  add(detail: string): Promise<void>;
  clear(): Promise<void>;
  /** Before the next message: waits as long as the trouble so far asks. True when it did. */
  wait(): Promise<boolean>;
};

export type TroubleParts = {
  readonly clock: Clock;
  readonly log: Log;
  /** The relay cannot be used just now, or can again (null): for whoever watches. */
  noteRelay(campaignId: CampaignId, trouble: string | null): Promise<void>;
};

/** One failure is an accident: a connection that grew old. From the second in a row on it is 1, 2, 4 ... 60 s. */
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

export function createTrouble(parts: TroubleParts, campaignId: CampaignId, stop: AbortSignal): Trouble {
  let count = 0;
  let waitUntil = 0;
  return {
    async add(detail) {
      count += 1;
      parts.log.warn('relay trouble', { campaignId, detail, count });
      if (count > 1) waitUntil = parts.clock.monotonicMs() + Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(count - 2, 10));
      if (count === 2) await parts.noteRelay(campaignId, detail);
    },
    async clear() {
      const wasTold = count > 1;
      count = 0;
      waitUntil = 0;
      if (wasTold) await parts.noteRelay(campaignId, null);
    },
    async wait() {
      const waitMs = waitUntil - parts.clock.monotonicMs();
      if (waitMs > 0) await parts.clock.sleep(waitMs, stop);
      return waitMs > 0;
    },
  };
}
