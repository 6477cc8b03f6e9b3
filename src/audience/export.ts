/** A list as CSV or JSON lines, streaming: what a spreadsheet opens without harm and what `subscriber import` reads back as it was. */
import type { ListId, SubscriberId } from '../ids.js';
import type { Segment } from '../segment/segment.js';
import type { Database } from '../store/store.js';
import { listAttributeKeys, pageMembers, type Member } from '../store/subscriptions.js';
import { toCsvLine } from './csv.js';
import { toFrequencyWord } from './frequency.js';

const pageSize = 1000;
const headings = ['email', 'name', 'lang', 'status', 'joined_at', 'unsubscribed_at', 'source', 'consent', 'frequency'] as const;

export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Those who subscribe and are in it. */
export type ExportChoice = { readonly segment: Segment; readonly now: Date };

/** Lines with their ends, the header first, in the order people joined the program. Those who left are in it, with their status; not so by a segment. */
export async function* exportSubscribers(database: Database, listId: ListId, format: ExportFormat, choice: ExportChoice | null = null): AsyncGenerator<string> {
  const keys = format === 'csv' ? await listAttributeKeys(database, listId) : [];
  const toLine = format === 'csv' ? (member: Member): string => toCsvLine(toCells(member, keys)) : toJsonLine;
  if (format === 'csv') yield toCsvLine([...headings, ...keys]);
  let after: SubscriberId | null = null;
  for (;;) {
    const members: readonly Member[] = await pageMembers(database, listId, { after, limit: pageSize, choice });
    yield members.map(toLine).join('');
    const last = members.at(-1);
    if (last === undefined || members.length < pageSize) return;
    after = last.subscriberId;
  }
}

function toCells(member: Member, keys: readonly string[]): readonly string[] {
  return [
    member.address,
    member.name ?? '',
    member.lang ?? '',
    member.status,
    member.joinedAt.toISOString(),
    member.unsubscribedAt?.toISOString() ?? '',
    member.source,
    member.consent ?? '',
    toFrequencyWord(member.frequency),
    ...keys.map((key) => (Object.hasOwn(member.attributes, key) ? (member.attributes[key] ?? '') : '')),
  ];
}

/** The headings as keys; what is not known is null, and nothing needs defusing. */
function toJsonLine(member: Member): string {
  const { address, name, lang, status, joinedAt, unsubscribedAt, source, consent, frequency, attributes } = member;
  return `${JSON.stringify({ email: address, name, lang, status, joined_at: joinedAt, unsubscribed_at: unsubscribedAt, source, consent, frequency: toFrequencyWord(frequency), attributes })}\n`;
}
