/**
 * What a reader does with the link of a mail: leaves this list or all of them, takes a break, takes it back. The link is worth leaving and
 * coming back, never more: a forwarded mail must not open anybody's settings.
 */
import type { ListId, SubscriberId } from '../ids.js';
import { canUndoLeaving, endAllSubscriptions, endPauseOf, pauseSubscription, undoLeaving } from '../store/leaving.js';
import { findListById, type ListRow, type ListTheme } from '../store/lists.js';
import type { Database, Store } from '../store/store.js';
import { findSubscriberById } from '../store/subscribers.js';
import { listSubscriptions } from '../store/subscriptions.js';
import { withdrawWaiting } from '../store/withdrawals.js';
import { unsubscribe } from './subscribers.js';
import { chooseLanguage } from './words/words.js';

export type Reader = { readonly listId: ListId; readonly subscriberId: SubscriberId };

export type LeavingView = {
  readonly listName: string;
  /** One of the languages that have words. */
  readonly language: string;
  readonly theme: ListTheme;
  readonly timeZone: string | null;
  /** Enough of the address for its owner: `k…@example.org`. */
  readonly maskedAddress: string;
  /** Who never confirmed, or is not on the list at all, counts as unsubscribed. */
  readonly status: 'subscribed' | 'paused' | 'unsubscribed';
  readonly pausedUntil: Date | null;
  /** They left by themselves, not long ago. */
  readonly canUndo: boolean;
};

/** How long a leaving is taken back by a click; later the form is the way back. */
const undoHours = 24;
export const pauseDays = [30, 90] as const;
const dayMs = 86_400_000;

export function listNameIn(list: Pick<ListRow, 'name' | 'names'>, language: string): string {
  return list.names[language] ?? list.names[language.split('-')[0] ?? ''] ?? list.name;
}

export async function viewLeaving(database: Database, { listId, subscriberId }: Reader, now: Date): Promise<LeavingView | undefined> {
  const [list, subscriber] = await Promise.all([findListById(database, listId), findSubscriberById(database, subscriberId)]);
  if (!list || !subscriber) return undefined;
  const subscription = (await listSubscriptions(database, subscriberId)).find((row) => row.listId === listId);
  const language = chooseLanguage(subscriber.lang, list.lang);
  const isBack = subscription?.status === 'paused' && subscription.pausedUntil !== null && subscription.pausedUntil <= now;
  const status = isBack || subscription?.status === 'subscribed' ? 'subscribed' : subscription?.status === 'paused' ? 'paused' : 'unsubscribed';
  return {
    listName: listNameIn(list, language), language, theme: list, timeZone: subscriber.timeZone, maskedAddress: maskAddress(subscriber.address), status,
    pausedUntil: status === 'paused' ? (subscription?.pausedUntil ?? null) : null,
    canUndo: status === 'unsubscribed' && (await canUndoLeaving(database, { subscriberId, listId, since: undoSince(now) })),
  };
}

/** Enough for the owner to know it, not enough for whoever found the link. */
export function maskAddress(address: string): string {
  return `${address.slice(0, 1)}…${address.slice(address.lastIndexOf('@'))}`;
}

export async function leaveList(store: Store, reader: Reader, how: 'one-click' | 'page', at: Date): Promise<void> {
  await store.transaction((transaction) => unsubscribe(transaction, { ...reader, reason: how, at }));
}

/** Whatever of theirs waits in a send under way is withdrawn in the same transaction. */
export async function leaveAllLists(store: Store, { subscriberId }: Reader, at: Date): Promise<void> {
  await store.transaction(async (transaction) => {
    await endAllSubscriptions(transaction, { subscriberId, at });
    await withdraw(transaction, subscriberId, null);
  });
}

export async function pauseList(store: Store, { subscriberId, listId }: Reader, days: number, at: Date): Promise<void> {
  await store.transaction(async (transaction) => {
    const isPaused = await pauseSubscription(transaction, { subscriberId, listId, until: new Date(at.getTime() + days * dayMs) });
    if (isPaused) await withdraw(transaction, subscriberId, listId);
  });
}

/** Ends a break, or takes back a leaving of the last day. False: there is nothing to take back. What was withdrawn from a send stays so. */
export async function undoLast(store: Store, reader: Reader, at: Date): Promise<boolean> {
  if (await endPauseOf(store, reader)) return true;
  return (await undoLeaving(store, { ...reader, since: undoSince(at), at })) > 0;
}

async function withdraw(database: Database, subscriberId: SubscriberId, listId: ListId | null): Promise<void> {
  const subscriber = await findSubscriberById(database, subscriberId);
  if (subscriber) await withdrawWaiting(database, { canonical: subscriber.canonical, listId, cause: 'unsubscribe' });
}

function undoSince(now: Date): Date {
  return new Date(now.getTime() - undoHours * 3_600_000);
}
