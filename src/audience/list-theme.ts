/** How a page looks that stands for no list by itself: like the list it probably comes from, or like all of them. */
import { isDeepStrictEqual } from 'node:util';
import type { ListId, SubscriberId } from '../ids.js';
import { findListById, listLists, type ListTheme } from '../store/lists.js';
import type { Database } from '../store/store.js';
import { listSubscriptions } from '../store/subscriptions.js';

/** Where all lists look the same, as a single one does. */
export async function sharedTheme(database: Database): Promise<ListTheme | null> {
  const [first, ...others] = (await listLists(database)).map(({ accent, font, logo }) => ({ accent, font, logo }));
  return first !== undefined && others.every((theme) => isDeepStrictEqual(theme, first)) ? first : null;
}

export async function themeOfList(database: Database, listId: ListId): Promise<ListTheme | null> {
  return (await findListById(database, listId)) ?? sharedTheme(database);
}

/** Of a list they are on. */
export async function themeOfReader(database: Database, subscriberId: SubscriberId): Promise<ListTheme | null> {
  const subscription = (await listSubscriptions(database, subscriberId)).find(({ status }) => status === 'subscribed' || status === 'paused');
  return subscription === undefined ? sharedTheme(database) : themeOfList(database, subscription.listId);
}
