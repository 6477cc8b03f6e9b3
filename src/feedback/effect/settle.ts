/** What an admin says of a message that matched nothing: whose it was, or that it is nothing. Kept in the audit table. */
import { isAddressFault, parseAddress } from '../../address/parse.js';
import { UserError } from '../../errors.js';
import type { DeliveryKey } from '../../message/envelope-sender.js';
import { appendAudit } from '../../store/audits.js';
import { deleteReports, findDeliveryPerson, findFeedback, listDeliveriesTo, lockFeedback, setFeedbackState, type KeptFeedback } from '../../store/feedback.js';
import type { Database } from '../../store/store.js';
import { applyEntry, type FeedbackParts } from './apply.js';
import { readKept } from './read.js';
import { readWords, type MessageWords } from '../message/words.js';
import type { FeedbackReport } from '../report.js';

export type Candidate = DeliveryKey & { readonly state: string; readonly createdAt: Date };
export type UnmatchedView = { readonly kept: KeptFeedback; readonly reports: readonly FeedbackReport[]; readonly words: MessageWords | undefined; /** What was sent to the addresses it names; a hint, no proof. */ readonly candidates: readonly Candidate[] };

export async function showFeedback(parts: FeedbackParts, id: string): Promise<UnmatchedView> {
  const kept = /^\d{1,18}$/.test(id) ? await findFeedback(parts.store, id) : undefined;
  if (kept === undefined) throw new UserError('not-found', `There is no message ${id}.`, { hint: 'See `courant feedback unmatched ls`.' });
  const reports = readKept(parts.keys, kept).entries.map(({ report }) => report);
  return { kept, reports, words: readWords(kept.raw), candidates: await findCandidates(parts.store, reports, kept.receivedAt) };
}

const candidateCount = 5;

async function findCandidates(database: Database, reports: readonly FeedbackReport[], sentBefore: Date): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const { recipient } of reports) {
    const address = recipient === null ? undefined : parseAddress(recipient);
    if (address !== undefined && !isAddressFault(address)) found.push(...(await listDeliveriesTo(database, address.canonical, { sentBefore, limit: candidateCount })));
  }
  return found;
}

export type Settled = { readonly effects: readonly string[] };

/** Applies it to this delivery, as of when it came. It proves nothing about a mail in doubt: that is what resolving is for. */
export async function settleFeedback(parts: FeedbackParts, settle: { id: string; delivery: DeliveryKey; actor: string }): Promise<Settled> {
  return parts.store.transaction(async (transaction) => {
    const kept = await requireUnmatched(transaction, settle.id);
    if (!(await findDeliveryPerson(transaction, settle.delivery))) throw new UserError('not-found', 'There is no such delivery, or the person is gone.', { hint: `See \`courant feedback unmatched show ${settle.id}\`.` });
    await deleteReports(transaction, kept.id);
    const effects: string[] = [];
    for (const entry of readKept(parts.keys, kept).entries) {
      const taken = await applyEntry(transaction, kept, { ...entry, match: entry.match ?? { by: 'operator', delivery: settle.delivery } });
      if (taken) effects.push(taken.effect);
    }
    await setFeedbackState(transaction, kept.id, 'settled', `settled by ${settle.actor}: campaign ${settle.delivery.campaignId}`);
    await appendAudit(transaction, { at: parts.clock.now(), actor: settle.actor, action: 'feedback.settle', subject: `feedback:${kept.id}`, detail: { campaign: settle.delivery.campaignId, subscriber: settle.delivery.subscriberId } });
    return { effects };
  });
}

export async function dismissFeedback(parts: FeedbackParts, dismiss: { id: string; note: string; actor: string }): Promise<void> {
  await parts.store.transaction(async (transaction) => {
    const kept = await requireUnmatched(transaction, dismiss.id);
    await setFeedbackState(transaction, kept.id, 'dismissed', dismiss.note);
    await appendAudit(transaction, { at: parts.clock.now(), actor: dismiss.actor, action: 'feedback.ignore', subject: `feedback:${kept.id}`, detail: {} });
  });
}

async function requireUnmatched(database: Database, id: string): Promise<KeptFeedback> {
  const kept = /^\d{1,18}$/.test(id) ? await lockFeedback(database, id, ['unmatched']) : undefined;
  if (kept) return kept;
  throw new UserError('not-found', `No unmatched message has the number ${id}.`, { hint: 'See `courant feedback unmatched ls`.' });
}
