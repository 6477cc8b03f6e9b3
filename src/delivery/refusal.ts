/**
 * What a refusal is about and what follows from it: one table, after docs of mailbox providers and the practice of large senders. Text
 * outranks the enhanced code, that outranks the basic code, and the phase is evidence. Pure.
 */
import type { ReplyClass } from './judge.js';
import type { SmtpPhase, SmtpReply } from './reply.js';

export type Refusal = 'greylist' | 'rate' | 'mailbox' | 'later' | 'invalid' | 'set-up' | 'message' | 'sender' | 'smtputf8' | 'policy';

/** How the lane of this mailbox provider should go on: at half its rate, or one at a time and one a minute. */
export type SlowLane = { readonly to: 'half' | 'trickle'; readonly seconds: number };

export type NextStep = {
  /** `policy`: the configured waits. A list: these, then it fails. */
  readonly retry: 'policy' | readonly number[] | null;
  readonly slowLane?: SlowLane;
  /** Everybody would be told the same. */
  readonly stopsCampaign?: true;
  readonly suppresses?: true;
};

const hour = 3_600;
/** A 421 is the whole provider's: half its rate for a quarter of an hour. */
export const providerWide: SlowLane = { to: 'half', seconds: 900 };
/** Between the 60 and 120 minutes that are asked for. */
const trickle: SlowLane = { to: 'trickle', seconds: 90 * 60 };

export const nextSteps: Readonly<Record<Refusal, NextStep>> = {
  greylist: { retry: 'policy' },
  rate: { retry: 'policy', slowLane: trickle },
  mailbox: { retry: [hour, 4 * hour, 12 * hour] },
  later: { retry: 'policy' },
  invalid: { retry: null, suppresses: true },
  'set-up': { retry: null, stopsCampaign: true },
  message: { retry: null, stopsCampaign: true },
  sender: { retry: null, stopsCampaign: true },
  smtputf8: { retry: null },
  policy: { retry: null },
};

/** What providers write instead of a code: Outlook's RP-00n, Yahoo's TSS04, Comcast's RL0000. */
const rateWords = /\bRP-00\d\b|\[?TSS?0\d\]?|\bRL0000\b|too many (?:connections|messages|mails|recipients)|rate.?limit|(?:unusual|sending|receiving) rate|temporarily deferred due to|weren't sent|server busy/i;
const greylistWords = /gr[ea]y.?list/i;
/** An unsolicited first contact is told to come back, in words as plain as these. */
const comeBackWords = /try (?:again|later)|come back|retry/i;
const rateReasons: readonly string[] = ['speeding', 'ratelimited', 'toomanyconn', 'badreputation'];
const setUpReasons: readonly string[] = ['authfailure', 'requireptr', 'failedstarttls', 'norelaying', 'securityerror'];
/** Reasons that prove the address is gone by one reply. Host unknown is not one: DNS flaps. */
const goneReasons: readonly string[] = ['userunknown', 'hasmoved', 'notaccept'];

export function isRateReply(text: string): boolean {
  return rateWords.test(text);
}

/** `needsSmtpUtf8`: the mail said SMTPUTF8, so a reply may speak of that, at MAIL too, and others need not hear the same. */
export function nameRefusal(phase: SmtpPhase, reply: SmtpReply, verdict: ReplyClass, needsSmtpUtf8 = false): Refusal {
  if (reply.code < 500) return nameDeferral(phase, reply, verdict);
  return needsSmtpUtf8 && speaksOfSmtpUtf8(reply) ? 'smtputf8' : nameFailure(phase, reply, verdict);
}

/** RFC 6531 3.5 and 4.3: X.6.7 to X.6.9, or 555 and 504 to the parameter (RFC 5321 4.1.1.11, 4.2.4); and the words of those who send no code. */
function speaksOfSmtpUtf8({ code, enhanced, text }: SmtpReply): boolean {
  return /^5\.6\.[789]$/.test(enhanced) || code === 555 || code === 504 || /smtputf8|internationali[sz]ed|non-?ascii|utf-?8/i.test(text);
}

function nameDeferral(phase: SmtpPhase, { enhanced, text }: SmtpReply, { reason, bucket }: ReplyClass): Refusal {
  if (greylistWords.test(text)) return 'greylist';
  if (bucket === 'mailbox' || bucket === 'inactive') return 'mailbox';
  if (rateWords.test(text) || rateReasons.includes(reason) || enhanced === '4.7.28') return 'rate';
  if (phase === 'rcpt' && enhanced === '4.7.1' && comeBackWords.test(text)) return 'greylist';
  return enhanced === '4.7.0' ? 'rate' : 'later';
}

function nameFailure(phase: SmtpPhase, { text }: SmtpReply, { reason, kind }: ReplyClass): Refusal {
  if (reason === 'mesgtoobig') return 'message';
  // A limit worded as a refusal (QQ, Google's 5.7.28): the address is good.
  if (reason === 'ratelimited' || reason === 'speeding' || reason === 'toomanyconn' || rateWords.test(text)) return 'rate';
  if (phase === 'mail') return 'sender';
  if (setUpReasons.includes(reason)) return 'set-up';
  return phase === 'rcpt' && kind === 'hard' && goneReasons.includes(reason) ? 'invalid' : 'policy';
}
