/**
 * From what a transaction said to what the ledger writes and what else happens: pure. The person is only ever blamed for what a reply
 * says of the address; trouble of the relay, the set-up or the message stops the campaign or waits (deliverability: "5xx is not hard").
 */
import { needsSmtpUtf8 } from '../address/international.js';
import type { FeedbackBucket, FeedbackKind } from '../feedback/report.js';
import type { ClaimedDelivery, FencedRow, Settlement } from '../store/deliveries.js';
import type { OutcomeKind } from './breaker.js';
import type { Outcome } from './outcome.js';
import { isRateReply, nameRefusal, nextSteps, providerWide, type Refusal, type SlowLane } from './refusal.js';
import type { SmtpPhase, SmtpReply } from './reply.js';
import type { NoWay } from './routes.js';

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
  readonly needsSmtpUtf8: boolean;
};

export function toHeld({ subscriberId, fence, attempts, firstAttemptAt, address }: ClaimedDelivery, now: Date): HeldDelivery {
  const ageSeconds = firstAttemptAt ? (now.getTime() - firstAttemptAt.getTime()) / 1000 : 0;
  return { subscriberId, fence, attempts, ageSeconds, domain: address.slice(address.lastIndexOf('@') + 1), needsSmtpUtf8: needsSmtpUtf8(address) };
}

export type Judgement = {
  /** Undefined: write nothing, somebody else holds the row. */
  readonly settlement: Settlement | undefined;
  /** The address is gone: suppress it, with this reason. */
  readonly suppress?: ReplyClass;
  /** The campaign cannot go on like this; the sentence says why. */
  readonly stop?: string;
  /** The connection or the relay failed: slow down before the next try. */
  readonly isRelayTrouble: boolean;
  /** The mailbox provider asks for less: what its lane should do, and for how long. */
  readonly slowLane?: SlowLane;
  /** What it is counted as by the breakers; undefined: nothing was decided of this mail. */
  readonly counts?: OutcomeKind;
  /** The connection was lost by the mail in front, which told it: neither trouble nor a sign that all is well. */
  readonly isAftermath?: true;
};

/** When the body was not offered behind RCPT the person waits a minute, so that a server that drops one recipient is not asked in a tight circle. */
const notOfferedRetrySeconds = 60;

/** When those relays are asked again that may take a mail beyond ASCII. */
const noWayRetrySeconds = 300;

/** No relay takes this mail: nobody's bounce, and no blame (RFC 6531 3.5; X.6.7 of RFC 5248 is what a relay would have said). */
export function judgeNoWay(way: NoWay, held: HeldDelivery, retry: RetryPolicy): Settlement {
  const isOver = way === 'later' && held.ageSeconds > retry.giveUpSeconds;
  const row = { ...toUnanswered(held, ''), from: 'claimed', enhanced: '5.6.7' } as const;
  if (way === 'not-offered') return { ...row, to: 'failed', cause: 'smtputf8', text: 'the address needs SMTPUTF8, which no relay of this campaign offers' };
  const text = 'the address needs SMTPUTF8, and the relays that may offer it cannot be used';
  return isOver ? { ...row, to: 'failed', cause: 'expired', text } : { ...row, to: 'deferred', cause: 'close', text, retryAfterSeconds: noWayRetrySeconds };
}

function toUnanswered({ subscriberId, fence }: FencedRow, relay: string): Omit<Settlement, 'from' | 'to' | 'cause'> {
  return { subscriberId, fence, relay, retryAfterSeconds: null, phase: null, code: null, enhanced: null, text: null };
}

/** Back as it came: nothing was said of this person. */
export function toReleased(row: FencedRow): Settlement {
  return { ...toUnanswered(row, ''), from: 'claimed', to: 'pending', cause: 'release' };
}

export function judgeOutcome(outcome: Outcome, held: HeldDelivery, relayName: string, retry: RetryPolicy, classify: ClassifyReply): Judgement {
  const settle: Settle = (row) => ({ ...toUnanswered(held, relayName), ...row });
  switch (outcome.kind) {
    case 'accepted':
      return { settlement: settle({ from: 'transmitting', to: 'accepted', cause: 'reply', ...replyColumns('dot', outcome.reply) }), counts: 'accepted', isRelayTrouble: false };
    case 'in_doubt':
      return { settlement: settle({ from: 'transmitting', to: 'in_doubt', cause: outcome.cause, phase: 'dot', text: outcome.detail }), isRelayTrouble: true };
    case 'not_offered':
      return outcome.behindDot === 'cut-off'
        ? { settlement: notOffered(outcome, held, retry, settle), isRelayTrouble: false, isAftermath: true }
        : { settlement: notOffered(outcome, held, retry, settle), isRelayTrouble: true, ...slowDown(outcome.detail) };
    case 'withheld':
      return { settlement: withheld(outcome.refusal, settle), isRelayTrouble: false };
    case 'refused':
      return judgeRefusal(outcome, held, retry, classify, settle);
  }
}

