/** One person at a time: put on a list, looked up, taken off. Thousands at once are src/audience/import. */
import { UserError } from '../errors.js';
import type { ListId, SubscriberId } from '../ids.js';
import { listLists, type ListRow } from '../store/lists.js';
import type { Database, Store } from '../store/store.js';
import {
  findStandings, findSubscriberByCanonical, findSubscriberById, insertSubscribers, updateSubscribers, type Attributes, type Standing, type SubscriberRow,
} from '../store/subscribers.js';
import { hasErased, holdOffErasures } from '../store/erasures.js';
import { recordConsent } from '../store/consents.js';
import { endSubscription, insertSubscriptions, listSubscriptions, resubscribe, type SubscriptionRow } from '../store/subscriptions.js';
import { findSuppressions, type SuppressionRow } from '../store/suppressions.js';
import { listLastIssues } from '../store/wishes.js';
import { withdrawWaiting } from '../store/withdrawals.js';
import { chooseFrequency } from './choose-frequency.js';
import { cleanLang, cleanName, type Cleaned } from './clean.js';
import { calendarOf, nextAfter, type Frequency } from './frequency.js';
import { requireAddress } from './suppression.js';
import { checkTyped } from './typed-attributes.js';

export type UnsubscribeReason = 'one-click' | 'page' | 'complaint' | 'admin' | 'import';

/**
 * Takes a person off a list. Doing it twice keeps the first reason and time. False when there was nothing to end. What is already
 * frozen for the person and waits is withdrawn; the ledger asks again before each body.
 */
export async function unsubscribe(
  database: Database,
  end: { subscriberId: SubscriberId; listId: ListId; reason: UnsubscribeReason; at: Date },
): Promise<boolean> {
  const isNew = await endSubscription(database, end);
  const subscriber = await findSubscriberById(database, end.subscriberId);
  if (subscriber) await withdrawWaiting(database, { canonical: subscriber.canonical, listId: end.listId, cause: 'unsubscribe' });
  return isNew;
}

export type AddSubscriber = {
  readonly list: ListRow;
  readonly address: string;
  readonly name?: string | undefined;
  readonly lang?: string | undefined;
  readonly attributes?: Attributes | undefined;
  readonly source: 'admin' | 'form';
  readonly consent?: string | undefined;
  /** Null: every issue; undefined: as it is. */
  readonly frequency?: Frequency | null | undefined;
  /** The person left once and has asked to come back. */
  readonly again?: boolean | undefined;
  readonly at: Date;
};

export type Added = { readonly subscriberId: SubscriberId; readonly address: string; readonly outcome: 'subscribed' | 'already' | 'resubscribed' };

/** Throws `address-invalid`; `refused` when the address is suppressed, or the person left and `again` is not said. */
export async function addSubscriber(store: Store, add: AddSubscriber): Promise<Added> {
  const address = requireAddress(add.address);
  const name = requireClean(cleanName(add.name ?? ''));
  const lang = requireClean(cleanLang(add.lang ?? ''));
  const attributes = requireClean(checkTyped(add.attributes ?? {}, add.list.attributes, add.source === 'form'));
  return store.transaction(async (transaction) => {
    await holdOffErasures(transaction);
    const standing = (await findStandings(transaction, add.list.id, [address.canonical], add.at)).get(address.canonical);
    refuseStanding(standing, add);
    const [made] = await insertSubscribers(transaction, [{ ...address, name, lang, attributes }]);
    if (made === undefined) throw new Error('the insert of a subscriber returned no row');
    if (standing?.id) await updateSubscribers(transaction, [{ id: made.id, name, lang, attributes }], add.at);
    const outcome = await putOnList(transaction, made.id, standing, add);
    if (outcome !== 'already') {
      await recordConsent(transaction, { subscriberId: made.id, listId: add.list.id, act: 'given', text: add.consent ?? null, version: null, source: add.source, origin: null, at: add.at });
    }
    if (add.frequency !== undefined) await chooseFrequency(transaction, { subscriberId: made.id, listId: add.list.id, frequency: add.frequency, text: null, source: add.source, origin: null, at: add.at });
    return { subscriberId: made.id, address: address.address, outcome };
  });
}

function refuseStanding(standing: Standing | undefined, add: AddSubscriber): void {
  if (standing?.suppressedFor === 'erased') throw new UserError('refused', 'The person with this address asked to be erased, and not to be written to again.');
  if (standing?.suppressedFor) {
    throw new UserError('refused', `The address is suppressed (${standing.suppressedFor}).`, { hint: 'See why: courant suppression ls; let it back: courant suppression rm ADDRESS --note WHY' });
  }
  if (standing?.status === 'unsubscribed' && add.again !== true) {
    throw new UserError('refused', `This person has left the list "${add.list.slug}".`, { hint: 'When they have asked to come back: --again' });
  }
}

async function putOnList(database: Database, subscriberId: SubscriberId, standing: Standing | undefined, add: AddSubscriber): Promise<Added['outcome']> {
  const subscription = {
    subscriberId, status: 'subscribed', source: add.source, consent: add.consent ?? null, joinedAt: add.at, unsubscribedAt: null, unsubscribeReason: null,
  } as const;
  if (!standing?.status) return (await insertSubscriptions(database, add.list.id, [subscription])) > 0 ? 'subscribed' : 'already';
  return (await resubscribe(database, add.list.id, subscription)) ? 'resubscribed' : 'already';
}

function requireClean<Value>(cleaned: Cleaned<Value>): Value {
  if ('value' in cleaned) return cleaned.value;
  throw new UserError('usage', `The value cannot be kept: ${cleaned.reason}.`);
}

/** `nextIssueFrom`: issues that are due before it leave the person out, by the frequency they chose; null: none does. */
export type SubscriptionView = SubscriptionRow & { readonly lastIssueAt: Date | null; readonly nextIssueFrom: Date | null };
export type SubscriberView = SubscriberRow & { readonly subscriptions: readonly SubscriptionView[]; readonly suppressions: readonly SuppressionRow[] };

/** Everything known of an address, also when only a suppression is left of it. Throws `not-found`. */
export async function showSubscriber(database: Database, text: string): Promise<SubscriberView | { readonly canonical: string; readonly suppressions: readonly SuppressionRow[] }> {
  const { canonical } = requireAddress(text);
  const suppressions = await findSuppressions(database, canonical);
  const subscriber = await findSubscriberByCanonical(database, canonical);
  if (subscriber !== undefined) return { ...subscriber, suppressions, subscriptions: await viewSubscriptions(database, subscriber.id) };
  if (suppressions.length > 0) return { canonical, suppressions };
  if (await hasErased(database, [canonical])) throw new UserError('not-found', 'The person with this address asked to be erased; nothing else is known.');
  throw new UserError('not-found', 'Nobody with this address is known.');
}

async function viewSubscriptions(database: Database, subscriberId: SubscriberId): Promise<readonly SubscriptionView[]> {
  const last = new Map((await listLastIssues(database, subscriberId)).map(({ listId, dueAt }) => [listId, dueAt]));
  const lists = new Map((await listLists(database)).map((list) => [list.id, list]));
  return (await listSubscriptions(database, subscriberId)).map((subscription) => {
    const list = lists.get(subscription.listId);
    const lastIssueAt = last.get(subscription.listId) ?? null;
    const isHeldBack = lastIssueAt !== null && subscription.frequency !== null && list !== undefined;
    return { ...subscription, lastIssueAt, nextIssueFrom: isHeldBack ? nextAfter(lastIssueAt, subscription.frequency, calendarOf(list)) : null };
  });
}
