/**
 * Feedback takes effect: kept raw, then read, matched, and the address's standing changes in one transaction. Who hands it in is answered
 * as soon as it is kept; what could not be applied waits and is taken up again. The same message twice is one.
 */
import { isAddressFault, parseAddress } from '../../address/parse.js';
import type { Clock } from '../../clock.js';
import type { Log } from '../../log.js';
import type { TokenKeys } from '../../message/signed-token.js';
import { createHash } from 'node:crypto';
import { countFeedback } from '../../store/breakers.js';
import { emptyFeedback, hasErased, hasErasures, holdOffErasures, isDeliveryErased } from '../../store/erasures.js';
import {
  findDeliveryPerson, findEvent, keepFeedback, keepReport, listDeliveriesTo, listKept, lockFeedback, markDisagreeing, noteBounce, setFeedbackState, type DeliveryPerson, type KeptFeedback,
} from '../../store/feedback.js';
import type { Database, Store } from '../../store/store.js';
import { findTallies } from '../../store/tallies.js';
import { decideFor, renderEffect, takeEffect } from './effects.js';
import type { Match } from './match.js';
import { listQuotedMailboxes } from '../message/quoted.js';
import { deliveryOf, readKept, type Entry } from './read.js';
import type { FeedbackReport } from '../report.js';
import { isHook, type FeedbackSource } from '../sources.js';

export type FeedbackParts = { readonly store: Store; readonly clock: Clock; readonly keys: TokenKeys; readonly log: Log };

export type Received = {
  readonly raw: Uint8Array;
  readonly source: FeedbackSource;
  readonly envelopeRecipient?: string | undefined;
  /** What makes it the same message, where that is not its bytes: the nonce of a signed webhook. */
  readonly identity?: string | undefined;
};

export type Applied = {
  /** kept: safe, but not applied yet. */
  readonly state: 'applied' | 'unmatched' | 'ignored' | 'duplicate' | 'kept';
  readonly reports: readonly { readonly report: FeedbackReport; readonly effect: string }[];
};

/** Throws only when it could not be kept: then the sender must try again. */
export async function applyFeedback(parts: FeedbackParts, received: Received): Promise<Applied> {
  const kept = await keepFeedback(parts.store, {
    digest: digestOf(received), source: received.source, envelopeRecipient: received.envelopeRecipient ?? null, raw: received.raw, receivedAt: parts.clock.now(),
  });
  if (kept.state !== 'kept') return { state: 'duplicate', reports: [] };
  return tryToApply(parts, kept.id);
}

async function tryToApply(parts: FeedbackParts, id: string): Promise<Applied> {
  try {
    return await applyKept(parts, id);
  } catch (error) {
    if (isOfItself(error)) return putBeforeAdmin(parts, id, error);
    parts.log.error('feedback is kept, but could not be applied yet', { feedback: id, error });
    return { state: 'kept', reports: [] };
  }
}

/** The message is the reason, and no later try goes otherwise: SQLSTATE 22 (data) and 54 (limits), or a fault of ours in reading it. */
function isOfItself(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(22|54)[0-9A-Z]{3}$/.test(code) || error instanceof TypeError || error instanceof RangeError;
}

/** Tried again with each sweep it would, with others like it, leave no turn to those that wait behind it. */
async function putBeforeAdmin({ store, log }: FeedbackParts, id: string, error: Error): Promise<Applied> {
  log.error('feedback cannot be applied; it is with the unmatched messages', { feedback: id, error });
  await store.transaction(async (transaction) => {
    const isWaiting = (await lockFeedback(transaction, id, ['kept'])) !== undefined;
    if (isWaiting) await setFeedbackState(transaction, id, 'unmatched', `it could not be applied: ${error.message}`.slice(0, 500));
  });
  return { state: 'unmatched', reports: [] };
}

const sweepSize = 500;

/** What a lost process or a fault left unread. Returns how many were applied. */
export async function applyWaiting(parts: FeedbackParts): Promise<number> {
  let count = 0;
  for (const id of await listKept(parts.store, sweepSize)) {
    if ((await tryToApply(parts, id)).state !== 'kept') count += 1;
  }
  return count;
}

/** Two relays may hand in the same bytes for two people: whom it was addressed to belongs to its identity. */
function digestOf({ raw, source, envelopeRecipient, identity }: Received): string {
  if (identity !== undefined) return createHash('sha256').update(`${source}\0${identity}`).digest('hex');
  return createHash('sha256').update(envelopeRecipient?.toLowerCase() ?? '').update('\0').update(raw).digest('hex');
}

