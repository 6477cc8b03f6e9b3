/**
 * The sending loop of one lane of one campaign: page after page is claimed and sent. It looks at the ledger only; which job rang does not
 * matter, and two loops on the same lane share the rows (SKIP LOCKED).
 */
import type { ClaimedDelivery } from '../store/deliveries.js';
import { createClaims, type ClaimPage } from './claims.js';
import { createLane, type LaneParts, type LaneWork } from './lane.js';

export type DeliverWork = LaneWork & {
  readonly claim: ClaimPage;
  readonly pageSize: number;
  /** One mail, to see whether the lane takes any. */
  readonly isProbe?: boolean;
};

/**
 * Runs until nothing of the lane is due, the campaign no longer sends, or `stop` aborts. Open transactions are always finished.
 * A throw means that rows may be held that nobody writes any more: the caller ends the engine, and recovery settles them.
 */
export async function deliverLane(parts: LaneParts, work: DeliverWork, stop: AbortSignal): Promise<void> {
  const lane = createLane(parts, work, stop);
  const claim = createClaims(work.claim, work.pageSize);
  let following: Promise<ClaimedDelivery[]> = claim();
  try {
    let page = await following;
    while (page.length > 0) {
      parts.onPoint?.('claimed');
      // The next page is fetched while this one is sent, so that the pace has no gaps.
      following = stop.aborted || work.isProbe === true ? Promise.resolve([]) : claim();
      following.then((rows) => lane.prepare(rows), () => undefined);
      await lane.sendPage(page);
      page = await following;
      if (stop.aborted || lane.isPaused()) {
        await lane.releaseAll(page);
        break;
      }
    }
  } finally {
    // A claim that commits after its epoch was recovered would hold its rows for ever: it ends before the engine may.
    await following.catch(() => undefined);
    await lane.finishOpen();
  }
}
