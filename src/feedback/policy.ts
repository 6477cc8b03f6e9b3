/** What a report does to an address: a table by reason, then by bucket (DESIGN section 6; deliverability A3). Pure. */
import type { SuppressionReason } from '../store/suppressions.js';
import type { FeedbackReport } from './report.js';

/** suppress: never written to again. count: one soft bounce more. reset: proof of life. */
export type Effect =
  | { readonly kind: 'suppress'; readonly reason: SuppressionReason }
  | { readonly kind: 'count' | 'unsubscribe' | 'reset' | 'none' };

type Rule = { readonly effect: Effect['kind']; readonly reason?: SuppressionReason; /** Suppress at this many in a row. */ readonly limit?: number };

const byReason: Readonly<Record<string, Rule>> = {
  userunknown: { effect: 'suppress', reason: 'hard-bounce' },
  hasmoved: { effect: 'suppress', reason: 'hard-bounce' },
  notaccept: { effect: 'suppress', reason: 'hard-bounce' },
  // DNS flaps: the second day in a row is believed
  hostunknown: { effect: 'count', reason: 'hard-bounce', limit: 2 },
  mailboxfull: { effect: 'count', reason: 'mailbox-full', limit: 5 },
  // the message's fault, not the mailbox's
  mesgtoobig: { effect: 'none' },
  exceedlimit: { effect: 'none' },
};

const byBucket: Readonly<Record<FeedbackReport['bucket'], Rule>> = {
  invalid: { effect: 'suppress', reason: 'hard-bounce' },
  inactive: { effect: 'count', reason: 'inactive', limit: 3 },
  mailbox: { effect: 'count' },
  transient: { effect: 'count' },
  // never against the address: it is the sender or the message that is refused
  policy: { effect: 'none' },
  complaint: { effect: 'suppress', reason: 'complaint' },
  unknown: { effect: 'none' },
  delivered: { effect: 'reset' },
  notbounce: { effect: 'none' },
};

/** `softBounceCount`: in a row, before this report. */
export function decideEffect(report: Pick<FeedbackReport, 'kind' | 'bucket' | 'reason' | 'action' | 'feedbackType'>, softBounceCount: number): Effect {
  if (report.kind === 'unsubscribe') return { kind: 'unsubscribe' };
  if (report.kind === 'autoreply' || report.kind === 'vacation' || report.kind === 'delivered') return { kind: 'reset' };
  if (report.kind === 'feedback') return { kind: report.feedbackType === 'opt-out' ? 'unsubscribe' : 'none' };
  // RFC 3464 2.3.3: the mail is still on its way
  if (report.action === 'delayed') return { kind: 'none' };
  const rule = byReason[report.reason] ?? byBucket[report.bucket];
  if (rule.effect === 'suppress') return { kind: 'suppress', reason: rule.reason ?? 'hard-bounce' };
  if (rule.effect === 'count' && rule.limit !== undefined && rule.reason !== undefined && softBounceCount + 1 >= rule.limit) {
    return { kind: 'suppress', reason: rule.reason };
  }
  return { kind: rule.effect };
}