async function applyKept(parts: FeedbackParts, feedbackId: string): Promise<Applied> {
  return parts.store.transaction(async (transaction) => {
    await holdOffErasures(transaction);
    const kept = await lockFeedback(transaction, feedbackId, ['kept']);
    if (kept === undefined) return { state: 'duplicate', reports: [] };
    const { entries: read, matches, disagreements, leftOutCount } = readKept(parts.keys, kept);
    const isErased = await speaksOfErased(transaction, matches, kept.raw);
    if (isErased) await emptyFeedback(transaction, [feedbackId], parts.clock.now());
    const entries = isErased ? read.map(withoutRecipient) : read;
    if (disagreements.length > 0) await markDisagreeing(transaction, feedbackId);
    for (const disagreement of disagreements) parts.log.warn('feedback names two deliveries', { feedback: feedbackId, disagreement });
    if (leftOutCount > 0) parts.log.warn('feedback names more recipients than are read', { feedback: feedbackId, readCount: read.length, leftOutCount });
    const applied = [];
    for (const entry of entries) applied.push(await applyEntry(transaction, kept, entry));
    const taken = applied.filter((one) => one !== undefined);
    const state = taken.length === 0 ? 'ignored' : taken.some(({ effect }) => effect === unmatched) ? 'unmatched' : 'applied';
    await setFeedbackState(transaction, feedbackId, state, renderNote(taken, disagreements));
    return { state, reports: taken };
  });
}

/** A bounce may come days after the person was erased. Its token tells whose it is, and what it quotes tells whom else it names. */
async function speaksOfErased(database: Database, matches: readonly Match[], raw: Uint8Array): Promise<boolean> {
  if (!(await hasErasures(database))) return false;
  for (const match of matches) if (await isDeliveryErased(database, deliveryOf(match))) return true;
  return hasErased(database, listQuotedMailboxes(raw));
}

function withoutRecipient(entry: Entry): Entry {
  return { ...entry, report: { ...entry.report, recipient: null } };
}

export const unmatched = 'unmatched';

type Taken = { readonly report: FeedbackReport; readonly effect: string; readonly note: string };

/** Undefined: this event was taken before. */
export async function applyEntry(database: Database, kept: KeptFeedback, entry: Entry): Promise<Taken | undefined> {
  if (entry.eventKey !== null && (await findEvent(database, entry.eventKey)) !== undefined) return undefined;
  const match = entry.match ?? (await matchRecipient(database, kept, entry.report));
  const person = match && (await findDeliveryPerson(database, deliveryOf(match)));
  const effect = match === undefined ? unmatched : person === undefined ? 'none' : await applyToPerson(database, kept, person, match, entry.report);
  await keepReport(database, kept.id, { report: entry.report, delivery: match && deliveryOf(match), matchedBy: match?.by ?? null, effect, eventKey: entry.eventKey });
  return { report: entry.report, effect, note: renderMatch(match, person, entry.report) };
}

async function applyToPerson(database: Database, kept: KeptFeedback, person: DeliveryPerson, match: Match, report: FeedbackReport): Promise<string> {
  await noteBounce(database, person, { kind: report.action === 'delayed' ? 'delayed' : report.kind, isProof: isProof(match), feedbackId: kept.id });
  const harm = harmOf(report);
  if (harm !== undefined) await countFeedback(database, person, harm);
  const decision = await decideFor(database, person, report, await findTallies(database, person.subscriberId), kept.receivedAt);
  await takeEffect(database, person, decision, { feedbackId: kept.id, source: kept.source, report, at: kept.receivedAt });
  return renderEffect(decision.effect);
}

/** What the breakers of lane and campaign count. */
function harmOf({ kind, bucket }: FeedbackReport): 'complaint' | 'invalid' | 'policy' | undefined {
  if (kind === 'complaint') return 'complaint';
  if (kind === 'hard' && bucket === 'invalid') return 'invalid';
  return bucket === 'policy' ? 'policy' : undefined;
}

/** A token of this very delivery came back, so its mail was taken. "Something to this address" proves nothing of one mail (I7). */
function isProof(match: Match): boolean {
  return match.by !== 'recipient' && match.by !== 'operator';
}

/** A signed event without a token of ours speaks of the last mail to that address before it came. A mail without one speaks of nobody. */
export async function matchRecipient(database: Database, kept: Pick<KeptFeedback, 'source' | 'receivedAt'>, { recipient }: FeedbackReport): Promise<Match | undefined> {
  if (!isHook(kept.source) || recipient === null) return undefined;
  const address = parseAddress(recipient);
  if (isAddressFault(address)) return undefined;
  const [latest] = await listDeliveriesTo(database, address.canonical, { sentBefore: kept.receivedAt, limit: 1 });
  return latest && { by: 'recipient', delivery: { campaignId: latest.campaignId, subscriberId: latest.subscriberId } };
}

function renderMatch(match: Match | undefined, person: DeliveryPerson | undefined, { recipient }: FeedbackReport): string {
  if (match === undefined) return 'no token of ours in recipient, Message-ID or original';
  if (person === undefined) return `matched by ${match.by}, but the person or the delivery is gone`;
  const isOther = recipient !== null && match.by !== 'unsubscribe' && recipient.toLowerCase() !== person.address.toLowerCase();
  return `matched by ${match.by}${isOther ? '; the report names another address, as forwarders do' : ''}`;
}

function renderNote(taken: readonly Taken[], disagreements: readonly string[]): string {
  const notes = [...new Set(taken.map(({ note }) => note)), ...disagreements];
  return (notes.length === 0 ? 'neither bounce nor complaint nor anything else of ours' : notes.join('; ')).slice(0, 1_000);
}
