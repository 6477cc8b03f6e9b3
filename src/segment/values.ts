/** The values that a field may be compared with: each kind reads its own, and says what it wants instead. */
import { domainToASCII } from 'node:url';
import { parseDomain } from '../address/domain.js';
import { builtInLanes, lanes } from '../address/provider.js';
import { parseNumber } from '../audience/attributes.js';
import { frequencyWords } from '../audience/frequency.js';
import { expectSign, expectWord, faultAt, isWord, next, peek, skipSign, skipWord, type Cursor } from './cursor.js';
import { nearestHint } from './fault.js';
import type { Token } from './lex.js';
import { kindOf, nameOf, type Field, type PartTest, type Value } from './segment.js';
import { maxAgo, maxValueCount, units, type Kind } from './words.js';

/** `("KR", "US")`. */
export function readValues(cursor: Cursor, field: Field): readonly Value[] {
  const values: Value[] = [];
  expectSign(cursor, '(', 'the values stand in brackets');
  do {
    if (values.length === maxValueCount) throw faultAt(cursor, 'segment-size', `there are more than ${maxValueCount} values`);
    values.push(readValue(cursor, field));
  } while (skipSign(cursor, ','));
  expectSign(cursor, ')', 'the bracket of the values is not closed');
  return values;
}

/** `test` when only a part of the value is given. */
export function readValue(cursor: Cursor, field: Field, test?: PartTest): Value {
  const kind = kindOf(field);
  if (kind === 'date') return readDay(cursor, field);
  const token = next(cursor);
  if (kind === 'number') return readNumber(cursor, field, token);
  if (kind === 'boolean') return readTruth(cursor, field, token);
  const text = readText(cursor, field, token);
  if (test !== undefined) return kind === 'domain' && test === 'ends with' ? toAscii(text) : text;
  return readers[kind]?.(cursor, field, token, text) ?? text;
}

function readText(cursor: Cursor, field: Field, token: Token): string {
  if (token.kind === 'text') return token.value;
  const hint = token.kind === 'word' || token.kind === 'number' || token.kind === 'day' ? `put it into quotes: ${nameOf(field)} = "${token.value.slice(0, 40)}"` : 'a text stands in quotes, like "KR"';
  throw faultAt(cursor, 'segment-value', `${nameOf(field)} is compared with a text`, hint, token);
}

function readNumber(cursor: Cursor, field: Field, token: Token): number {
  const value = token.kind === 'number' ? parseNumber(token.value) : undefined;
  if (value !== undefined) return value;
  throw faultAt(cursor, 'segment-value', `${nameOf(field)} is compared with a number`, token.kind === 'text' ? 'without quotes' : 'like 42 or -1.5, at most 15 characters, 6 of them behind the point', token);
}

function readTruth(cursor: Cursor, field: Field, token: Token): boolean {
  const word = token.kind === 'word' ? token.value.toLowerCase() : '';
  if (word === 'true' || word === 'yes') return true;
  if (word === 'false' || word === 'no') return false;
  throw faultAt(cursor, 'segment-value', `${nameOf(field)} is true or false`, 'without quotes', token);
}

/** `2026-01-31`, `90 days ago`, `today`. */
function readDay(cursor: Cursor, field: Field): Value {
  if (skipWord(cursor, 'today')) return { ago: 0, unit: 'days' };
  const token = next(cursor);
  if (token.kind === 'day') return { day: token.value };
  const form = 'a day is 2026-01-31, 90 days ago, 6 months ago or today';
  if (token.kind !== 'number') throw faultAt(cursor, 'segment-value', `${nameOf(field)} is compared with a day`, token.kind === 'text' ? `without quotes: ${form}` : form, token);
  const unit = units.find((one) => isWord(cursor, one) || isWord(cursor, one.slice(0, -1)));
  if (unit === undefined) throw faultAt(cursor, 'segment-syntax', 'days, weeks, months or years is missing here', form);
  next(cursor);
  expectWord(cursor, ['ago'], form);
  const ago = Number(token.value);
  if (!/^\d{1,9}$/.test(token.value) || ago > maxAgo[unit]) throw faultAt(cursor, 'segment-value', `${token.value.slice(0, 30)} ${unit} is no whole number from 0 to ${maxAgo[unit]}`, undefined, token);
  return { ago, unit };
}

type Reader = (cursor: Cursor, field: Field, token: Token, text: string) => string;

const readers: Readonly<Partial<Record<Kind, Reader>>> = {
  choice: (cursor, field, token, text) => {
    const choices = 'attribute' in field ? (field.attribute.choices ?? []) : [];
    return requireOne(cursor, token, text, choices, `${nameOf(field)} has no choice`);
  },
  provider: readProvider,
  frequency: (cursor, _field, token, text) => requireOne(cursor, token, text, frequencyWords, 'there is no frequency'),
  domain: (cursor, _field, token, text) => {
    const domain = parseDomain(text);
    if (typeof domain === 'string') return domain;
    throw faultAt(cursor, 'segment-value', `"${text.slice(0, 60)}" is no domain: ${domain.reason}`, 'a domain is like gmail.com; for a part of it: domain ends with ".kr"', token);
  },
  lang: (cursor, _field, token, text) => {
    const tag = canonicalTag(text);
    if (tag !== undefined) return tag;
    throw faultAt(cursor, 'segment-value', `"${text.slice(0, 30)}" is no language tag`, 'a tag is like ko, en or zh-Hant', token);
  },
};

/** What a domain tells, and the database with it. Lanes of the settings, and those that only mail servers tell, are ways to send and no property of a reader. */
function readProvider(cursor: Cursor, _field: Field, token: Token, text: string): string {
  const isByServers = builtInLanes.some(({ lane }) => lane === text.toLowerCase() && !lanes.includes(lane));
  if (isByServers) throw faultAt(cursor, 'segment-value', `${text} is told by mail servers (MX) when a mail is sent, not by a reader's domain`, 'ask for the domains: domain in ("company.example", "school.example")', token);
  return requireOne(cursor, token, text, lanes, 'there is no provider', 'for a lane of the settings ask for its domains: domain in ("company.example")');
}

function requireOne(cursor: Cursor, token: Token, text: string, known: readonly string[], message: string, more?: string): string {
  const found = known.find((one) => one.normalize('NFC').toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw faultAt(cursor, 'segment-value', `${message} "${text.slice(0, 60)}"`, nearestHint(text, known, `there are: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', ...' : ''}${more === undefined ? '' : `; ${more}`}`), token);
}

/** A language has two or three letters (BCP 47); "korean" would be one by form alone. */
function canonicalTag(text: string): string | undefined {
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(text)) return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}

/** `.한국` as it is kept; what cannot be turned is compared as it is. */
function toAscii(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  const bare = text.replace(/^\./, '');
  return (text.startsWith('.') ? '.' : '') + (domainToASCII(bare) || bare);
}

/** The slug of a topic or a list; checked where the slugs are known. */
export function readSlug(cursor: Cursor, field: Field): string {
  const token = peek(cursor);
  next(cursor);
  const text = readText(cursor, field, token);
  const known = nameOf(field) === 'topics' ? cursor.known.topics : cursor.known.lists;
  return known === undefined ? text : requireOne(cursor, token, text, known, `there is no ${nameOf(field).slice(0, -1)}`);
}
