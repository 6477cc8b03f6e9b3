/** The subscriber's own pages over the database: leaving, joining, settings. What each may do is decided in src/audience; here tokens are read and parts joined. */
import type { Context, Hono } from 'hono';
import { isAddressFault, parseAddress } from '../address/parse.js';
import { eraseSubscriber } from '../audience/erase.js';
import { admitNetwork, type CapParts } from '../audience/form-caps.js';
import { sharedTheme, themeOfList, themeOfReader } from '../audience/list-theme.js';
import { leaveAllLists, leaveList, pauseDays, pauseList, undoLast, viewLeaving, type LeavingView } from '../audience/leaving.js';
import { askAddressChange, collectStored, confirmAddressChange, saveSettings, viewAddressChange, viewSettings } from '../audience/settings.js';
import { askSettingsLink } from '../audience/settings-link.js';
import { confirmSignup, viewSignup, type ConfirmToken } from '../audience/signup.js';
import { chooseLanguage } from '../audience/words/words.js';
import type { Clock } from '../clock.js';
import { toListId, toSubscriberId } from '../ids.js';
import { makePageToken, readPageToken } from '../message/page-token.js';
import { isTrial, readUnsubscribeToken, type Leaving } from '../message/unsubscribe-token.js';
import { findListById, findListBySlug, findLogo } from '../store/lists.js';
import { insertLinkAsk } from '../store/link-asks.js';
import { insertSignup } from '../store/signups.js';
import { afterAnswer } from './public/after-answer.js';
import { createLogoRoutes } from './public/logo.js';
import { createNetworkOf, type NetworkOf } from './public/client-network.js';
import { createAddressRoutes, type AddressDesk } from './public/address-change.js';
import { createSettingsRoutes, type SettingsDesk } from './public/settings.js';
import { createConfirmRoutes, createSubscribeRoutes, type ConfirmDesk, type SubscribeDesk } from './public/subscribe.js';
import { createUnsubscribeRoutes, type UnsubscribeAct, type UnsubscribeDesk } from './public/unsubscribe.js';

export type SubscriberParts = CapParts & {
  readonly clock: Clock;
  readonly trustedProxies: readonly string[];
  /** Something waits in the outbox. */
  readonly ring: () => void;
};

export function subscriberRooms(parts: SubscriberParts): readonly (readonly [path: string, routes: Hono])[] {
  const networkOf = createNetworkOf(parts.trustedProxies);
  return [
    ['/u', createUnsubscribeRoutes(leavingDesk(parts))],
    ['/s', createSubscribeRoutes(subscribeDesk(parts, networkOf))],
    ['/confirm', createConfirmRoutes(confirmDesk(parts))],
    ['/p', createSettingsRoutes(settingsDesk(parts, networkOf))],
    ['/address', createAddressRoutes(addressDesk(parts))],
    ['/logo', createLogoRoutes((name) => findLogo(parts.store, name))],
  ];
}

function leavingDesk(parts: SubscriberParts): UnsubscribeDesk {
  const { store, keys, clock } = parts;
  return {
    pauseDays,
    themeOf(token) {
      const leaving = readUnsubscribeToken(keys, token);
      return leaving === undefined ? sharedTheme(store) : themeOfList(store, leaving.listId);
    },
    async readUnsubscribe(token) {
      const leaving = readUnsubscribeToken(keys, token);
      return leaving && (isTrial(leaving) ? viewTrial(parts, leaving, 'subscribed') : viewLeaving(store, leaving, clock.now()));
    },
    async act(token, act) {
      const leaving = readUnsubscribeToken(keys, token);
      if (leaving === undefined) return undefined;
      if (isTrial(leaving)) return viewTrial(parts, leaving, 'unsubscribed');
      if ((await viewLeaving(store, leaving, clock.now())) === undefined) return undefined;
      await actOn(parts, leaving, act);
      return viewLeaving(store, leaving, clock.now());
    },
  };
}

async function actOn(parts: SubscriberParts, leaving: Leaving, act: UnsubscribeAct): Promise<void> {
  const { store, clock } = parts;
  const at = clock.now();
  switch (act) {
    case 'one-click': return leaveList(store, leaving, 'one-click', at);
    case 'leave': return leaveList(store, leaving, 'page', at);
    case 'leave-all': return leaveAllLists(store, leaving, at);
    case 'undo': return void (await undoLast(store, leaving, at));
    case 'link':
      await askSettingsLink(parts, store, leaving, at);
      return parts.ring();
    default: return pauseList(store, leaving, Number(act.slice('pause-'.length)), at);
  }
}

