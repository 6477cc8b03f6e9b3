/**
 * From what a transaction said to what the ledger writes and what else happens: pure. The person is only ever blamed for what a reply
 * says of the address; trouble of the relay, the set-up or the message stops the campaign or waits (deliverability: "5xx is not hard").
 */
import type { FeedbackBucket, FeedbackKind } from '../feedback/report.js';
import type { Settlement } from '../store/deliveries.js';
import type { Outcome } from './outcome.js';
import type { SmtpPhase, SmtpReply } from './reply.js';

export type ReplyClass = { readonly reason: string; readonly kind: FeedbackKind; readonly bucket: FeedbackBucket };
export type ClassifyReply = (reply: { phase: SmtpPhase; code: number; enhanced: string; text: string; domain?: string }) => ReplyClass;

export type RetryPolicy = { readonly retrySeconds: readonly number[]; readonly giveUpSeconds: number };

export type HeldDelivery = {
  readonly subscriberId: Settlement['subscriberId'];
  readonly fence: number;
  /** Tries before this one. */
  readonly attempts: number;
  /** Seconds since the first try; 0 at the first. */
  readonly ageSeconds: number;
  readonly domain: string;
};

export type Judgement = {
  /** Undefined: write nothing, somebody else holds the row. */
  readonly settlement: Settlement | undefined;
  /** The address is gone: suppress it, with this reason. */
  readonly suppress?: ReplyClass;
  /** The campaign cannot go on like this; the sentence says why. */
  readonly stop?: string;
  /** The connection or the relay failed: slow down before the next try. */
  readonly isRelayTrouble: boolean;
  /** The connection was lost by the mail in front, which told it: neither trouble nor a sign that all is well. */
  readonly isAftermath?: true;
};

/** Reasons that are wrong with the set-up or the message, the same for everybody: going on would only repeat them. */
const stopReasons: ReadonlySet<string> = new Set(['authfailure', 'requireptr', 'failedstarttls', 'mesgtoobig', 'norelaying', 'securityerror']);

/** Reasons that prove the address is gone by one reply. Host unknown is not one: DNS flaps. */
const goneReasons: ReadonlySet<string> = new Set(['userunknown', 'hasmoved', 'notaccept']);

/** When the body was not offered behind RCPT the person waits a minute, so that a server that drops one recipient is not asked in a tight circle. */
const notOfferedRetrySeconds = 60;

export function judgeOutcome(outcome: Outcome, held: HeldDelivery, relayName: string, retry: RetryPolicy, classify: ClassifyReply): Judgement {
  const settle = (row: Pick<Settlement, 'from' | 'to' | 'cause'> & Partial<Settlement>): Settlement => ({
    subscriberId: held.subscriberId, fence: held.fence, relay: relayName,
    retryAfterSeconds: null, phase: null, code: null, enhanced: null, text: null, ...row,
  });
  switch (outcome.kind) {
    case 'accepted':
      return { settlement: settle({ from: 'transmitting', to: 'accepted', cause: 'reply', ...replyColumns('dot', outcome.reply) }), isRelayTrouble: false };
    case 'in_doubt':
      return { settlement: settle({ from: 'transmitting', to: 'in_doubt', cause: outcome.cause, phase: 'dot', text: outcome.detail }), isRelayTrouble: true };
    case 'not_offered':
      return outcome.behindDot === 'cut-off'
        ? { settlement: notOffered(outcome, retry, settle), isRelayTrouble: false, isAftermath: true }
        : { settlement: notOffered(outcome, retry, settle), isRelayTrouble: true };
    case 'withheld':
      return { settlement: withheld(outcome.refusal, settle), isRelayTrouble: false };
    case 'refused':
      return judgeRefusal(outcome, held, retry, classify, settle);
  }
}

type Settle = (row: Pick<Settlement, 'from' | 'to' | 'cause'> & Partial<Settlement>) => Settlement;

/** Before RCPT nothing was said of this person: straight back. Often it is only a connection that grew old. */
function notOffered(outcome: Extract<Outcome, { kind: 'not_offered' }>, retry: RetryPolicy, settle: Settle): Settlement {
  const columns = { phase: outcome.phase, text: outcome.detail };
  if (outcome.phase === 'mail') return settle({ from: 'claimed', to: 'pending', cause: 'release', ...columns });
  return settle({ from: 'claimed', to: 'deferred', cause: 'close', ...columns, retryAfterSeconds: Math.min(notOfferedRetrySeconds, retry.retrySeconds[0] ?? notOfferedRetrySeconds) });
}

function withheld(refusal: 'unsubscribe' | 'suppression' | 'paused' | 'fenced', settle: Settle): Settlement | undefined {
  if (refusal === 'fenced') return undefined;
  if (refusal === 'paused') return settle({ from: 'claimed', to: 'pending', cause: 'release' });
  return settle({ from: 'claimed', to: 'suppressed', cause: refusal });
}

function judgeRefusal(outcome: Extract<Outcome, { kind: 'refused' }>, held: HeldDelivery, retry: RetryPolicy, classify: ClassifyReply, settle: Settle): Judgement {
  const { phase, reply } = outcome;
  const from = outcome.wasOffered ? 'transmitting' : 'claimed';
  const columns = replyColumns(phase, reply);
  if (reply.code < 500) return { settlement: deferOrExpire(from, columns, held, retry, settle), isRelayTrouble: phase === 'mail' };
  const verdict = classify({ phase, code: reply.code, enhanced: reply.enhanced, text: reply.text, domain: held.domain });
  const stop = stopSentence(phase, reply, verdict);
  if (stop !== undefined && !outcome.wasOffered) return { settlement: settle({ from, to: 'pending', cause: 'release', ...columns }), stop, isRelayTrouble: false };
  return {
    settlement: settle({ from, to: 'failed', cause: 'reply', ...columns }),
    ...(goneReasons.has(verdict.reason) && verdict.kind === 'hard' && phase === 'rcpt' ? { suppress: verdict } : {}),
    ...(stop === undefined ? {} : { stop }),
    isRelayTrouble: false,
  };
}

/** A 5xx to MAIL speaks of the sender, never of the recipient. */
function stopSentence(phase: SmtpPhase, reply: SmtpReply, verdict: ReplyClass): string | undefined {
  const said = [reply.code, reply.enhanced, reply.text].filter(Boolean).join(' ');
  if (phase === 'mail') return `the relay refuses the sender: ${said}`;
  if (stopReasons.has(verdict.reason)) return `the relay refuses every mail like this one (${verdict.reason}): ${said}`;
  return undefined;
}

function deferOrExpire(from: 'claimed' | 'transmitting', columns: Partial<Settlement>, held: HeldDelivery, retry: RetryPolicy, settle: Settle): Settlement {
  if (held.ageSeconds > retry.giveUpSeconds) return settle({ from, to: 'failed', cause: 'expired', ...columns });
  const waits = retry.retrySeconds;
  const retryAfterSeconds = waits[Math.min(held.attempts, waits.length - 1)] ?? 300;
  return settle({ from, to: 'deferred', cause: 'reply', ...columns, retryAfterSeconds });
}

function replyColumns(phase: SmtpPhase, reply: SmtpReply): Pick<Settlement, 'phase' | 'code' | 'enhanced' | 'text'> {
  // A reply's text is the server's: keep what a person needs, not a megabyte of it. PostgreSQL text holds no NUL.
  return { phase, code: reply.code, enhanced: reply.enhanced, text: reply.text.replaceAll('\0', '').slice(0, 500) };
}
