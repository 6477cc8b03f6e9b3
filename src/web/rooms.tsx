/** The public pages over the database: what a server of this installation shows to readers. */
import type { Hono } from 'hono';
import type { Clock } from '../clock.js';
import { publicUrlOf, type Config } from '../config.js';
import { createFollower } from '../campaign/record-click.js';
import type { Log } from '../log.js';
import type { TokenKeys } from '../message/signed-token.js';
import { findAsset, findSentEdition, listSentEditions, listSentIssues } from '../store/editions.js';
import type { Store } from '../store/store.js';
import { createAddressOf } from './public/client-network.js';
import { createLinkRoutes } from './public/links.js';
import { createArchiveRoutes } from './public/archive.js';
import { subscriberRooms } from './subscriber-rooms.js';

export type PublicParts = {
  readonly config: Config; readonly store: Store; readonly clock: Clock; readonly keys: TokenKeys; readonly log: Log;
  /** Something waits in the outbox. */
  readonly ring: () => void;
};

export function publicRooms(parts: PublicParts): readonly (readonly [path: string, routes: Hono])[] {
  const { config, store } = parts;
  return [
    ...subscriberRooms({ ...parts, caps: config, trustedProxies: config.trustedProxies }),
    ['/c', createLinkRoutes(createFollower(parts), createAddressOf(config.trustedProxies))],
    ['/archive', createArchiveRoutes({
      listEditions: (newsletter) => listSentEditions(store, newsletter),
      listIssues: (newsletter) => listSentIssues(store, newsletter),
      findEdition: (newsletter, slug) => findSentEdition(store, newsletter, slug),
      findAsset: (name) => findAsset(store, name),
    }, { publicUrl: publicUrlOf(config) })],
  ];
}
