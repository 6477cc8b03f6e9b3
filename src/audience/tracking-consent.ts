/** Somebody agrees that their own clicks are kept, or takes it back: recorded, and taken back it holds for what was kept before too. */
import type { ListId, SubscriberId } from '../ids.js';
import { recordConsent } from '../store/consents.js';
import type { Database } from '../store/store.js';
import { forgetClicksOn, updateTrackingConsent } from '../store/tracking.js';

export type TrackingAnswer = {
  readonly listId: ListId;
  readonly subscriberId: SubscriberId;
  readonly isGiven: boolean;
  /** The words that were shown; null: an admin wrote it down. */
  readonly text: string | null;
  readonly source: 'page' | 'admin';
  readonly origin: string | null;
  readonly at: Date;
};

export type TrackingOutcome = 'changed' | 'unchanged' | 'not-on-list';

export async function answerTracking(transaction: Database, { listId, subscriberId, isGiven, ...how }: TrackingAnswer): Promise<TrackingOutcome> {
  const outcome = await updateTrackingConsent(transaction, { listId, subscriberId, isGiven });
  if (outcome !== 'changed') return outcome;
  await recordConsent(transaction, { subscriberId, listId, act: isGiven ? 'given' : 'withdrawn', purpose: 'tracking', version: null, ...how });
  if (!isGiven) await forgetClicksOn(transaction, subscriberId, listId);
  return outcome;
}
