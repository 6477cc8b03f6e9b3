/** The way to the settings leads through the mailbox: whoever asks for the link, it goes to the address that is stored. */
import type { Clock } from '../clock.js';
import type { SubscriberId } from '../ids.js';
import { holdOffErasures } from '../store/erasures.js';
import { takeLinkAsk } from '../store/link-asks.js';
import type { Database } from '../store/store.js';
import { findSubscriberByCanonical, findSubscriberById, type SubscriberRow } from '../store/subscribers.js';
import { listSubscriptions } from '../store/subscriptions.js';
import { insertSystemMail } from '../store/system-mails.js';
import { admitMail, type CapParts } from './form-caps.js';

/** Nothing happens for who is not known, never confirmed, or has asked often enough today. The caller says the same in every case. */
export async function askSettingsLink(parts: CapParts, database: Database, who: { canonical: string } | { subscriberId: SubscriberId }, at: Date): Promise<void> {
  const subscriber = await ('canonical' in who ? findSubscriberByCanonical(database, who.canonical) : findSubscriberById(database, who.subscriberId));
  if (subscriber === undefined) return;
  const listId = await senderOf(database, subscriber);
  if (listId === undefined || !(await admitMail(parts, 'link', subscriber, at))) return;
  const { id: subscriberId, address, canonical, lang } = subscriber;
  await insertSystemMail(database, { kind: 'link', listId, subscriberId, referenceId: null, address, canonical, lang: lang ?? '', madeAt: at });
}

/** Looks at the oldest note that the page left. False: there is none. */
export async function workLinkAsk(parts: CapParts & { readonly clock: Clock }): Promise<boolean> {
  return parts.store.transaction(async (transaction) => {
    await holdOffErasures(transaction);
    const ask = await takeLinkAsk(transaction);
    if (ask !== undefined) await askSettingsLink(parts, transaction, ask, parts.clock.now());
    return ask !== undefined;
  });
}

/** A mail needs a sender whom the person knows: a list they are on, or were. */
async function senderOf(database: Database, { id }: SubscriberRow) {
  const subscriptions = (await listSubscriptions(database, id)).filter(({ status }) => status !== 'unconfirmed');
  return (subscriptions.find(({ status }) => status !== 'unsubscribed') ?? subscriptions[0])?.listId;
}
