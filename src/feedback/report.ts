/** What one message that came back says about one recipient. A message may speak of several, or of none. */

/** hard: this address is gone. "5xx" alone is not hard (DESIGN section 6). */
export type FeedbackKind = 'hard' | 'soft' | 'complaint' | 'feedback' | 'autoreply' | 'vacation' | 'unsubscribe' | 'delivered' | 'unknown' | 'notbounce';

/** What happens to the address. */
export type FeedbackBucket = 'invalid' | 'inactive' | 'mailbox' | 'transient' | 'policy' | 'complaint' | 'unknown' | 'delivered' | 'notbounce';

export type FeedbackReport = {
  /** The address the report speaks of; null when none is to be found (or redacted). */
  readonly recipient: string | null;
  readonly kind: FeedbackKind;
  readonly bucket: FeedbackBucket;
  /** Sisimai's vocabulary: userunknown, mailboxfull, expired, ... */
  readonly reason: string;
  /** RFC 5965 3.1, `abuse`, `opt-out`, `auth-failure`, ...: only where the reason is `feedback`. */
  readonly feedbackType?: string;
  /** RFC 3463 status, `5.1.1`, or the empty string. */
  readonly status: string;
  /** RFC 5321 reply code, `550`, or the empty string. */
  readonly replyCode: string;
  /** The report's own Action field (RFC 3464 2.3.3); null if none. */
  readonly action: string | null;
  /** The words the verdict rests on: Diagnostic-Code or the phrase found. For people. */
  readonly diagnostic: string;
  /** What was read: dsn, arf, text, headers. */
  readonly source: 'dsn' | 'arf' | 'text' | 'headers';
};

/** A whole message read: its reports and everything the matching needs. */
export type ParsedFeedback = {
  readonly reports: readonly FeedbackReport[];
  /** Recipients that the message names beyond the first 500, which are the ones read. */
  readonly leftOutCount: number;
  /** Every address the message was sent to (To, Delivered-To, X-Original-To): may carry our VERP token. */
  readonly recipients: readonly string[];
  /** Message-IDs of the returned original, without angle brackets. */
  readonly originalMessageIds: readonly string[];
  /** The returned original's Return-Path, X-… and To addresses: a second place for the token. */
  readonly originalAddresses: readonly string[];
  readonly subject: string;
  readonly date: string | null;
};
