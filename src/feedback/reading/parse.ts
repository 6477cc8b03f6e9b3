/**
 * A message that came back -> what it says about whom. The order is the order of trust: complaint reports (RFC 5965), delivery reports
 * (RFC 3464), words of a mail system, automatic answers, and last a report that somebody forwarded. Pure, bounded, never throws.
 */

import { findAddresses } from '../message/addresses.js';
import { readAutoReply } from './auto-reply.js';
import { isComplaintPart, readComplaint, readJunkReport } from './complaint-report.js';
import { plainReport } from '../verdict/judge.js';
import { readMessage, walkParts, type Part } from '../message/mime.js';
import { readNotification, type Notification } from '../message/notification.js';
import { addressesIn } from '../message/parties.js';
import { readStatusParts } from './read-status.js';
import { readWords } from './read-words.js';
import type { FeedbackReport, ParsedFeedback } from '../report.js';
import { header } from './signs.js';

/** A forwarded report inside a forwarded report: enough. */
const maxForwardDepth = 3;
const maxSubjectLength = 500;

export function parseFeedback(raw: Uint8Array): ParsedFeedback {
  const root = readMessage(raw);
  const notification = readNotification(root);
  const found = readReports(root, notification, 0);
  const originals = [root, ...found.notification.originals, ...notification.originals];
  return {
    reports: found.reports,
    leftOutCount: found.leftOutCount,
    recipients: addressesIn(root, ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-rcpt-to', 'x-forwarded-to']),
    originalMessageIds: messageIds(originals),
    originalAddresses: [...new Set(originals.slice(1).flatMap((part) => addressesIn(part, ['return-path', 'to', 'sender', 'errors-to', 'reply-to', 'delivered-to', 'x-original-to', 'x-envelope-from', 'x-failed-recipients'])))],
    subject: header(root, 'subject').slice(0, maxSubjectLength),
    date: root.headers.get('date')?.[0] ?? null,
  };
}

type Reading = { readonly reports: readonly FeedbackReport[]; readonly leftOutCount: number; readonly notification: Notification };

function readReports(root: Part, notification: Notification, depth: number): Reading {
  const complaints = readComplaints(root, notification);
  const status = complaints === undefined ? readStatusParts(root, notification) : undefined;
  const reports = complaints ?? status?.reports ?? readWords(root, notification) ?? readAnswer(root, notification);
  const isSure = reports?.some((report) => report.source !== 'headers' && (report.source !== 'text' || report.recipient !== null)) === true;
  const forwarded = isSure ? undefined : readForwarded(root, depth);
  return forwarded ?? { reports: reports ?? [plainReport('notbounce', null)], leftOutCount: status?.leftOutCount ?? 0, notification };
}

function readComplaints(root: Part, notification: Notification): readonly FeedbackReport[] | undefined {
  const part = [...walkParts(root)].find(isComplaintPart);
  return part === undefined ? readJunkReport(notification.originals) : readComplaint(part, notification.originals);
}

function readAnswer(root: Part, { text }: Notification): readonly FeedbackReport[] | undefined {
  const kind = readAutoReply(root, text);
  return kind === null ? undefined : [{ ...plainReport(kind, findAddresses(header(root, 'from'))[0] ?? null), diagnostic: header(root, 'subject').slice(0, maxSubjectLength) }];
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

/** RFC 5322 3.6.4, without angle brackets. In-Reply-To of an answer names our message too. */
function messageIds(parts: readonly Part[]): readonly string[] {
  const values = parts.flatMap((part, index) => (index === 0 ? ['in-reply-to', 'references', 'original-message-id', 'x-original-message-id'] : ['message-id']).flatMap((name) => part.headers.get(name) ?? []));
  return [...new Set(values.flatMap((value) => [...value.slice(0, 2_000).matchAll(/<([^<>\s]{3,250})>|^\s*([^<>\s]{1,120}@[^<>\s]{1,120})\s*$/g)].map((match) => match[1] ?? match[2] ?? '')))].filter((id) => id !== '').slice(0, 50);
}
