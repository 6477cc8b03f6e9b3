/**
 * Joining by a form. The form only leaves a note, the same work for every address, so that neither its answer nor its time tells who is
 * known. The note is looked at afterwards: a mail with a link, or nothing. Only the link, pressed by POST, puts anybody on a list.
 */
import type { ListId, SubscriberId } from '../ids.js';
import type { Log } from '../log.js';
import type { Clock } from '../clock.js';
import { recordConsent } from '../store/consents.js';
import { holdOffErasures } from '../store/erasures.js';
import { findListById, type ListRow } from '../store/lists.js';
import { deleteSignup, findSignup, holdAskedSignup, holdSignup, markMailed, type SignupRow } from '../store/signups.js';
import type { Database, Store } from '../store/store.js';
import { findStandings, insertSubscribers, updateSubscribers, updateTimeZone, type Standing } from '../store/subscribers.js';
import { chooseTopics, insertSubscriptions, listSubscriptions, resubscribe } from '../store/subscriptions.js';
import { insertSystemMail, type SystemMailKind } from '../store/system-mails.js';
import { chooseFrequency } from './choose-frequency.js';
import { admitMail, type CapParts } from './form-caps.js';
import { frequencyText } from './words/words.js';

export type SignupParts = CapParts & { readonly clock: Clock; readonly log: Log };

/** Looks at the oldest note. False: there is none. */
export async function workSignup(parts: SignupParts): Promise<boolean> {
  const { store, clock } = parts;
  return store.transaction(async (transaction) => {
    await holdOffErasures(transaction);
    const signup = await holdAskedSignup(transaction);
    if (signup === undefined) return false;
    const at = clock.now();
    const list = await findListById(transaction, signup.listId);
    const standing = (await findStandings(transaction, signup.listId, [signup.canonical], at)).get(signup.canonical);
    const isMailed = list?.subscribe === 'open' && !standing?.suppressedFor && (await answerSignup(parts, transaction, { signup, list, standing, at }));
    if (!isMailed) await deleteSignup(transaction, signup.id);
    return true;
  });
}

type Answering = { readonly signup: SignupRow; readonly list: ListRow; readonly standing: Standing | undefined; readonly at: Date };

/** True when the note is still needed: a link in a mail speaks of it. */
async function answerSignup(parts: SignupParts, transaction: Database, { signup, list, standing, at }: Answering): Promise<boolean> {
  const isOn = standing?.status === 'subscribed' || standing?.status === 'paused';
  if (!(await admitMail(parts, isOn ? 'link' : 'confirm', signup, at))) {
    parts.log.info('a sign-up was dropped: a cap was reached', { listId: list.id });
    return false;
  }
  // Nobody is brought back, and nobody's data changed, by a stranger who knows the address.
  if (list.optIn === 'single' && !isOn && !standing?.id) {
    await join(transaction, signup, list, at);
    return false;
  }
  if (isOn && standing.id) {
    await writeMail(transaction, 'link', { ...signup, subscriberId: standing.id }, null, at);
    return false;
  }
  const subscriberId = standing?.id ?? (await makeSubscriber(transaction, signup));
  await insertSubscriptions(transaction, list.id, [{ subscriberId, status: 'unconfirmed', source: 'form', consent: null, joinedAt: at, unsubscribedAt: null, unsubscribeReason: null }]);
  await markMailed(transaction, signup.id, subscriberId);
  await writeMail(transaction, 'confirm', { ...signup, subscriberId }, signup.id, at);
  return true;
}

/** With nothing but the address: what the form says is kept with the note until its owner confirms it. */
async function makeSubscriber(transaction: Database, { address, canonical, domain }: SignupRow): Promise<SubscriberId> {
  const [made] = await insertSubscribers(transaction, [{ address, canonical, domain, name: null, lang: null, attributes: {} }]);
  if (made === undefined) throw new Error('the insert of a subscriber returned no row');
  return made.id;
}

async function writeMail(
  transaction: Database, kind: SystemMailKind, to: Pick<SignupRow, 'listId' | 'address' | 'canonical' | 'lang'> & { subscriberId: SubscriberId }, referenceId: string | null, at: Date,
): Promise<void> {
  await insertSystemMail(transaction, { kind, listId: to.listId, subscriberId: to.subscriberId, referenceId, address: to.address, canonical: to.canonical, lang: to.lang, madeAt: at });
}

/** Puts the person on the list with what the form said, and writes down what was agreed to. */
async function join(transaction: Database, signup: SignupRow, list: ListRow, at: Date): Promise<void> {
  const subscriberId = signup.subscriberId ?? (await makeSubscriber(transaction, signup));
  await updateSubscribers(transaction, [{ id: subscriberId, name: signup.name, lang: signup.lang, attributes: signup.attributes }], at);
  if (signup.timeZone !== null) await updateTimeZone(transaction, subscriberId, signup.timeZone);
  const subscription = { subscriberId, status: 'subscribed', source: 'form', consent: signup.consentText, joinedAt: at, unsubscribedAt: null, unsubscribeReason: null } as const;
  if ((await insertSubscriptions(transaction, list.id, [subscription])) === 0) await resubscribe(transaction, list.id, subscription);
  if (signup.topics !== null) await chooseTopics(transaction, { listId: list.id, subscriberId, topics: signup.topics });
  await recordConsent(transaction, { subscriberId, listId: list.id, act: 'given', text: signup.consentText, version: null, source: 'form', origin: signup.origin, at });
  if (list.frequencies.length > 0) await chooseFrequency(transaction, { subscriberId, listId: list.id, frequency: signup.frequency, text: frequencyText(signup.frequency, signup.lang), source: 'form', origin: signup.origin, at });
  if (list.welcome) await writeMail(transaction, 'welcome', { ...signup, subscriberId }, null, at);
}

export type ConfirmToken = { readonly signupId: string; readonly listId: ListId; readonly subscriberId: SubscriberId };
export type ConfirmView = { readonly list: ListRow; readonly lang: string | null; readonly state: 'waiting' | 'done' | 'closed' };

/** undefined: too old, or thrown away. Reads only. */
export async function viewSignup(database: Database, token: ConfirmToken): Promise<ConfirmView | undefined> {
  const list = await findListById(database, token.listId);
  if (list === undefined) return undefined;
  const signup = await findSignup(database, token.signupId);
  if (signup !== undefined) return { list, lang: signup.lang, state: list.subscribe === 'open' ? 'waiting' : 'closed' };
  const subscription = (await listSubscriptions(database, token.subscriberId)).find((row) => row.listId === token.listId);
  return subscription?.status === 'subscribed' ? { list, lang: null, state: 'done' } : undefined;
}

/** Once or many times, with the same result. */
export async function confirmSignup(store: Store, token: ConfirmToken, at: Date): Promise<ConfirmView | undefined> {
  return store.transaction(async (transaction) => {
    await holdOffErasures(transaction);
    const signup = await holdSignup(transaction, token.signupId);
    const list = await findListById(transaction, token.listId);
    if (signup === undefined || list === undefined || list.subscribe === 'closed') return viewSignup(transaction, token);
    const standing = (await findStandings(transaction, signup.listId, [signup.canonical], at)).get(signup.canonical);
    if (standing?.suppressedFor) return undefined;
    await join(transaction, signup, list, at);
    await deleteSignup(transaction, signup.id);
    return { list, lang: signup.lang, state: 'done' };
  });
}
