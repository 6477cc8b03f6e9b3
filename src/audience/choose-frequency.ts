/** Somebody chooses how often a list writes to them: kept with the subscription, and recorded with the words they saw. It holds from the next freeze on. */
import type { ListId, SubscriberId } from '../ids.js';
import { recordConsent } from '../store/consents.js';
import type { Database } from '../store/store.js';
import { updateFrequency } from '../store/subscriptions.js';
import { toFrequencyWord, type Frequency } from './frequency.js';

export type FrequencyChoice = {
  readonly listId: ListId;
  readonly subscriberId: SubscriberId;
  /** Null: every issue. */
  readonly frequency: Frequency | null;
  /** The words that were shown; null: an admin or a table said so. */
  readonly text: string | null;
  readonly source: 'form' | 'page' | 'admin';
  readonly origin: string | null;
  readonly at: Date;
};

export async function chooseFrequency(transaction: Database, { listId, subscriberId, frequency, text, ...how }: FrequencyChoice): Promise<'changed' | 'unchanged' | 'not-on-list'> {
  const found = await updateFrequency(transaction, { listId, subscriberId, frequency });
  if (found === undefined) return 'not-on-list';
  if (found.before === frequency) return 'unchanged';
  await recordConsent(transaction, { subscriberId, listId, act: 'chosen', purpose: 'frequency', text: text ?? toFrequencyWord(frequency), version: null, ...how });
  return 'changed';
}
