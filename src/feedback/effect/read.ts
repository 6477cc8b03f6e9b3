/** A kept message -> what it says of whom, and whose delivery that is by our tokens. Mails and events of webhooks come out alike. Pure. */
import type { TokenKeys } from '../../message/signed-token.js';
import { readHook } from '../hooks/read-hook.js';
import { findMatches, type Match } from './match.js';
import { parseFeedback } from '../reading/parse.js';
import type { FeedbackReport, ParsedFeedback } from '../report.js';
import { isHook, type FeedbackSource } from '../sources.js';

export type Kept = { readonly source: FeedbackSource; readonly raw: Uint8Array; readonly envelopeRecipient: string | null };

export type Entry = {
  readonly report: FeedbackReport;
  readonly match: Match | undefined;
  /** The provider's own name of the event: the same one twice is one. */
  readonly eventKey: string | null;
};

export type Reading = {
  readonly entries: readonly Entry[];
  /** All deliveries it names, also where it says nothing of them. */
  readonly matches: readonly Match[];
  /** Tokens that name different deliveries; the first one won. */
  readonly disagreements: readonly string[];
  /** Recipients that were not read, because one message named too many. */
  readonly leftOutCount: number;
};

export function readKept(keys: TokenKeys, kept: Kept): Reading {
  const reading = isHook(kept.source) ? readEvents(keys, kept.source, kept.raw) : readMail(keys, kept);
  return { ...reading, entries: reading.entries.map((entry) => ({ ...entry, report: withoutControls(entry.report) })) };
}

/** Strangers wrote these; PostgreSQL holds no NUL in a text, and nobody wants to see the others. */
function withoutControls(report: FeedbackReport): FeedbackReport {
  const clean = (text: string): string => text.replaceAll(/(?![\t\n\r])\p{Cc}/gu, ' ');
  return { ...report, recipient: report.recipient === null ? null : clean(report.recipient), status: clean(report.status), replyCode: clean(report.replyCode), action: report.action === null ? null : clean(report.action), diagnostic: clean(report.diagnostic) };
}

function readMail(keys: TokenKeys, { raw, envelopeRecipient }: Kept): Reading {
  const parsed = parseFeedback(raw);
  const matches = findMatches(keys, parsed, envelopeRecipient ?? undefined);
  const match = matches[0];
  return { entries: readReports(parsed, match).map((report) => ({ report, match, eventKey: null })), matches, disagreements: findDisagreements(matches), leftOutCount: parsed.leftOutCount };
}

function readEvents(keys: TokenKeys, source: Parameters<typeof readHook>[0], raw: Uint8Array): Reading {
  const read = readHook(source, raw).map(({ report, messageIds, addresses, eventKey }) => {
    const matches = findMatches(keys, { recipients: [], originalMessageIds: messageIds, originalAddresses: addresses }, undefined);
    return { entry: { report, match: matches[0], eventKey: eventKey === null ? null : `${source}:${eventKey}` }, matches };
  });
  return { entries: read.map(({ entry }) => entry), matches: read.flatMap(({ matches }) => matches), disagreements: read.flatMap(({ matches }) => findDisagreements(matches)), leftOutCount: 0 };
}

/** A mail to the unsubscribe address is the wish itself, unless a machine sent it (RFC 3834). */
function readReports(parsed: ParsedFeedback, match: Match | undefined): readonly FeedbackReport[] {
  const reports = parsed.reports.filter((report) => report.kind !== 'notbounce');
  if (match?.by !== 'unsubscribe') return reports;
  if (reports.length > 0) return [];
  return [{ recipient: null, kind: 'unsubscribe', bucket: 'notbounce', reason: 'mailto', status: '', replyCode: '', action: null, diagnostic: parsed.subject, source: 'headers' }];
}

function findDisagreements([first, ...others]: readonly Match[]): readonly string[] {
  if (first === undefined) return [];
  return others.filter((other) => nameOf(other) !== nameOf(first)).map((other) => `${first.by} names ${nameOf(first)}, ${other.by} names ${nameOf(other)}`);
}

/** Ids only: this goes into logs. */
function nameOf(match: Match): string {
  const { campaignId, subscriberId } = deliveryOf(match);
  return `${campaignId}/${subscriberId}`;
}

export function deliveryOf(match: Match): Pick<Extract<Match, { by: 'unsubscribe' }>['leaving'], 'campaignId' | 'subscriberId'> {
  return match.by === 'unsubscribe' ? match.leaving : match.delivery;
}
