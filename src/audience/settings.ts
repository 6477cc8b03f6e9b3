/** A subscriber's own settings: lists, topics, details, another address, a copy of what is stored. Only who holds a link that was mailed gets here. */
import { isAddressFault, parseAddress } from '../address/parse.js';
import type { ListId, SubscriberId } from '../ids.js';
import { applyAddressChange, findAddressChange, insertAddressChange, type AddressChange } from '../store/address-changes.js';
import { listConsents, recordConsent } from '../store/consents.js';
import { hasErased, holdOffErasures } from '../store/erasures.js';
import { listClicksOf, listDeliveriesOf } from '../store/person-history.js';
import { listLists, type ListRow, type ListTheme } from '../store/lists.js';
import type { Database, Store } from '../store/store.js';
import { findStandings, findSubscriberById, replaceDetails, type Attributes, type SubscriberRow } from '../store/subscribers.js';
import { chooseTopics, insertSubscriptions, listSubscriptions, resubscribe, type SubscriptionRow } from '../store/subscriptions.js';
import { findSuppressions } from '../store/suppressions.js';
import { insertSystemMail } from '../store/system-mails.js';
import { listTrackingAnswers } from '../store/tracking.js';
import type { AttributeDeclaration } from './attributes.js';
import { chooseFrequency } from './choose-frequency.js';
import { admitMail, type CapParts } from './form-caps.js';
import type { Frequency } from './frequency.js';
import { themeOfReader } from './list-theme.js';
import { unsubscribe } from './subscribers.js';
import { answerTracking } from './tracking-consent.js';

export type SettingsList = {
  readonly list: ListRow;
  readonly subscription: SubscriptionRow | undefined;
  /** May their own clicks be kept; null: the list does not ask. */
  readonly isTracked: boolean | null;
};

export type Settings = {
  readonly subscriber: SubscriberRow;
  /** The lists they are or were on, and the open ones. */
  readonly lists: readonly SettingsList[];
  /** What the lists they are on ask, each name once. */
  readonly attributes: readonly AttributeDeclaration[];
};

export async function viewSettings(database: Database, subscriberId: SubscriberId): Promise<Settings | undefined> {
  const subscriber = await findSubscriberById(database, subscriberId);
  if (subscriber === undefined) return undefined;
  const subscriptions = await listSubscriptions(database, subscriberId);
  const answers = await listTrackingAnswers(database, subscriberId);
  const lists = (await listLists(database)).map((list) => ({ list, subscription: subscriptions.find((row) => row.listId === list.id), isTracked: answers.get(list.id) ?? null }))
    .filter(({ list, subscription }) => list.subscribe === 'open' || (subscription !== undefined && subscription.status !== 'unconfirmed'));
  const asked = lists.filter(({ subscription }) => subscription !== undefined && isOn(subscription)).flatMap(({ list }) => list.attributes.filter(({ isShown }) => isShown));
  return { subscriber, lists, attributes: asked.filter((one, index) => asked.findIndex(({ name }) => name === one.name) === index) };
}

export function isOn(subscription: SubscriptionRow | undefined): boolean {
  return subscription?.status === 'subscribed' || subscription?.status === 'paused';
}

/** Of a list that was shown. */
export type ListWish = {
  readonly isWanted: boolean;
  /** Null: the list has none, or it was not wanted before. */
  readonly topics: readonly string[] | null;
  /** Undefined: the form did not ask. */
  readonly frequency: { readonly chosen: Frequency | null; readonly text: string } | undefined;
  readonly consentText: string;
  readonly tracking: { readonly isGiven: boolean; readonly text: string };
};

export type SettingsChange = {
  readonly name: string | null;
  readonly lang: string;
  readonly timeZone: string | null;
  readonly attributes: Attributes;
  readonly lists: ReadonlyMap<ListId, ListWish>;
  readonly origin: string | null;
};

export async function saveSettings(store: Store, subscriberId: SubscriberId, change: SettingsChange, at: Date): Promise<void> {
  await store.transaction(async (transaction) => {
    await holdOffErasures(transaction);
    const settings = await viewSettings(transaction, subscriberId);
    if (settings === undefined) return;
    await replaceDetails(transaction, { id: subscriberId, ...change, asked: settings.attributes.map(({ name }) => name), at });
    for (const one of settings.lists) await saveList(transaction, settings.subscriber, one, change, at);
  });
}

