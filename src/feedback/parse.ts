/**
 * A message that came back -> what it says about whom. The order is the order of trust: complaint reports (RFC 5965), delivery reports
 * (RFC 3464), words of a mail system, automatic answers, and last a report that somebody forwarded. Pure, bounded, never throws.
 */

import { cleanAddress, findAddresses, isService, sameAddress } from './addresses.js';
import { readAutoReply } from './auto-reply.js';
import { classifyBest, verdictOf, type Verdict } from './classify.js';
import { isComplaintPart, readComplaint, readJunkReport } from './complaint-report.js';
import { findPhase, findReplyCode, findStatus } from './codes.js';
import { binaryOf, readMessage, walkParts, type Part } from './mime.js';
import { readNotification, type Notification } from './notification.js';
import type { FeedbackReport, ParsedFeedback } from './report.js';
import { header, isBounce, isDaemon } from './signs.js';
import { readRecipientGroups, type RecipientGroup } from './status-report.js';
import { findBareName, findTextRecipients, findTranscript } from './text-report.js';
import { boilerplate } from './texts.js';

/** A forwarded report inside a forwarded report: enough. */
const maxForwardDepth = 3;
const maxDiagnosticLength = 500;

export function parseFeedback(raw: Uint8Array): ParsedFeedback {
  const root = readMessage(raw);
  const notification = readNotification(root);
  const found = readReports(root, notification, 0);
  const originals = [root, ...found.notification.originals, ...notification.originals];
  return {
    reports: found.reports,
    recipients: addressesIn(root, ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-rcpt-to', 'x-forwarded-to']),
    originalMessageIds: messageIds(originals),
    originalAddresses: [...new Set(originals.slice(1).flatMap((part) => addressesIn(part, ['return-path', 'to', 'sender', 'errors-to', 'reply-to', 'delivered-to', 'x-original-to', 'x-envelope-from', 'x-failed-recipients'])))],
    subject: header(root, 'subject').slice(0, maxDiagnosticLength),
    date: root.headers.get('date')?.[0] ?? null,
  };
}

type Reading = { readonly reports: readonly FeedbackReport[]; readonly notification: Notification };

function readReports(root: Part, notification: Notification, depth: number): Reading {
  const reports = readComplaints(root, notification) ?? readStatusParts(root, notification) ?? readWords(root, notification) ?? readAnswer(root, notification);
  const isSure = reports?.some((report) => report.source !== 'headers' && (report.source !== 'text' || report.recipient !== null)) === true;
  const forwarded = isSure ? undefined : readForwarded(root, depth);
  return forwarded ?? { reports: reports ?? [plainReport('notbounce', null)], notification };
}

function readComplaints(root: Part, notification: Notification): readonly FeedbackReport[] | undefined {
  const part = [...walkParts(root)].find(isComplaintPart);
  return part === undefined ? readJunkReport(notification.originals) : readComplaint(part, notification.originals);
}

/** RFC 3464 parts; and the same fields in plain text, as gateways without MIME send them. */
function readStatusParts(root: Part, notification: Notification): readonly FeedbackReport[] | undefined {
  const parts = [...walkParts(root)].filter((part) => /^message\/(?:global-)?delivery-status$/.test(part.type));
  const inParts = parts.flatMap((part) => readRecipientGroups(binaryOf(part)));
  const groups = inParts.length > 0 ? inParts : readInlineGroups(root, notification);
  const context: StatusContext = { own: ownAddresses(root, notification), near: wordsNear(groups, notification.text), transcript: findTranscript(notification.text) };
  const reports = groups.map((group) => toStatusReport(group, context)).filter((report) => report !== undefined);
  const [only] = reports;
  if (reports.length === 1 && only?.recipient === null) return [{ ...only, recipient: failedRecipients(root, notification)[0]?.address ?? null }];
  return reports.length > 0 ? distinctReports(reports) : undefined;
}

function readInlineGroups(root: Part, { text, originals }: Notification): readonly RecipientGroup[] {
  const at = text.search(/^[ \t>]{0,8}(?:final|original)-recipient[ \t]{0,4}:/im);
  return at !== -1 && /^[ \t>]{0,8}(?:action|status|diagnostic-code)[ \t]{0,4}:/im.test(text) && isBounce(root, text, originals.length > 0) ? readRecipientGroups(text.slice(at)) : [];
}

/** What the message around the groups says, read once for all of them. */
type StatusContext = {
  readonly own: (address: string) => boolean;
  /** Words beside each address in the notification, by address in lower case. */
  readonly near: ReadonlyMap<string, string>;
  readonly transcript: string;
};

function toStatusReport(group: RecipientGroup, { own, near, transcript }: StatusContext): FeedbackReport | undefined {
  const candidates = addressesOf(group);
  const recipient = candidates.find((address) => !own(address)) ?? candidates[0] ?? null;
  if (recipient === null && group.action === null && group.status === '') return undefined;
  const texts = [group.diagnostic, group.statusText, ...candidates.map((address) => near.get(address.toLowerCase()) ?? '')];
  if (group.diagnostic === '' && group.statusText === '') texts.push(transcript);
  const isDelivered = /^(?:deliver|relay|expand)/.test(group.action ?? '') || group.action === null && group.status.startsWith('2');
  return toReport(isDelivered ? verdictOf('delivered') : judge(texts, group, recipient), group, recipient, texts, 'dsn');
}

function addressesOf(group: RecipientGroup): readonly string[] {
  return [group.original, group.final, group.actual].filter((address) => address !== null);
}

function wordsNear(groups: readonly RecipientGroup[], text: string): ReadonlyMap<string, string> {
  const named = new Set(groups.flatMap(addressesOf).map((address) => address.toLowerCase()));
  const found = findTextRecipients(text, (address) => !named.has(address.toLowerCase()));
  return new Map(found.map((recipient) => [recipient.address.toLowerCase(), recipient.words.slice(0, 1_000)]));
}

type Fate = { readonly action: string | null; readonly status: string };

function judge(texts: readonly string[], fate: Fate, recipient: string | null): Verdict {
  const all = texts.join(' ');
  return classifyBest(texts.map(withoutBoilerplate), {
    status: bestStatus(fate.status, all), replyCode: findReplyCode(all), action: fate.action, phase: findPhase(all),
    domain: recipient?.slice(recipient.lastIndexOf('@') + 1),
  });
}

/** `5.0.0` in the field says nothing; a code inside the diagnostic says more (RFC 3463 3.1). */
function bestStatus(status: string, text: string): string {
  if (status !== '' && !status.endsWith('.0.0')) return status;
  const found = findStatus(text);
  return found === '' ? status : found;
}

function withoutBoilerplate(text: string): string {
  return boilerplate.reduce((words, pattern) => words.replaceAll(pattern, ' '), text.toLowerCase());
}

function toReport(verdict: Verdict, fate: Fate, recipient: string | null, texts: readonly string[], source: FeedbackReport['source']): FeedbackReport {
  const diagnostic = (texts.find((text) => text.trim() !== '') ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, maxDiagnosticLength);
  return { recipient, ...verdict, status: bestStatus(fate.status, texts.join(' ')), replyCode: findReplyCode(texts.join(' ')), action: fate.action, diagnostic, source };
}

/** Sendmail repeats a group per alias: the same person once. */
function distinctReports(reports: readonly FeedbackReport[]): readonly FeedbackReport[] {
  const seen = new Set<string>();
  return reports.filter((report) => report.recipient === null || !seen.has(report.recipient.toLowerCase()) && seen.add(report.recipient.toLowerCase()));
}

/** A bounce written for people. */
function readWords(root: Part, notification: Notification): readonly FeedbackReport[] | undefined {
  const { text, originals } = notification;
  if (!isBounce(root, text, originals.length > 0)) return undefined;
  const delayed = /^warning: (?:message|could not|mail|e-?mail)|delayed|still being (?:re)?tried|\(delay\)|temporary|verzögert|retard|지연|遅延|延迟/i.test(header(root, 'subject')) || /warning (?:message )?only|no action is required on your part|will (?:continue|keep|be) (?:to )?(?:try|be retr|retr|attempt)/i.test(text);
  const fate: Fate = { action: delayed ? 'delayed' : null, status: '' };
  const whole = [findTranscript(text), text, header(root, 'subject')];
  const failed = failedRecipients(root, notification);
  return failed.map(({ address, words }) => {
    const texts = [findTranscript(words), words, ...whole];
    return { ...toReport(judge(texts, fate, address), { ...fate, status: findStatus(texts.slice(0, 2).join(' ')) }, address, texts, 'text'), action: null };
  });
}

function failedRecipients(root: Part, notification: Notification): readonly { address: string | null; words: string }[] {
  const own = ownAddresses(root, notification);
  const named = addressesIn(root, ['x-failed-recipients']);
  const inText = findTextRecipients(notification.text, (address) => named.length > 0 ? !named.some((name) => sameAddress(name, address)) : own(address));
  if (named.length > 0) return named.map((address) => ({ address, words: inText.find((hit) => sameAddress(hit.address, address))?.words ?? '' }));
  const bare = bareRecipient(root, notification.text);
  if (bare !== null) return [{ address: bare, words: '' }];
  if (inText.length > 0) return inText;
  const despite = findTextRecipients(notification.text, (address) => addressesIn(root, ['to', 'from']).some((other) => sameAddress(other, address)));
  if (despite.length > 0) return despite;
  return [{ address: sentTo(notification, own), words: '' }];
}

function bareRecipient(root: Part, text: string): string | null {
  const name = findBareName(text);
  const host = findAddresses(header(root, 'from'))[0]?.split('@').at(-1);
  // people's addresses are at the organisation's domain, not at its mail host
  const domain = host === undefined ? undefined : /[^.]+\.(?:(?:ac|co|com|edu|go|gov|ne|net|or|org|re)\.)?[^.]+$/.exec(host)?.[0];
  return name === null || domain === undefined || !isDaemon(root) ? null : cleanAddress(`${name}@${domain}`);
}

/** Nobody is named: a newsletter's original went to one person. */
function sentTo({ originals }: Notification, own: (address: string) => boolean): string | null {
  if (originals.some((part) => part.headers.has('x-beenthere') || part.headers.has('errors-to'))) return null; // a discussion list's: To is the list
  const addresses = originals.flatMap((part) => addressesIn(part, ['to', 'cc'])).filter((address) => !own(address) && !isService(address));
  return new Set(addresses).size === 1 ? addresses[0] ?? null : null;
}

function readAnswer(root: Part, { text }: Notification): readonly FeedbackReport[] | undefined {
  const kind = readAutoReply(root, text);
  return kind === null ? undefined : [{ ...plainReport(kind, findAddresses(header(root, 'from'))[0] ?? null), diagnostic: header(root, 'subject').slice(0, maxDiagnosticLength) }];
}

/** Somebody forwarded the report to us as an attachment. A quoted newsletter in there is none, so nothing comes of it. */
function readForwarded(root: Part, depth: number): Reading | undefined {
  if (depth >= maxForwardDepth) return undefined;
  for (const part of [...walkParts(root)].filter((inner) => inner.type === 'message/rfc822').flatMap((inner) => inner.parts)) {
    const notification = readNotification(part);
    const reading = readReports(part, notification, depth + 1);
    if (reading.reports.some((report) => report.source !== 'headers')) return reading;
  }
  return undefined;
}

function plainReport(reason: 'notbounce' | 'vacation' | 'autoreply', recipient: string | null): FeedbackReport {
  return { recipient, ...verdictOf(reason), status: '', replyCode: '', action: null, diagnostic: '', source: 'headers' };
}

/** Ours: where this message was sent to, and who sent the original, unless that person wrote to himself. */
function ownAddresses(root: Part, { originals }: Notification): (address: string) => boolean {
  const sentTo = originals.flatMap((part) => addressesIn(part, ['to', 'x-original-to', 'delivered-to']));
  const mine = [
    ...addressesIn(root, ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'from', 'sender', 'errors-to']),
    ...originals.flatMap((part) => addressesIn(part, ['from', 'sender', 'return-path', 'errors-to', 'reply-to'])).filter((address) => !sentTo.some((other) => sameAddress(other, address))),
  ];
  return (address) => mine.some((other) => sameAddress(other, address));
}

function addressesIn(part: Part, names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => part.headers.get(name) ?? []).slice(0, 50).flatMap(findAddresses))];
}

/** RFC 5322 3.6.4, without angle brackets. In-Reply-To of an answer names our message too. */
function messageIds(parts: readonly Part[]): readonly string[] {
  const values = parts.flatMap((part, index) => (index === 0 ? ['in-reply-to', 'references', 'original-message-id', 'x-original-message-id'] : ['message-id']).flatMap((name) => part.headers.get(name) ?? []));
  return [...new Set(values.flatMap((value) => [...value.slice(0, 2_000).matchAll(/<([^<>\s]{3,250})>|^\s*([^<>\s]{1,120}@[^<>\s]{1,120})\s*$/g)].map((match) => match[1] ?? match[2] ?? '')))].filter((id) => id !== '').slice(0, 50);
}
