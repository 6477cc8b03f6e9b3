/** The public pages over the database: what a server of this installation shows to readers. */
import type { Hono } from 'hono';
import { unsubscribe } from '../audience/subscribers.js';
import type { Clock } from '../clock.js';
import { publicUrlOf, type Config } from '../config.js';
import { createFollower } from '../campaign/record-click.js';
import type { Log } from '../log.js';
import type { TokenKeys } from '../message/signed-token.js';
import { isTrial, readUnsubscribeToken, type Leaving } from '../message/unsubscribe-token.js';
import { findAsset, findSentEdition, listSentEditions, listSentIssues } from '../store/editions.js';
import { findListById } from '../store/lists.js';
import type { Store } from '../store/store.js';
import { findSubscriberById } from '../store/subscribers.js';
import { listSubscriptions } from '../store/subscriptions.js';
import { createLinkRoutes } from './public/links.js';
import { createArchiveRoutes } from './public/archive.js';
import { createUnsubscribeRoutes, type UnsubscribeView } from './public/unsubscribe.js';

export type PublicParts = { readonly config: Config; readonly store: Store; readonly clock: Clock; readonly keys: TokenKeys; readonly log: Log };

export function publicRooms(parts: PublicParts): readonly (readonly [path: string, routes: Hono])[] {
  const { store, keys } = parts;
  return [
    ['/u', createUnsubscribeRoutes({
      readUnsubscribe: (token) => viewLeaving(store, readUnsubscribeToken(keys, token)),
      async unsubscribe(token, reason) {
        const leaving = readUnsubscribeToken(keys, token);
        if (leaving && isTrial(leaving)) return viewTrial(store, leaving, 'unsubscribed');
        if (leaving) await unsubscribe(store, { subscriberId: leaving.subscriberId, listId: leaving.listId, reason, at: parts.clock.now() });
        return viewLeaving(store, leaving);
      },
    })],
    ['/c', createLinkRoutes(createFollower(parts))],
    ['/archive', createArchiveRoutes({
      listEditions: (newsletter) => listSentEditions(store, newsletter),
      listIssues: (newsletter) => listSentIssues(store, newsletter),
      findEdition: (newsletter, slug) => findSentEdition(store, newsletter, slug),
      findAsset: (name) => findAsset(store, name),
    }, { publicUrl: publicUrlOf(parts.config) })],
  ];
}

async function viewLeaving(store: Store, leaving: Leaving | undefined): Promise<UnsubscribeView | undefined> {
  if (!leaving) return undefined;
  if (isTrial(leaving)) return viewTrial(store, leaving, 'subscribed');
  const [list, subscriber] = await Promise.all([findListById(store, leaving.listId), findSubscriberById(store, leaving.subscriberId)]);
  if (!list || !subscriber) return undefined;
  const subscription = (await listSubscriptions(store, subscriber.id)).find((row) => row.listId === list.id);
  return {
    listName: list.name,
    lang: subscriber.lang ?? list.lang,
    maskedAddress: maskAddress(subscriber.address),
    status: subscription?.status === 'subscribed' ? 'subscribed' : 'unsubscribed',
  };
}

/** What a preflight gets to see: the answers of a real link, about nobody. */
async function viewTrial(store: Store, { listId }: Leaving, status: UnsubscribeView['status']): Promise<UnsubscribeView | undefined> {
  const list = await findListById(store, listId);
  return list === undefined ? undefined : { listName: list.name, lang: list.lang, maskedAddress: '…', status };
}

/** Enough for the owner to know it, not enough for whoever found the link: `k…@example.org`. */
function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}…${address.slice(at)}`;
}
