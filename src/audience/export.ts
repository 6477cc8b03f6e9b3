/** A list as CSV or JSON lines, streaming: what a spreadsheet opens without harm and what `subscriber import` reads back as it was. */
import type { SubscriberId } from '../ids.js';
import type { Segment } from '../segment/segment.js';
import type { ListRow } from '../store/lists.js';
import type { Database } from '../store/store.js';
import { listAttributeKeys, pageMembers, type Member } from '../store/subscriptions.js';
import { attributeHeading } from './columns.js';
import { toCsvLine } from './csv.js';
import { toFrequencyWord } from './frequency.js';
import { keepDeclared, toTopicsCell } from './topics.js';

const pageSize = 1000;
const headings = ['email', 'name', 'lang', 'status', 'joined_at', 'unsubscribed_at', 'source', 'consent', 'frequency', 'topics'] as const;

export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Those who subscribe and are in it. */
export type ExportChoice = { readonly segment: Segment; readonly now: Date };

/** Lines with their ends, the header first, in the order people joined the program. Those who left are in it, with their status; not so by a segment. */
export async function* exportSubscribers(database: Database, list: Pick<ListRow, 'id' | 'topics'>, format: ExportFormat, choice: ExportChoice | null = null): AsyncGenerator<string> {
  const keys = await listAttributeKeys(database, list.id);
  const isRenamed = keys.some((key) => attributeHeading(key) !== key);
  const toLine = format === 'csv' ? (member: Member): string => toCsvLine(toCells(member, keys)) : (member: Member): string => toJsonLine(isRenamed ? withHeadings(member) : member);
  if (format === 'csv') yield toCsvLine([...headings, ...keys.map(attributeHeading)]);
  let after: SubscriberId | null = null;
  for (;;) {
    const members: readonly Member[] = await pageMembers(database, list.id, { after, limit: pageSize, choice });
    yield members.map((member) => toLine({ ...member, topics: keepDeclared(member.topics, list.topics) })).join('');
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
    toTopicsCell(member.topics),
    ...keys.map((key) => (Object.hasOwn(member.attributes, key) ? (member.attributes[key] ?? '') : '')),
  ];
}

function withHeadings(member: Member): Member {
  return { ...member, attributes: Object.fromEntries(Object.entries(member.attributes).map(([key, value]) => [attributeHeading(key), value])) };
}

/** The headings as keys; what is not known is null, and nothing needs defusing. */
function toJsonLine(member: Member): string {
  const { address, name, lang, status, joinedAt, unsubscribedAt, source, consent, frequency, topics, attributes } = member;
  return `${JSON.stringify({ email: address, name, lang, status, joined_at: joinedAt, unsubscribed_at: unsubscribedAt, source, consent, frequency: toFrequencyWord(frequency), topics, attributes })}\n`;
}