async function saveList(transaction: Database, { id: subscriberId, canonical }: SubscriberRow, { list, subscription, isTracked }: SettingsList, change: SettingsChange, at: Date): Promise<void> {
  const wish = change.lists.get(list.id);
  if (wish === undefined) return;
  const wasOn = isOn(subscription);
  if (wasOn && !wish.isWanted) await unsubscribe(transaction, { subscriberId, listId: list.id, reason: 'page', at });
  if (!wasOn && wish.isWanted && list.subscribe === 'open' && !(await isSuppressed(transaction, list.id, canonical, at))) {
    const joined = { subscriberId, status: 'subscribed', source: 'page', consent: wish.consentText, joinedAt: at, unsubscribedAt: null, unsubscribeReason: null } as const;
    if (subscription === undefined) await insertSubscriptions(transaction, list.id, [joined]);
    else await resubscribe(transaction, list.id, joined);
    await recordConsent(transaction, { subscriberId, listId: list.id, act: 'given', text: wish.consentText, version: null, source: 'page', origin: change.origin, at });
  }
  if (!wasOn || !wish.isWanted) return;
  const how = { listId: list.id, subscriberId, source: 'page', origin: change.origin, at } as const;
  if (wish.topics !== null) await chooseTopics(transaction, { listId: list.id, subscriberId, topics: wish.topics });
  if (wish.frequency !== undefined) await chooseFrequency(transaction, { ...how, frequency: wish.frequency.chosen, text: wish.frequency.text });
  if (isTracked !== null) await answerTracking(transaction, { ...how, ...wish.tracking });
}

async function isSuppressed(database: Database, listId: ListId, canonical: string, at: Date): Promise<boolean> {
  return Boolean((await findStandings(database, listId, [canonical], at)).get(canonical)?.suppressedFor);
}

/**
 * A mail to the new address, or nothing: the page says the same. False only for what is no address. In the name of a list that the person
 * is on, since the mail needs a sender.
 */
export async function askAddressChange(parts: CapParts, subscriberId: SubscriberId, text: string, at: Date): Promise<boolean> {
  const address = parseAddress(text);
  if (isAddressFault(address)) return false;
  const settings = await viewSettings(parts.store, subscriberId);
  const sender = settings?.lists.find(({ subscription }) => isOn(subscription)) ?? settings?.lists[0];
  if (settings === undefined || sender === undefined || !(await admitMail(parts, 'change', address, at))) return true;
  await parts.store.transaction(async (transaction) => {
    await holdOffErasures(transaction);
    if ((await findSubscriberById(transaction, subscriberId)) === undefined) return;
    const id = await insertAddressChange(transaction, { subscriberId, address, at });
    const lang = settings.subscriber.lang ?? sender.list.lang;
    await insertSystemMail(transaction, { kind: 'change', listId: sender.list.id, subscriberId, referenceId: id, address: address.address, canonical: address.canonical, lang, madeAt: at });
  });
  return true;
}

export type ChangeView = {
  readonly address: string;
  readonly lang: string | null;
  readonly state: 'waiting' | 'done' | 'taken';
  /** Of a list they are on. */
  readonly theme: ListTheme | null;
};

export async function viewAddressChange(database: Database, changeId: string, subscriberId: SubscriberId): Promise<ChangeView | undefined> {
  const change = await findAddressChange(database, changeId, subscriberId);
  const subscriber = await findSubscriberById(database, subscriberId);
  if (change === undefined || subscriber === undefined) return undefined;
  const theme = await themeOfReader(database, subscriberId);
  return { address: change.address, lang: subscriber.lang, state: subscriber.address === change.address ? 'done' : 'waiting', theme };
}

/** Once or many times. The old address is told, in case it was not its owner. */
export async function confirmAddressChange(store: Store, changeId: string, subscriberId: SubscriberId, at: Date): Promise<ChangeView | undefined> {
  return store.transaction(async (transaction) => {
    await holdOffErasures(transaction);
    const view = await viewAddressChange(transaction, changeId, subscriberId);
    const change = await findAddressChange(transaction, changeId, subscriberId);
    const subscriber = await findSubscriberById(transaction, subscriberId);
    if (view?.state !== 'waiting' || change === undefined || subscriber === undefined) return view;
    if ((await hasErased(transaction, [change.canonical])) || !(await applyAddressChange(transaction, change, at))) return { ...view, state: 'taken' };
    await tellOldAddress(transaction, subscriber, change, at);
    return { ...view, state: 'done' };
  });
}

async function tellOldAddress(transaction: Database, old: SubscriberRow, change: AddressChange, at: Date): Promise<void> {
  const subscription = (await listSubscriptions(transaction, change.subscriberId)).find(isOn);
  if (subscription === undefined) return;
  await insertSystemMail(transaction, {
    kind: 'changed', listId: subscription.listId, subscriberId: change.subscriberId, referenceId: null, address: old.address, canonical: old.canonical, lang: old.lang ?? 'en', madeAt: at,
  });
}

/** All that is stored of a person, for a file of their own. */
export async function collectStored(database: Database, subscriberId: SubscriberId): Promise<Readonly<Record<string, unknown>> | undefined> {
  const subscriber = await findSubscriberById(database, subscriberId);
  if (subscriber === undefined) return undefined;
  return {
    subscriber,
    subscriptions: await listSubscriptions(database, subscriberId),
    consents: await listConsents(database, subscriberId),
    suppressions: await findSuppressions(database, subscriber.canonical),
    mails: await listDeliveriesOf(database, subscriberId),
    clicks: await listClicksOf(database, subscriberId),
  };
}
