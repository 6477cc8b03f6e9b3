/** A counted link was followed: where it leads, and what is kept of it. Whoever a visitor is, is remembered for seconds, in memory only. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import { readClickToken } from '../message/click-token.js';
import type { TokenKeys } from '../message/signed-token.js';
import type { Store } from '../store/store.js';
import { findClickTarget, insertClick, markScanner } from '../store/tracking.js';
import { findBurst, findScannerSign, visitMemoryMs, type Visit } from './scanners.js';

export type Follow = { readonly token: string; readonly number: number; readonly method: string; readonly agent: string; /** Address of the network. */ readonly from: string };

/** undefined: there is no such link. A string: go there. null: the mail was opened. */
export type FollowLink = (follow: Follow) => Promise<string | null | undefined>;

/** Beyond this the oldest are forgotten: a flood must not eat the memory. */
const mostVisitors = 10_000;

export function createFollower({ store, keys, clock, log }: { store: Store; keys: TokenKeys; clock: Clock; log: Log }): FollowLink {
  const salt = randomBytes(16);
  const visitors = new Map<string, readonly Visit[]>();

  /** The visitor's requests of the last seconds, this one last. */
  function remember(campaignId: string, follow: Follow, visit: Visit): readonly Visit[] {
    const visitor = createHmac('sha256', salt).update(`${campaignId}\0${follow.from}\0${follow.agent}`).digest('base64');
    const visits = [...(visitors.get(visitor) ?? []).filter(({ atMs }) => visit.atMs - atMs <= visitMemoryMs).slice(-100), visit];
    visitors.delete(visitor);
    visitors.set(visitor, visits);
    const oldest = visitors.size > mostVisitors ? visitors.keys().next().value : undefined;
    if (oldest !== undefined) visitors.delete(oldest);
    return visits;
  }

  return async (follow) => {
    const key = readClickToken(keys, follow.token);
    if (key === undefined) return undefined;
    const target = await findClickTarget(store, { ...key, number: follow.number });
    const isOpen = follow.number === 0;
    if (target === undefined || (isOpen ? !target.countsOpens : target.url === null)) return undefined;
    try {
      const scanner = findScannerSign({ ...follow, secondsSinceDelivery: target.secondsSinceDelivery });
      const id = await insertClick(store, { campaignId: key.campaignId, number: follow.number, subscriberId: target.isTracked ? key.subscriberId : null, scanner });
      const burst = findBurst(remember(key.campaignId, follow, { id, number: follow.number, atMs: clock.monotonicMs() }), target.linkCount);
      if (burst.length > 0) await markScanner(store, burst.map((visit) => visit.id), 'burst');
    } catch (error) {
      // The reader gets there all the same.
      log.warn('a click could not be counted', { campaignId: key.campaignId, error });
    }
    return isOpen ? null : target.url;
  };
}