type Settle = (row: Pick<Settlement, 'from' | 'to' | 'cause'> & Partial<Settlement>) => Settlement;

/** A 421 is the provider's, whatever the phase; with words of a limit it asks for more than a pause. */
function slowDown(detail: string): { slowLane?: SlowLane } {
  if (!detail.startsWith('421')) return {};
  return { slowLane: (isRateReply(detail) ? nextSteps.rate.slowLane : undefined) ?? providerWide };
}

/** Before RCPT nothing was said of this person: straight back. Often it is only a connection that grew old. */
function notOffered(outcome: Extract<Outcome, { kind: 'not_offered' }>, held: HeldDelivery, retry: RetryPolicy, settle: Settle): Settlement {
  const columns = { phase: outcome.phase, text: outcome.detail };
  if (outcome.phase === 'mail') return settle({ from: 'claimed', to: 'pending', cause: 'release', ...columns });
  // A server that drops this one recipient for a day will not take the mail; it is nobody's fault, and blames nobody.
  if (held.ageSeconds > retry.giveUpSeconds) return settle({ from: 'claimed', to: 'failed', cause: 'expired', ...columns });
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
  const verdict = classify({ phase, code: reply.code, enhanced: reply.enhanced, text: reply.text, domain: held.domain });
  const refusal = nameRefusal(phase, reply, verdict, held.needsSmtpUtf8);
  const step = nextSteps[refusal];
  const slow = step.slowLane === undefined ? {} : { slowLane: step.slowLane };
  // A whole body that was refused for good is not sent a second time (I2), whatever the words.
  if (step.retry !== null && (reply.code < 500 || !outcome.wasOffered)) {
    return { settlement: deferOrExpire(from, columns, step.retry, held, retry, settle), isRelayTrouble: phase === 'mail', ...slow };
  }
  const stop = step.stopsCampaign ? stopSentence(refusal, reply, verdict) : undefined;
  if (stop !== undefined && !outcome.wasOffered) return { settlement: settle({ from, to: 'pending', cause: 'release', ...columns }), stop, isRelayTrouble: false };
  return {
    settlement: settle({ from, to: 'failed', cause: 'reply', ...columns }),
    counts: verdict.bucket === 'invalid' ? 'invalid' : refusal === 'policy' && verdict.bucket === 'policy' ? 'policy' : 'other',
    ...(step.suppresses ? { suppress: verdict } : {}),
    ...(stop === undefined ? {} : { stop }),
    ...slow,
    isRelayTrouble: false,
  };
}

/** A 5xx to MAIL speaks of the sender, never of the recipient. */
function stopSentence(refusal: Refusal, reply: SmtpReply, verdict: ReplyClass): string {
  const said = [reply.code, reply.enhanced, reply.text].filter(Boolean).join(' ');
  return refusal === 'sender' ? `the relay refuses the sender: ${said}` : `the relay refuses every mail like this one (${verdict.reason}): ${said}`;
}

function deferOrExpire(from: 'claimed' | 'transmitting', columns: Partial<Settlement>, waits: 'policy' | readonly number[], held: HeldDelivery, retry: RetryPolicy, settle: Settle): Settlement {
  const isOver = waits !== 'policy' && held.attempts >= waits.length;
  if (held.ageSeconds > retry.giveUpSeconds || isOver) return settle({ from, to: 'failed', cause: 'expired', ...columns });
  const seconds = waits === 'policy' ? retry.retrySeconds : waits;
  return settle({ from, to: 'deferred', cause: 'reply', ...columns, retryAfterSeconds: seconds[Math.min(held.attempts, seconds.length - 1)] ?? 300 });
}

function replyColumns(phase: SmtpPhase, reply: SmtpReply): Pick<Settlement, 'phase' | 'code' | 'enhanced' | 'text'> {
  // A reply's text is the server's: keep what a person needs, not a megabyte of it. PostgreSQL text holds no NUL.
  return { phase, code: reply.code, enhanced: reply.enhanced, text: reply.text.replaceAll('\0', '').slice(0, 500) };
}
