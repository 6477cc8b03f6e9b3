/** What one SMTP transaction said. A value, never an exception: DESIGN section 1. */
import type { SmtpPhase, SmtpReply } from './reply.js';

/** Why the row may not be sent now, as the mark found out. */
export type MarkRefusal = 'unsubscribe' | 'suppression' | 'paused' | 'fenced';
export type MarkAnswer = 'go' | MarkRefusal;

/**
 * What became of an envelope sent behind the final dot of the mail before. `out-of-step`: the server threw it away or took it for something
 * else; `cut-off`: it closed the connection after that mail, as it may.
 */
export type BehindDot = 'out-of-step' | 'cut-off';

export type Outcome =
  | { readonly kind: 'accepted'; readonly reply: SmtpReply }
  /** An explicit 4xx or 5xx at this phase. `wasOffered`: the body had been sent. */
  | { readonly kind: 'refused'; readonly phase: SmtpPhase; readonly reply: SmtpReply; readonly wasOffered: boolean }
  /** The body may have arrived, and nobody said so. */
  | { readonly kind: 'in_doubt'; readonly cause: 'timeout' | 'close' | 'garbage'; readonly detail: string }
  /** The body was never offered and the connection is gone: nothing happened to this person. */
  | { readonly kind: 'not_offered'; readonly phase: SmtpPhase; readonly detail: string; readonly behindDot?: BehindDot }
  /** The ledger said no between 354 and the body. */
  | { readonly kind: 'withheld'; readonly refusal: MarkRefusal };
