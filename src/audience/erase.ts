/**
 * Erasure: a person asked to be forgotten. What happened stays in the ledger under a made-up name; of the address only a keyed hash is
 * left, so that nobody imports it or writes to it again. Copies outside of the database (files of imports, backups) are the admin's.
 */
import { mailboxDomains, mailboxPattern } from '../address/mailbox-pattern.js';
import { isAddressFault, parseAddress, type Address } from '../address/parse.js';
import { UserError } from '../errors.js';
import { matchDelivery } from '../feedback/effect/match.js';
import { parseFeedback } from '../feedback/reading/parse.js';
import { quotesMailbox } from '../feedback/message/quoted.js';
import type { SubscriberId } from '../ids.js';
import type { TokenKeys } from '../message/signed-token.js';
import { appendAudit } from '../store/audits.js';
import {
  deleteElsewhere, deletePerson, deleteSuppressions, emptyFeedback, emptyOwnFeedback, insertErasures, keepErasureKey, listDeliveredAddresses, lockErasures, pageRawFeedback, pseudonymiseDeliveries,
  redactEvents, redactTexts, type Mention, type RawFeedback, type Sweep,
} from '../store/erasures.js';
import { loadSecrets } from '../store/keys.js';
import type { Database, Store } from '../store/store.js';
import { forgetClicks } from '../store/tracking.js';
import { findSubscriberByCanonical, findSubscriberById, type SubscriberRow } from '../store/subscribers.js';
import { cancelPerson } from '../store/withdrawals.js';
import { requireAddress } from './suppression.js';

export type Erase = ({ readonly subscriberId: SubscriberId } | { readonly address: string }) & {
  readonly at: Date;
  /** On whose word. */
  readonly cause: 'reader' | 'admin';
  /** For the record. Default: the program itself. */
  readonly actor?: string;
};

export type Erased = {
  /** False: nobody with this address was on any list; it is kept out from now on all the same. */
  readonly wasKnown: boolean;
  /** False: it was erased before. What came since was looked through again. */
  readonly isNew: boolean;
  readonly deliveryCount: number;
  /** Mails that were still to go out. */
  readonly cancelledCount: number;
  /** Kept messages that were emptied. */
  readonly feedbackCount: number;
};

type Traces = { readonly subscriberId: SubscriberId | undefined; readonly keys: TokenKeys; readonly canonicals: readonly string[]; readonly mention: Mention; readonly expression: RegExp };

/**
 * Throws `address-invalid`; `not-found` for an id that is nobody's. All that was kept is looked through before the transaction, which
 * then needs to look only at what came meanwhile: sending, imports and reports do not wait for it.
 */
export async function eraseSubscriber(store: Store, erase: Erase): Promise<Erased> {
  const keys = await loadSecrets(store);
  const before = await findTraces(store, keys, erase);
  const swept = await sweep(store, before.traces, { event: '0', feedback: '0' }, erase.at);
  return store.transaction(async (transaction) => {
    await lockErasures(transaction);
    // Asked again: the person may have been added, written to or changed since.
    const { subscriber, traces } = await findTraces(transaction, keys, erase);
    const isSame = traces.mention.pattern === before.traces.mention.pattern;
    const since = await sweep(transaction, traces, isSame ? swept.to : { event: '0', feedback: '0' }, erase.at);
    await deleteElsewhere(transaction, subscriber?.id ?? null, traces.canonicals);
    const own = subscriber === undefined ? nothing : await eraseRows(transaction, subscriber, erase.at);
    await deleteSuppressions(transaction, traces.canonicals);
    await redactTexts(transaction, traces.mention);
    const isNew = await insertErasures(transaction, { canonicals: traces.canonicals, keyId: await keepErasureKey(transaction), at: erase.at, cause: erase.cause });
    const erased = { ...own, wasKnown: subscriber !== undefined, isNew, feedbackCount: own.feedbackCount + swept.count + since.count };
    await appendAudit(transaction, {
      at: erase.at, actor: erase.actor ?? 'courant', action: 'subscriber.erase', subject: `subscriber:${subscriber?.id ?? 'unknown'}`, detail: { cause: erase.cause, ...erased },
    });
    return erased;
  });
}

const nothing = { deliveryCount: 0, cancelledCount: 0, feedbackCount: 0 };

async function eraseRows(transaction: Database, { id }: SubscriberRow, at: Date): Promise<typeof nothing> {
  const cancelledCount = await cancelPerson(transaction, id);
  const deliveryCount = await pseudonymiseDeliveries(transaction, id);
  const feedbackCount = await emptyOwnFeedback(transaction, id, at);
  await forgetClicks(transaction, id);
  await deletePerson(transaction, id);
  return { deliveryCount, cancelledCount, feedbackCount };
}

/** The address now, and those the person had when older mails went out. */
async function findTraces(database: Database, keys: TokenKeys, erase: Erase): Promise<{ subscriber: SubscriberRow | undefined; traces: Traces }> {
  const asked = 'address' in erase ? requireAddress(erase.address) : undefined;
  const subscriber = 'address' in erase ? await findSubscriberByCanonical(database, asked?.canonical ?? '') : await findSubscriberById(database, erase.subscriberId);
  if (subscriber === undefined && asked === undefined) throw new UserError('not-found', 'There is no such subscriber.');
  const written = subscriber === undefined ? [] : [subscriber.address, subscriber.canonical, ...(await listDeliveredAddresses(database, subscriber.id))];
  const addresses = [...(asked === undefined ? [] : [asked]), ...written.map(parseAddress).filter((address): address is Address => !isAddressFault(address))];
  const pattern = [...new Set(addresses.map((address) => mailboxPattern(address)))].toSorted().join('|');
  return {
    subscriber,
    traces: {
      subscriberId: subscriber?.id, keys,
      canonicals: [...new Set(addresses.map(({ canonical }) => canonical))],
      mention: { pattern, domains: [...new Set(addresses.flatMap(({ domain }) => mailboxDomains(domain)))] },
      expression: new RegExp(pattern, 'iu'),
    },
  };
}

const pageSize = 100;

/** An automatic answer has no report that names the person, only our token in the address it went to. */
function speaksOf({ subscriberId, keys, expression }: Traces, { raw, envelopeRecipient, state }: RawFeedback): boolean {
  if (quotesMailbox(raw, expression)) return true;
  if (state !== 'ignored' || subscriberId === undefined) return false;
  const match = matchDelivery(keys, parseFeedback(raw), envelopeRecipient ?? undefined);
  return match !== undefined && (match.by === 'unsubscribe' ? match.leaving : match.delivery).subscriberId === subscriberId;
}

/** What other people's mails and unmatched reports quote of the person. */
async function sweep(database: Database, traces: Traces, from: Sweep, at: Date): Promise<{ to: Sweep; count: number }> {
  const event = await redactEvents(database, traces.mention, from.event);
  let feedback = from.feedback;
  let count = 0;
  for (;;) {
    const page = await pageRawFeedback(database, feedback, pageSize);
    count += await emptyFeedback(database, page.filter((one) => speaksOf(traces, one)).map(({ id }) => id), at);
    feedback = page.at(-1)?.id ?? feedback;
    if (page.length < pageSize) return { to: { event, feedback }, count };
  }
}