/** What a preflight gets to see: the answers of a real link, about nobody. */
async function viewTrial({ store }: SubscriberParts, { listId }: Leaving, status: LeavingView['status']): Promise<LeavingView | undefined> {
  const list = await findListById(store, listId);
  return list && { listName: list.name, language: chooseLanguage(list.lang), theme: list, timeZone: null, maskedAddress: '…', status, pausedUntil: null, canUndo: false };
}

function subscribeDesk(parts: SubscriberParts, networkOf: NetworkOf): SubscribeDesk {
  const { store, keys, clock } = parts;
  return {
    findList: (slug) => findListBySlug(store, slug),
    makeFormToken: (list) => makePageToken(keys, 'form', [list.id, String(Math.floor(clock.now().getTime() / 1000))]),
    readFormAge(list, token) {
      const [listId, seconds] = readPageToken(keys, 'form', token) ?? [];
      return listId === list.id ? clock.now().getTime() - Number(seconds) * 1000 : undefined;
    },
    admit: (c) => admitNetwork(parts, networkOf(c), clock.now()),
    async take(c, signup) {
      await insertSignup(store, { ...signup, origin: networkOf(c), askedAt: clock.now() });
      afterAnswer(c, parts.ring);
    },
  };
}

function confirmDesk({ store, keys, clock, ring }: SubscriberParts): ConfirmDesk {
  const open = (token: string): ConfirmToken | undefined => {
    const [signupId, listId, subscriberId] = readPageToken(keys, 'confirm', token) ?? [];
    return signupId === undefined || listId === undefined || subscriberId === undefined ? undefined : { signupId, listId: toListId(listId), subscriberId: toSubscriberId(subscriberId) };
  };
  return {
    themeOf(token) {
      const opened = open(token);
      return opened === undefined ? sharedTheme(store) : themeOfList(store, opened.listId);
    },
    async read(token) {
      const opened = open(token);
      return opened && viewSignup(store, opened);
    },
    async confirm(token) {
      const opened = open(token);
      const view = opened && (await confirmSignup(store, opened, clock.now()));
      ring();
      return view;
    },
  };
}

function settingsDesk(parts: SubscriberParts, networkOf: NetworkOf): SettingsDesk {
  const { store, keys, clock } = parts;
  return {
    themeOf(token) {
      const [subscriberId] = readPageToken(keys, 'settings', token) ?? [];
      return subscriberId === undefined ? sharedTheme(store) : themeOfReader(store, toSubscriberId(subscriberId));
    },
    async read(token) {
      const [subscriberId, until] = readPageToken(keys, 'settings', token) ?? [];
      if (subscriberId === undefined || Number(until) * 1000 < clock.now().getTime()) return undefined;
      return viewSettings(store, toSubscriberId(subscriberId));
    },
    save: (c, { subscriber }, change) => saveSettings(store, subscriber.id, { ...change, origin: networkOf(c) }, clock.now()),
    async changeAddress({ subscriber }, address) {
      const isAddress = await askAddressChange(parts, subscriber.id, address, clock.now());
      parts.ring();
      return isAddress;
    },
    erase: async ({ subscriber }) => void (await eraseSubscriber(store, { subscriberId: subscriber.id, at: clock.now(), cause: 'reader', actor: 'subscriber' })),
    collect: ({ subscriber }) => collectStored(store, subscriber.id),
    askLink: (c: Context, text) => askLink(parts, c, networkOf(c), text),
    findTheme: async (slug) => (await findListBySlug(store, slug)) ?? null,
  };
}

/** Leaves a note that is looked at behind the answer, so that its time tells nothing. */
async function askLink(parts: SubscriberParts, c: Context, network: string | null, text: string): Promise<boolean> {
  const at = parts.clock.now();
  if (!(await admitNetwork(parts, network, at))) return false;
  const address = parseAddress(text);
  if (isAddressFault(address)) return true;
  await insertLinkAsk(parts.store, address.canonical, at);
  afterAnswer(c, parts.ring);
  return true;
}

function addressDesk({ store, keys, clock, ring }: SubscriberParts): AddressDesk {
  const open = (token: string): readonly [string, string] | undefined => {
    const [changeId, subscriberId] = readPageToken(keys, 'address-change', token) ?? [];
    return changeId === undefined || subscriberId === undefined ? undefined : [changeId, subscriberId];
  };
  return {
    themeOf(token) {
      const opened = open(token);
      return opened === undefined ? sharedTheme(store) : themeOfReader(store, toSubscriberId(opened[1]));
    },
    async read(token) {
      const opened = open(token);
      return opened && viewAddressChange(store, opened[0], toSubscriberId(opened[1]));
    },
    async confirm(token) {
      const opened = open(token);
      const view = opened && (await confirmAddressChange(store, opened[0], toSubscriberId(opened[1]), clock.now()));
      ring();
      return view;
    },
  };
}
