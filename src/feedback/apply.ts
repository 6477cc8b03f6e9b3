/** Feedback takes effect: kept raw, read, matched, then the address's standing changes. The same message twice is one. One transaction. */
import { createHash } from 'node:crypto';
import { unsubscribe } from '../audience/subscribers.js';
import { suppress } from '../audience/suppression.js';
import type { Clock } from '../clock.js';
import { toListId } from '../ids.js';
import type { DeliveryKey } from '../message/envelope-sender.js';
import type { TokenKeys } from '../message/signed-token.js';
import { hasErased, hasErasures, holdOffErasures, isDeliveryErased } from '../store/erasures.js';
import { countFeedback } from '../store/breakers.js';
import { countSoftBounce, findDeliveryPerson, keepFeedback, keepReport, noteBounce, resetSoftBounces } from '../store/feedback.js';
import type { Database, Store } from '../store/store.js';
import { matchDelivery, type Match } from './match.js';
import { parseFeedback } from './parse.js';
import { decideEffect } from './policy.js';
import { listQuotedMailboxes } from './quoted.js';
import type { FeedbackReport, ParsedFeedback } from './report.js';

export type Received = { readonly raw: Uint8Array; readonly source: 'smtp' | 'file'; readonly envelopeRecipient?: string | undefined };
export type Applied = {
  readonly state: 'applied' | 'unmatched' | 'ignored' | 'duplicate';
  readonly reports: readonly { readonly report: FeedbackReport; readonly effect: string }[];
};

export async function applyFeedback(store: Store, clock: Clock, keys: TokenKeys, received: Received): Promise<Applied> {
  const parsed = parseFeedback(received.raw);
  const match = matchDelivery(keys, parsed, received.envelopeRecipient);
  const reports = readReports(parsed, match);
  return store.transaction(async (transaction) => {
    await holdOffErasures(transaction);
    const isErased = await speaksOfErased(transaction, match, received.raw);
    const state = reports.length === 0 ? 'ignored' : match ? 'applied' : 'unmatched';
    const feedbackId = await keepFeedback(transaction, {
      digest: digestOf(received), source: received.source, envelopeRecipient: received.envelopeRecipient ?? null, raw: isErased ? Buffer.alloc(0) : received.raw, erasedAt: isErased ? clock.now() : null,
      state, note: match ? `matched by ${match.by}` : 'no token of ours in recipient, Message-ID or original',
    });
    if (feedbackId === undefined) return { state: 'duplicate', reports: [] };
    const applied = [];
    for (const report of isErased ? reports.map(withoutRecipient) : reports) applied.push({ report, effect: await applyReport(transaction, clock, feedbackId, match, report) });
    return { state, reports: applied };
  });
}

/** A bounce may come days after the person was erased. Its token tells whose it is, and what it quotes tells whom else it names. */
async function speaksOfErased(database: Database, match: Match | undefined, raw: Uint8Array): Promise<boolean> {
  if (!(await hasErasures(database))) return false;
  const delivery = match && (match.by === 'unsubscribe' ? match.leaving : match.delivery);
  return (delivery !== undefined && (await isDeliveryErased(database, delivery))) || hasErased(database, listQuotedMailboxes(raw));
}

function withoutRecipient(report: FeedbackReport): FeedbackReport {
  return { ...report, recipient: null };
}

/** Two relays may hand in the same bytes for two people: whom it was addressed to belongs to its identity. */
function digestOf(received: Received): string {
  return createHash('sha256').update(received.envelopeRecipient?.toLowerCase() ?? '').update('\0').update(received.raw).digest('hex');
}

/** A mail to the unsubscribe address is the wish itself, unless a machine sent it (RFC 3834). */
function readReports(parsed: ParsedFeedback, match: Match | undefined): readonly FeedbackReport[] {
  const reports = parsed.reports.filter((report) => report.kind !== 'notbounce');
  if (match?.by !== 'unsubscribe') return reports;
  if (reports.length > 0) return [];
  return [{ recipient: null, kind: 'unsubscribe', bucket: 'notbounce', reason: 'mailto', status: '', replyCode: '', action: null, diagnostic: parsed.subject, source: 'headers' }];
}

async function applyReport(database: Database, clock: Clock, feedbackId: string, match: Match | undefined, report: FeedbackReport): Promise<string> {
  const delivery: DeliveryKey | undefined = match && (match.by === 'unsubscribe' ? match.leaving : match.delivery);
  const effect = delivery ? await takeEffect(database, clock, feedbackId, delivery, report) : 'unmatched';
  await keepReport(database, feedbackId, delivery, report, match?.by ?? null, effect);
  return effect;
}

/** What the breakers of lane and campaign count. */
function harmOf({ kind, bucket }: FeedbackReport): 'complaint' | 'invalid' | 'policy' | undefined {
  if (kind === 'complaint') return 'complaint';
  if (kind === 'hard' && bucket === 'invalid') return 'invalid';
  return bucket === 'policy' ? 'policy' : undefined;
}

async function takeEffect(database: Database, clock: Clock, feedbackId: string, delivery: DeliveryKey, report: FeedbackReport): Promise<string> {
  const person = await findDeliveryPerson(database, delivery);
  if (!person) return 'none';
  await noteBounce(database, delivery, report.kind);
  const harm = harmOf(report);
  if (harm !== undefined) await countFeedback(database, delivery, harm);
  const effect = decideEffect(report, person.softBounceCount);
  switch (effect.kind) {
    case 'suppress':
      await suppress(database, {
        canonical: person.canonical, reason: effect.reason, source: report.source === 'arf' ? 'arf' : 'dsn', feedbackId,
        evidence: report.diagnostic.slice(0, 500), at: clock.now(),
      });
      return `suppressed: ${effect.reason}`;
    case 'unsubscribe':
      await unsubscribe(database, { subscriberId: delivery.subscriberId, listId: toListId(person.listId), reason: 'one-click', at: clock.now() });
      return 'unsubscribed';
    case 'count':
      await countSoftBounce(database, delivery);
      return 'counted';
    case 'reset':
      await resetSoftBounces(database, delivery);
      return 'none';
    case 'none':
      return 'none';
  }
}
