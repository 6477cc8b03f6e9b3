/** Delivery reports by their fields (RFC 3464) to one report per recipient; the words around the fields help where they are mute. */

import { failedRecipients } from './read-words.js';
import { judge, toReport } from '../verdict/judge.js';
import { verdictOf } from '../verdict/classify.js';
import { binaryOf, walkParts, type Part } from '../message/mime.js';
import type { Notification } from '../message/notification.js';
import { readParties, type Parties } from '../message/parties.js';
import type { FeedbackReport } from '../report.js';
import { isBounce, isRefusalByRule } from './signs.js';
import { readRecipientGroups, type RecipientGroup, type RecipientGroups } from './status-report.js';
import { findTextRecipients, findTranscript } from './text-report.js';

/** The reports, and how many recipients the message names beyond those that are read. */
export type StatusReading = { readonly reports: readonly FeedbackReport[]; readonly leftOutCount: number };

/** RFC 3464 parts; and the same fields in plain text, as gateways without MIME send them. */
export function readStatusParts(root: Part, notification: Notification): StatusReading | undefined {
  const inParts = joinGroups([...walkParts(root)].filter((part) => isStatusPart(root, part)).map((part) => readRecipientGroups(binaryOf(part))));
  const { groups, leftOutCount } = inParts.groups.length > 0 ? inParts : readInlineGroups(root, notification);
  const maxWordsLength = Math.max(minWordsLength, Math.floor(maxAllWordsLength / Math.max(1, groups.length)));
  const context: StatusContext = { maxWordsLength, parties: readParties(root, notification), near: wordsNear(groups, notification.text), transcript: findTranscript(notification.text) };
  const reports = groups.map((group) => toStatusReport(group, context)).filter((report) => report !== undefined);
  const [only] = reports;
  if (reports.length === 1 && only?.recipient === null) return { reports: [{ ...only, recipient: failedRecipients(root, notification)[0]?.address ?? null }], leftOutCount };
  return reports.length > 0 ? { reports: distinctReports(reports), leftOutCount } : undefined;
}

/** RFC 3464 2.1; gateways that do not know the type attach the same fields as a file. */
function isStatusPart(root: Part, part: Part): boolean {
  if (/^message\/(?:global-)?delivery-status$/.test(part.type)) return true;
  if (part.type === 'message/disposition-notification') return isRefusalByRule(root);
  return part !== root && part.type === 'application/octet-stream' && /^\s{0,9}reporting-mta[ \t]{0,4}:/i.test(binaryOf(part).slice(0, 200));
}

function joinGroups(all: readonly RecipientGroups[]): RecipientGroups {
  return { groups: all.flatMap(({ groups }) => groups), leftOutCount: all.reduce((count, one) => count + one.leftOutCount, 0) };
}

function readInlineGroups(root: Part, { text, originals }: Notification): RecipientGroups {
  const at = text.search(/^[ \t>]{0,8}(?:final|original)-recipient[ \t]{0,4}:/im);
  return at !== -1 && /^[ \t>]{0,8}(?:action|status|diagnostic-code)[ \t]{0,4}:/im.test(text) && isBounce(root, text, originals.length > 0) ? readRecipientGroups(text.slice(at)) : { groups: [], leftOutCount: 0 };
}

/** Ten thousand groups with a novel each are hostile: what is read of each gets shorter, down to the length of a real diagnostic. */
const maxAllWordsLength = 150_000;
const minWordsLength = 300;

/** What the message around the groups says, read once for all of them. */
type StatusContext = {
  readonly maxWordsLength: number;
  readonly parties: Parties;
  /** Words beside each address in the notification, by address in lower case. */
  readonly near: ReadonlyMap<string, string>;
  readonly transcript: string;
};

function toStatusReport(group: RecipientGroup, { parties, near, transcript, maxWordsLength }: StatusContext): FeedbackReport | undefined {
  const candidates = addressesOf(group);
  const recipient = candidates.find((address) => !parties.isKnown(address)) ?? candidates[0] ?? null;
  if (recipient === null && group.action === null && group.status === '') return undefined;
  const texts = [group.diagnostic, group.statusText, ...candidates.map((address) => near.get(address.toLowerCase()) ?? '')].map((text) => text.slice(0, maxWordsLength));
  if (group.diagnostic === '' && group.statusText === '') texts.push(transcript);
  const isDelivered = /^(?:deliver|relay|expand)/.test(group.action ?? '') || group.action === null && group.status.startsWith('2');
  return toReport(isDelivered ? verdictOf('delivered') : judge(texts, group, recipient, parties.isOurs), group, recipient, texts, 'dsn');
}

function addressesOf(group: RecipientGroup): readonly string[] {
  return [group.original, group.final, group.actual].filter((address) => address !== null);
}

function wordsNear(groups: readonly RecipientGroup[], text: string): ReadonlyMap<string, string> {
  const named = new Set(groups.flatMap(addressesOf).map((address) => address.toLowerCase()));
  const found = findTextRecipients(text, (address) => !named.has(address.toLowerCase()));
  return new Map(found.map((recipient) => [recipient.address.toLowerCase(), recipient.words.slice(0, 1_000)]));
}

/** Sendmail repeats a group per alias: the same person once. */
function distinctReports(reports: readonly FeedbackReport[]): readonly FeedbackReport[] {
  const seen = new Set<string>();
  return reports.filter((report) => report.recipient === null || !seen.has(report.recipient.toLowerCase()) && seen.add(report.recipient.toLowerCase()));
}
