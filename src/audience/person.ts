/** One row of a table -> one person, or why not. Pure: the same row always gives the same. */
import { isAddressFault, parseAddress, type Address } from '../address/parse.js';
import { suggestDomain } from '../address/suggest.js';
import type { Attributes } from '../store/subscribers.js';
import { cleanAttributes, cleanDate, cleanLang, cleanName, cleanText, type Cleaned } from './clean.js';
import type { Columns, Field } from './columns.js';
import { fromCsvField, type CsvRow } from './csv.js';

export type Person = Address & {
  readonly line: number;
  readonly name: string | null;
  readonly lang: string | null;
  readonly attributes: Attributes;
  readonly joinedAt: Date | null;
  readonly unsubscribedAt: Date | null;
  readonly consent: string | null;
  readonly source: string | null;
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
  'complained', 'nonsubscribed', 'deleted', 'no', 'n', 'false', '0', '해지', '구독해지', '수신거부', '거부', '탈퇴', '반송', '비활성', '退订', '已退订', '配信停止', '解除',
];
const maxNoteLength = 500;

export function readPerson(row: CsvRow, columns: Columns): Person | Refusal {
  const typed = fromCsvField(row.fields[columns.at.email ?? 0] ?? '').slice(0, 320);
  const read = row.fault === undefined ? readFields(row, columns) : { reason: row.fault };
  return 'reason' in read ? { line: row.line, typed, reason: read.reason } : read.value;
}

export function isRefusal(read: Person | Refusal): read is Refusal {
  return 'reason' in read;
}

function readFields(row: CsvRow, columns: Columns): Cleaned<Person> {
  const surplus = row.fields.slice(columns.all.length).find((field) => field.trim() !== '');
  if (surplus !== undefined) return { reason: `has ${row.fields.length} fields, the header has ${columns.all.length}: is a value with a comma not in quotation marks?` };
  const textOf = (field: Field): string => fromCsvField((columns.at[field] === undefined ? undefined : row.fields[columns.at[field]]) ?? '');
  const address = parseAddress(textOf('email'));
  if (isAddressFault(address)) return address;
  const values = allClean({
    name: cleanName(textOf('name') === '' ? joinNames(textOf('firstName'), textOf('lastName')) : textOf('name')),
    lang: cleanLang(textOf('lang')),
    attributes: cleanAttributes(columns.attributes.map((column) => [column.heading, fromCsvField(row.fields[column.index] ?? '')] as const)),
    joinedAt: cleanDate(textOf('joinedAt')),
    unsubscribedAt: cleanDate(textOf('unsubscribedAt')),
    consent: cleanNote(textOf('consent'), 'consent'),
    source: cleanNote(textOf('source'), 'source'),
    isGone: cleanStatus(textOf('status')),
  });
  if ('reason' in values) return values;
  const isGone = values.value.isGone || (columns.at.status === undefined && values.value.unsubscribedAt !== null);
  return { value: { ...address, ...values.value, isGone, line: row.line, suggestion: suggestDomain(address.domain) } };
}

type Values = Pick<Person, 'name' | 'lang' | 'attributes' | 'joinedAt' | 'unsubscribedAt' | 'consent' | 'source' | 'isGone'>;

/** All values, or the first reason. */
function allClean(cleaned: { readonly [Key in keyof Values]: Cleaned<Values[Key]> }): Cleaned<Values> {
  const faulty = Object.values(cleaned).find((one) => 'reason' in one);
  if (faulty !== undefined && 'reason' in faulty) return faulty;
  return { value: Object.fromEntries(Object.entries(cleaned).map(([key, one]) => [key, 'value' in one ? one.value : null])) as Values };
}

/** 김민지, not 민지 김. */
function joinNames(first: string, last: string): string {
  const isEastAsian = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\s]+$/u.test(first + last);
  return isEastAsian ? `${last}${first}` : `${first} ${last}`.trim();
}

function cleanNote(text: string, what: string): Cleaned<string | null> {
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
