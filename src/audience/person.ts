/** One row of a table -> one person, or why not. Pure: the same row always gives the same. */
import { isAddressFault, parseAddress, type Address } from '../address/parse.js';
import { suggestDomain } from '../address/suggest.js';
import type { Topic } from '../store/lists.js';
import type { Attributes } from '../store/subscribers.js';
import { cleanDate, cleanLang, cleanName, cleanText, type Cleaned } from './clean.js';
import type { Columns } from './columns.js';
import type { CsvRow } from './csv.js';
import { cleanFrequency, type Frequency } from './frequency.js';
import type { Field } from './headings.js';
import { createTopicsReader, type ChosenTopics } from './topics.js';
import { readAttributes } from './typed-attributes.js';

export type Person = Address & {
  readonly line: number;
  readonly name: string | null;
  readonly lang: string | null;
  readonly attributes: Attributes;
  readonly joinedAt: Date | null;
  readonly unsubscribedAt: Date | null;
  readonly consent: string | null;
  readonly source: string | null;
  /** Null: every issue. */
  readonly frequency: Frequency | null;
  readonly topics: ChosenTopics;
  /** The table says that this person left, bounced or never confirmed: they are remembered as gone, never written to. */
  readonly isGone: boolean;
  /** The domain that was probably meant. */
  readonly suggestion: string | null;
};

export type Refusal = { readonly line: number; readonly typed: string; readonly reason: string };

/** Values of a status column, without spaces and hyphens, in lower case. What is in neither is refused: nobody is written to by mistake. */
const present: readonly string[] = ['', 'subscribed', 'active', 'enabled', 'confirmed', 'yes', 'y', 'true', '1', '구독', '구독중', '수신', '수신동의', '동의', '정상', '활성', '订阅', '已订阅', '購読中'];
const gone: readonly string[] = [
  'unsubscribed', 'unsub', 'unconfirmed', 'pending', 'paused', 'inactive', 'disabled', 'blocklisted', 'blacklisted', 'blocked', 'suppressed', 'cleaned', 'bounced',
  'complained', 'nonsubscribed', 'unreachable', 'deleted', 'no', 'n', 'false', '0', '해지', '구독해지', '수신거부', '거부', '탈퇴', '반송', '비활성', '退订', '已退订', '配信停止', '解除',
];
const maxNoteLength = 500;

/** Reads the rows of one table. What many people share, a domain or a language, is looked into once. */
export type PersonReader = (row: CsvRow) => Person | Refusal;

export function createPersonReader(columns: Columns, topics: readonly Topic[]): PersonReader {
  const shared = { suggestion: remember(suggestDomain), lang: remember(cleanLang), isGone: remember(cleanStatus), joinedAt: remember(cleanDate), topics: remember(createTopicsReader(topics)) };
  return (row) => {
    const read = row.fault === undefined ? readFields(row, columns, shared) : { reason: row.fault };
    return 'line' in read ? read : { line: row.line, typed: (row.fields[columns.at.email ?? 0] ?? '').slice(0, 320), reason: read.reason };
  };
}

type Shared = {
  readonly suggestion: (domain: string) => string | null;
  readonly lang: (text: string) => Cleaned<string | null>;
  readonly isGone: (text: string) => Cleaned<boolean>;
  readonly joinedAt: (text: string) => Cleaned<Date | null>;
  readonly topics: (text: string) => Cleaned<ChosenTopics>;
};

/** A million people have some thousands of domains; more than this are not kept, so that memory stays flat. */
const rememberedCount = 5000;

function remember<Value>(work: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = work(text);
    if (known.size < rememberedCount && text.length < 100) known.set(text, value);
    return value;
  };
}

export function isRefusal(read: Person | Refusal): read is Refusal {
  return 'reason' in read;
}

/** They make the name; a mail may also greet with one of them: `{{reader.firstName}}`. */
const partsOfName = ['firstName', 'lastName'] as const;

function readFields(row: CsvRow, columns: Columns, shared: Shared): Person | { readonly reason: string } {
  if (row.fields.length > columns.all.length && row.fields.slice(columns.all.length).some((field) => field.trim() !== '')) {
    return { reason: `has ${row.fields.length} fields, the header has ${columns.all.length}: is a value with a comma not in quotation marks?` };
  }
  const address = parseAddress(textOf(row, columns, 'email'));
  if (isAddressFault(address)) return address;
  const given = textOf(row, columns, 'name');
  const name = cleanName(given === '' ? joinNames(textOf(row, columns, 'firstName'), textOf(row, columns, 'lastName')) : given);
  if ('reason' in name) return name;
  const lang = shared.lang(textOf(row, columns, 'lang'));
  if ('reason' in lang) return lang;
  const attributes = readAttributes(columns.attributes, (column) => row.fields[column.index] ?? '',
    partsOfName.flatMap((part) => (columns.at[part] === undefined ? [] : [[part, textOf(row, columns, part)] as const])));
  if ('reason' in attributes) return attributes;
  const joinedAt = shared.joinedAt(textOf(row, columns, 'joinedAt'));
  if ('reason' in joinedAt) return joinedAt;
  const unsubscribedAt = cleanDate(textOf(row, columns, 'unsubscribedAt'));
  if ('reason' in unsubscribedAt) return unsubscribedAt;
  const consent = cleanNote(textOf(row, columns, 'consent'), 'consent');
  if ('reason' in consent) return consent;
  const source = cleanNote(textOf(row, columns, 'source'), 'source');
  if ('reason' in source) return source;
  const frequency = cleanFrequency(textOf(row, columns, 'frequency'));
  if ('reason' in frequency) return { reason: `${frequency.reason}; leave the column out with --map frequency=` };
  const topics = shared.topics(textOf(row, columns, 'topics'));
  if ('reason' in topics) return topics;
  const isGone = shared.isGone(textOf(row, columns, 'status'));
  if ('reason' in isGone) return isGone;
  return {
    address: address.address, local: address.local, domain: address.domain, canonical: address.canonical, line: row.line,
    name: name.value, lang: lang.value, attributes: attributes.value, joinedAt: joinedAt.value, unsubscribedAt: unsubscribedAt.value, consent: consent.value, source: source.value, frequency: frequency.value, topics: topics.value,
    isGone: isGone.value || (columns.at.status === undefined && unsubscribedAt.value !== null), suggestion: shared.suggestion(address.domain),
  };
}

function textOf(row: CsvRow, columns: Columns, field: Field): string {
  const index = columns.at[field];
  return index === undefined ? '' : (row.fields[index] ?? '');
}

/** 김민지, not 민지 김. */
function joinNames(first: string, last: string): string {
  if (first === '' && last === '') return '';
  const isEastAsian = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\s]+$/u.test(first + last);
  return isEastAsian ? `${last}${first}` : `${first} ${last}`.trim();
}

function cleanNote(text: string, what: string): Cleaned<string | null> {
  if (text === '') return { value: null };
  const cleaned = cleanText(text, { maxLength: maxNoteLength, multiLine: true });
  if ('reason' in cleaned) return { reason: `the ${what} ${cleaned.reason}` };
  return { value: cleaned.value === '' ? null : cleaned.value };
}

function cleanStatus(text: string): Cleaned<boolean> {
  const status = text.toLowerCase().replaceAll(/[\s_-]/g, '');
  if (present.includes(status)) return { value: false };
  if (gone.includes(status)) return { value: true };
  return { reason: `the status "${text.slice(0, 30)}" is not known; leave the column out with --map status=` };
}
