/**
 * The reasons a message comes back for (Sisimai's vocabulary) and what each means for the address. One table: the only place where a
 * reason becomes a kind and a bucket. "hard" is kept for "this address is gone"; everything else a sender can wait for or mend.
 */

import type { FeedbackBucket, FeedbackKind } from './report.js';

export type Meaning = { readonly kind: FeedbackKind; readonly bucket: FeedbackBucket };

const invalid = { kind: 'hard', bucket: 'invalid' } as const;
const inactive = { kind: 'soft', bucket: 'inactive' } as const;
const mailbox = { kind: 'soft', bucket: 'mailbox' } as const;
const transient = { kind: 'soft', bucket: 'transient' } as const;
const policy = { kind: 'soft', bucket: 'policy' } as const;
const unknown = { kind: 'unknown', bucket: 'unknown' } as const;
const complaint = { kind: 'complaint', bucket: 'complaint' } as const;
const feedback = { kind: 'feedback', bucket: 'complaint' } as const;
const nothing = { bucket: 'notbounce' } as const;

export const reasons = {
  // gone
  userunknown: invalid,
  hostunknown: invalid,
  hasmoved: invalid,
  notaccept: invalid, // a null MX (RFC 7505); with a 4yz code `classify` lowers it
  // there, but takes nothing now
  suspend: inactive,
  filtered: inactive,
  suppressed: inactive,
  mailboxfull: mailbox,
  exceedlimit: mailbox,
  mesgtoobig: mailbox,
  // the way there
  expired: transient,
  networkerror: transient,
  systemerror: transient,
  systemfull: transient,
  toomanyconn: transient,
  speeding: transient,
  mailererror: transient,
  // us, our server or our words
  blocked: policy,
  rejected: policy,
  badreputation: policy,
  authfailure: policy,
  requireptr: policy,
  policyviolation: policy,
  spamdetected: policy,
  contenterror: policy,
  virusdetected: policy,
  norelaying: policy,
  notcompliantrfc: policy,
  securityerror: policy,
  failedstarttls: policy,
  syntaxerror: policy,
  ratelimited: policy, // a limit worded as a refusal, as QQ's 550: slow down, the address is good
  // not to be told
  undefined: unknown,
  onhold: unknown,
  // no bounce
  delivered: { kind: 'delivered', bucket: 'delivered' },
  vacation: { kind: 'vacation', ...nothing },
  autoreply: { kind: 'autoreply', ...nothing },
  notbounce: { kind: 'notbounce', ...nothing },
  feedback, // an ARF report; the report's type says which, see feedbackTypes
} as const satisfies Record<string, Meaning>;

export type Reason = keyof typeof reasons;

/** RFC 5965 7.3 and the IANA registry of feedback types. A type we do not know is a complaint: someone pressed a button. */
export const feedbackTypes: Readonly<Record<string, Meaning>> = {
  'abuse': complaint,
  'fraud': complaint,
  'virus': complaint,
  'other': complaint,
  'miscategorized': complaint,
  'opt-out': feedback, // RFC 5965 (dropped later): the reader wants to leave
  'opt-out-list': feedback,
  'auth-failure': feedback, // RFC 6591: our DKIM, SPF or DMARC failed; nobody complained
  'dmarc': feedback,
  'not-spam': feedback, // RFC 6430
};

export const complaintMeaning: Meaning = complaint;

/** `type` is a stranger's word: "constructor" is no entry of the table. */
export function meaningOfFeedback(type: string): Meaning {
  return (Object.hasOwn(feedbackTypes, type) ? feedbackTypes[type] : undefined) ?? complaintMeaning;
}
