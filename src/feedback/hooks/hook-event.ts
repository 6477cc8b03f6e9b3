/** What one event of a provider's webhook says, in our words, and the small readers that all of them share: every field may be missing or of another type. */
import { createHash } from 'node:crypto';
import { verdictOf } from '../verdict/classify.js';
import { judge, toReport } from '../verdict/judge.js';
import { meaningOfFeedback, type Reason } from '../reasons.js';
import type { FeedbackReport } from '../report.js';

export type HookEvent = {
  readonly report: FeedbackReport;
  /** Message-IDs of ours that the event repeats, without angle brackets. */
  readonly messageIds: readonly string[];
  /** Envelope senders of ours that it repeats: they carry the token. */
  readonly addresses: readonly string[];
  /** The provider's name of the event; null: the message itself tells the same from another. */
  readonly eventKey: string | null;
};

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const maxTextLength = 2_000;

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, maxTextLength) : typeof value === 'number' ? String(value) : '';
}

/** RFC 5321 4.5.3.1: 64 octets, @, 255. */
const maxAddressLength = 320;

/** `Name <address>` or the address alone; null when there is none. */
export function recipientOf(value: unknown): string | null {
  const text = textOf(value).trim();
  const address = text.endsWith('>') ? text.slice(text.lastIndexOf('<') + 1, -1) : text;
  return address.length <= maxAddressLength && /^[^\s\p{Cc}@<>]+@[^\s\p{Cc}@<>]+$/u.test(address) ? address : null;
}

const maxKeyLength = 200;

/** The provider's name of an event. Such names are short; the database indexes none that is long. */
export function eventKeyOf(...values: readonly unknown[]): string | null {
  const key = values.map(textOf).find((text) => text !== '');
  if (key === undefined) return null;
  return key.length <= maxKeyLength && !/\p{Cc}/u.test(key) ? key : createHash('sha256').update(key).digest('hex');
}

export function messageIdsOf(...values: readonly unknown[]): readonly string[] {
  return values.map((value) => textOf(value).trim().replaceAll(/^<|>$/g, '')).filter((id) => id.includes('@'));
}

/** The reason for a provider's own word; a stranger's "constructor" is none. */
export function reasonFor(reasons: Readonly<Record<string, Reason>>, word: unknown): Reason | undefined {
  const key = textOf(word);
  return Object.hasOwn(reasons, key) ? reasons[key] : undefined;
}

/** A refusal in a server's words: those decide. Where they say nothing, what the provider made of it. */
export function refusal(recipient: string | null, told: { texts: readonly string[]; status?: string; action?: string | null; otherwise: Reason }): FeedbackReport {
  const fate = { action: told.action ?? 'failed', status: /^[245]\.\d{1,3}\.\d{1,3}$/.test(told.status ?? '') ? (told.status ?? '') : '' };
  const verdict = judge(told.texts, fate, recipient);
  const isSilent = verdict.reason === 'undefined' || verdict.reason === 'onhold';
  return toReport(isSilent ? verdictOf(told.otherwise) : verdict, fate, recipient, told.texts, 'text');
}

/** Something that the provider says plainly. */
export function plain(recipient: string | null, reason: Reason, diagnostic: string, action: string | null = null): FeedbackReport {
  return { recipient, ...verdictOf(reason), status: '', replyCode: '', action, diagnostic: diagnostic.slice(0, 500), source: 'text' };
}

/** RFC 5965 types; a provider that names none means abuse. */
export function complaint(recipient: string | null, type: string, diagnostic: string): FeedbackReport {
  const feedbackType = type === '' ? 'abuse' : type.toLowerCase();
  return { ...plain(recipient, 'feedback', diagnostic), ...meaningOfFeedback(feedbackType), feedbackType };
}

/** The reader left at the provider: a word of his own. */
export function leave(recipient: string | null, diagnostic: string): FeedbackReport {
  return { recipient, kind: 'unsubscribe', bucket: 'notbounce', reason: 'provider', status: '', replyCode: '', action: null, diagnostic, source: 'text' };
}

/** Not final: the provider tries again (RFC 3464 2.3.3). */
export function delayed(recipient: string | null, texts: readonly string[], status = ''): FeedbackReport {
  return refusal(recipient, { texts, status, action: 'delayed', otherwise: 'expired' });
}
