/** Asks one person in memory what segmentToSql asks of all in the database: previews with made-up readers use it. A test holds the two against each other. */
import { laneOf } from '../address/provider.js';
import type { AttributeDeclaration } from '../audience/attributes.js';
import { toFrequencyWord, type Frequency } from '../audience/frequency.js';
import { resolveDay, toDay } from './days.js';
import { isSampled } from './sample.js';
import { kindOf, type Condition, type Day, type Field, type Order, type PartTest, type Segment } from './segment.js';
import { foldAscii } from './sql.js';
import type { BuiltIn, Outcome } from './words.js';

export type SegmentSubject = {
  readonly subscriberId: string;
  readonly address: string;
  /** A-labels, lower case. */
  readonly domain: string;
  readonly name: string | null;
  readonly lang: string | null;
  /** As they are kept: text. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly joinedAt: Date;
  readonly source: string;
  /** Null: the person has not chosen. */
  readonly topics: readonly string[] | null;
  /** Null: every issue. */
  readonly frequency: Frequency | null;
  /** Slugs of the lists the person subscribes to. */
  readonly lists: readonly string[];
  /** Campaigns of the list that have begun, the newest first. */
  readonly campaigns: readonly string[];
  /** Campaign -> what came of the person's delivery. */
  readonly outcomes: ReadonlyMap<string, readonly Outcome[]>;
};

/** A reader of whom only some things are said: the rest is as of somebody who has joined today. */
export function toSubject(known: Pick<SegmentSubject, 'address' | 'domain'> & Partial<SegmentSubject>, now: Date): SegmentSubject {
  return { subscriberId: '0', name: null, lang: null, attributes: {}, joinedAt: now, source: 'import', topics: null, frequency: null, lists: [], campaigns: [], outcomes: new Map(), ...known };
}

export function matchesSegment(segment: Segment, subject: SegmentSubject, now: Date): boolean {
  return matches(segment.where, subject, now);
}

function matches(condition: Condition, subject: SegmentSubject, now: Date): boolean {
  switch (condition.kind) {
    case 'and': return condition.parts.every((part) => matches(part, subject, now));
    case 'or': return condition.parts.some((part) => matches(part, subject, now));
    case 'not': return !matches(condition.part, subject, now);
    case 'sample': return isSampled(subject.subscriberId, condition.percent, condition.seed);
    case 'outcome': return hasOutcome(condition, subject);
    case 'has': return slugsOf(condition.field, subject).includes(condition.value);
    case 'known': return isKnown(condition.field, subject) === condition.isKnown;
    default: return compares(condition, subject, now);
  }
}

type Of<Kind extends Condition['kind']> = Extract<Condition, { kind: Kind }>;

function hasOutcome({ outcome, campaigns }: Of<'outcome'>, subject: SegmentSubject): boolean {
  const ids = 'id' in campaigns ? [campaigns.id] : subject.campaigns.slice(0, campaigns.last);
  return ids.some((id) => subject.outcomes.get(id)?.includes(outcome) ?? false);
}

function slugsOf(field: Field, subject: SegmentSubject): readonly string[] {
  return 'builtIn' in field && field.builtIn === 'topics' ? (subject.topics ?? []) : subject.lists;
}

function isKnown(field: Field, subject: SegmentSubject): boolean {
  return 'builtIn' in field && field.builtIn === 'topics' ? subject.topics !== null : valueOf(field, subject) !== null;
}

const values: Readonly<Record<Exclude<BuiltIn, 'topics' | 'lists'>, (subject: SegmentSubject) => string | null>> = {
  name: ({ name }) => name,
  address: ({ address }) => address,
  domain: ({ domain }) => domain,
  provider: ({ domain }) => laneOf(domain),
  lang: ({ lang }) => lang,
  joined: ({ joinedAt }) => toDay(joinedAt),
  source: ({ source }) => source,
  frequency: ({ frequency }) => toFrequencyWord(frequency),
};

/** Null when the person has none, or one that is not of the declared type. */
function valueOf(field: Field, subject: SegmentSubject): string | null {
  if ('attribute' in field) return attributeOf(field.attribute, subject);
  if (field.builtIn === 'topics' || field.builtIn === 'lists') throw new Error(`${field.builtIn} have no single value`);
  return values[field.builtIn](subject) || null;
}

function attributeOf({ name, type, choices = [] }: AttributeDeclaration, { attributes }: SegmentSubject): string | null {
  const kept = Object.hasOwn(attributes, name) ? (attributes[name] ?? '') : '';
  if (kept === '') return null;
  switch (type) {
    case 'text': return kept;
    case 'number': return kept.length <= 15 && /^-?[0-9]+([.][0-9]+)?$/.test(kept) ? kept : null;
    case 'date': return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(kept) ? kept : null;
    case 'boolean': return kept === 'true' || kept === 'false' ? kept : null;
    case 'choice': return choices.includes(kept) ? kept : null;
  }
}

function compares(condition: Of<'among' | 'order' | 'part'>, subject: SegmentSubject, now: Date): boolean {
  const value = valueOf(condition.field, subject);
  if (value === null) return false;
  if (condition.kind === 'part') return partTests[condition.test](foldAscii(value), foldAscii(condition.value));
  if (condition.kind === 'order') return isInOrder(value, condition, now);
  return condition.values.some((one) => isSame(condition.field, value, typeof one === 'object' ? resolveDay(one, now) : String(one))) !== condition.isNegated;
}

const partTests: Readonly<Record<PartTest, (text: string, part: string) => boolean>> = {
  'contains': (text, part) => text.includes(part),
  'starts with': (text, part) => text.startsWith(part),
  'ends with': (text, part) => text.endsWith(part),
};

function isSame(field: Field, value: string, wanted: string): boolean {
  switch (kindOf(field)) {
    case 'text': return foldAscii(value) === foldAscii(wanted);
    case 'number': return Number(value) === Number(wanted);
    case 'lang': return foldAscii(value) === foldAscii(wanted) || foldAscii(value).startsWith(`${foldAscii(wanted)}-`);
    default: return value === wanted;
  }
}

const orders: Readonly<Record<Order, (one: number | string, other: number | string) => boolean>> = {
  '<': (one, other) => one < other, '<=': (one, other) => one <= other, '>': (one, other) => one > other, '>=': (one, other) => one >= other,
};

function isInOrder(value: string, { field, order, value: wanted }: Of<'order'>, now: Date): boolean {
  if (kindOf(field) === 'number') return orders[order](Number(value), Number(wanted));
  return orders[order](value, resolveDay(wanted as Day, now));
}
