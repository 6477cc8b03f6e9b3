/** The words of the segment language and its limits, as tables. */
import type { AttributeType } from '../audience/attributes.js';

/** What a field holds decides what may be asked of it. */
export type Kind = AttributeType | 'domain' | 'lang' | 'provider' | 'frequency' | 'set';

export const builtIns = {
  name: { kind: 'text', canMiss: true },
  address: { kind: 'text', canMiss: false },
  domain: { kind: 'domain', canMiss: false },
  provider: { kind: 'provider', canMiss: false },
  lang: { kind: 'lang', canMiss: true },
  joined: { kind: 'date', canMiss: false },
  source: { kind: 'text', canMiss: false },
  frequency: { kind: 'frequency', canMiss: false },
  topics: { kind: 'set', canMiss: true },
  lists: { kind: 'set', canMiss: false },
} as const satisfies Record<string, { kind: Kind; canMiss: boolean }>;
export type BuiltIn = keyof typeof builtIns;
export const builtInNames = Object.keys(builtIns) as readonly BuiltIn[];

/** People write the singular too. */
export const aliases: Readonly<Record<string, BuiltIn>> = { topic: 'topics', list: 'lists' };

/** What may be asked of each kind, beside `is set`, `is missing`. */
export const operatorsOf: Readonly<Record<Kind, readonly string[]>> = {
  text: ['=', '!=', 'in', 'not in', 'contains', 'starts with', 'ends with'],
  domain: ['=', '!=', 'in', 'not in', 'contains', 'starts with', 'ends with'],
  lang: ['=', '!=', 'in', 'not in'],
  provider: ['=', '!=', 'in', 'not in'],
  frequency: ['=', '!=', 'in', 'not in'],
  choice: ['=', '!=', 'in', 'not in'],
  boolean: ['=', '!='],
  number: ['=', '!=', '<', '<=', '>', '>=', 'in', 'not in'],
  date: ['=', '!=', '<', '<=', '>', '>=', 'in', 'not in'],
  set: ['has'],
};

export const outcomes = ['received', 'bounced', 'complained', 'clicked', 'opened'] as const;
export type Outcome = (typeof outcomes)[number];
/** What the ledger cannot tell unless the list counts it per person: asking for it otherwise is a fault, because a silent "nobody clicked" would send to everybody. */
export const untracked: readonly Outcome[] = ['clicked', 'opened'];

export const units = ['days', 'weeks', 'months', 'years'] as const;
export type Unit = (typeof units)[number];

/** Longer than any segment a person writes; short enough that nothing after it need fear its size. */
export const maxLength = 10_000;
/** Brackets and nots within each other: every walk over the tree calls itself that often. */
export const maxDepth = 50;
export const maxConditionCount = 200;
export const maxValueCount = 1_000;
export const maxCampaignCount = 1_000;
/** Keeps every counted day in a year of four digits. */
export const maxAgo: Readonly<Record<Unit, number>> = { days: 36_500, weeks: 5_200, months: 1_200, years: 100 };
