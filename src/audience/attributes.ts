/**
 * What a list asks of its people beside name and language: declared attributes, each with a type. Values are kept as text in one
 * canonical form per type, so that exports give back what was imported and segments can compare without guessing.
 */
import { z } from 'zod';
import { cleanDate, cleanText, maxAttributeCount, maxAttributeLength, type Cleaned } from './clean.js';

export const attributeTypes = ['text', 'number', 'date', 'boolean', 'choice'] as const;
export type AttributeType = (typeof attributeTypes)[number];

export type AttributeDeclaration = {
  readonly name: string;
  readonly type: AttributeType;
  /** Of type choice: what may be chosen, as it is shown and kept. */
  readonly choices?: readonly string[] | undefined;
  /** A form is not taken without it. */
  readonly required: boolean;
  /** On forms; others are for the admin's own tables only. */
  readonly isShown: boolean;
  /** Language tag -> how forms ask for it; default: the name. */
  readonly labels: Readonly<Record<string, string>>;
  /** What a form begins with. */
  readonly default?: string | undefined;
};

/** A date is its day, `2026-01-31`. */
export type AttributeValue = string | number | boolean;

/** What a person has without any declaration, and the words of the segment language: an attribute of that name could not be asked for. */
export const reservedNames: readonly string[] = [
  'id', 'email', 'mail', 'address', 'name', 'lang', 'language', 'domain', 'provider', 'lane', 'status', 'joined', 'joinedat', 'unsubscribedat', 'source', 'consent', 'frequency',
  'topic', 'topics', 'list', 'lists', 'attributes', 'campaign', 'campaigns', 'sent', 'received', 'bounced', 'complained', 'clicked', 'opened',
  'and', 'or', 'not', 'in', 'is', 'has', 'set', 'missing', 'contains', 'starts', 'ends', 'with', 'last', 'ago', 'today', 'sample', 'seed', 'segment', 'true', 'false', 'yes', 'no', 'null', 'now',
  'day', 'days', 'week', 'weeks', 'month', 'months', 'year', 'years',
  // What JavaScript objects have by themselves, and would answer with when nobody said anything.
  'constructor', 'prototype', 'tostring', 'tolocalestring', 'valueof', 'hasownproperty', 'isprototypeof', 'propertyisenumerable',
];

const maxChoiceCount = 300; // countries of the world, with room
const maxChoiceLength = 100;

const name = z.string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'must begin with a small letter and hold only letters and digits, like country or birthYear')
  .refine((text) => !reservedNames.includes(text.toLowerCase()), 'is a name that Courant uses itself');
const shortText = z.string().refine((text) => {
  const cleaned = cleanText(text, { maxLength: maxChoiceLength, multiLine: false });
  return 'value' in cleaned && cleaned.value === text && text !== '';
}, `must be a text of one line, at most ${maxChoiceLength} characters, without spaces at its ends`);
const labels = z.record(z.string().refine(isLanguageTag, 'must be a language tag such as ko, en or zh-Hans'), shortText);

const declaration = z.strictObject({
  name: name.describe('Name in segments, files and templates.'),
  type: z.enum(attributeTypes).describe('What a value may be.'),
  choices: z.array(z.union([shortText, z.number().transform(String)])).min(1, 'must name at least one').max(maxChoiceCount, `must be ${maxChoiceCount} at the most`).optional()
    .describe('Of type choice: what may be chosen.'),
  required: z.boolean().default(false).describe('A form is not taken without it.'),
  isShown: z.boolean().default(true).describe('On forms.'),
  labels: labels.default({}).describe('Language tag: how forms ask for it.'),
  default: z.union([z.string(), z.number(), z.boolean()]).transform(String).optional().describe('What a form begins with.'),
});

/** A list's declarations, whole. Reads what files, flags and the database hold. */
export const attributesSchema = z.array(declaration).max(maxAttributeCount, `must be ${maxAttributeCount} at the most`)
  .superRefine((declarations, context) => {
    for (const [index, one] of declarations.entries()) {
      const fault = findFault(one, declarations.slice(0, index));
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault.message, path: [index, fault.key] });
    }
  });

function findFault(one: AttributeDeclaration, earlier: readonly AttributeDeclaration[]): { key: string; message: string } | undefined {
  if (earlier.some((other) => other.name.toLowerCase() === one.name.toLowerCase())) return { key: 'name', message: 'must be another one: it is there already' };
  if ((one.type === 'choice') !== (one.choices !== undefined)) return { key: one.choices === undefined ? 'type' : 'choices', message: one.choices === undefined ? 'must come with choices' : 'belongs to the type choice only' };
  if (new Set(one.choices?.map(foldCase)).size !== (one.choices?.length ?? 0)) return { key: 'choices', message: 'must name each once' };
  if (one.default === undefined) return undefined;
  const parsed = parseAttributeValue(one, one.default);
  return 'reason' in parsed ? { key: 'default', message: `must be a value: it ${parsed.reason}` } : undefined;
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}

function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Null: nothing was said. The reason reads behind the name: `age: "old" is no number such as 42`. */
export function parseAttributeValue(declared: AttributeDeclaration, text: string): Cleaned<AttributeValue | null> {
  const cleaned = cleanText(text, { maxLength: maxAttributeLength, multiLine: true });
  if ('reason' in cleaned || cleaned.value === '') return 'reason' in cleaned ? cleaned : { value: null };
  const value = readers[declared.type](cleaned.value, declared);
  return value === undefined ? { reason: `"${cleaned.value.slice(0, 30)}" ${faults[declared.type](declared)}` } : { value };
}

/** As it is kept: `42`, `2026-01-31`, `true`, the choice as it was declared. */
export function toStoredText(value: AttributeValue): string {
  return String(value);
}

const yes: readonly string[] = ['true', 'yes', 'y', 'on', '1', '예', '네', '是', 'はい'];
const no: readonly string[] = ['false', 'no', 'n', 'off', '0', '아니오', '아니요', '否', 'いいえ'];

const readers: Readonly<Record<AttributeType, (text: string, declared: AttributeDeclaration) => AttributeValue | undefined>> = {
  text: (text) => text,
  number: parseNumber,
  date: parseDay,
  boolean: (text) => (yes.includes(foldCase(text)) ? true : no.includes(foldCase(text)) ? false : undefined),
  choice: (text, { choices }) => choices?.find((choice) => foldCase(choice) === foldCase(text)),
};

const faults: Readonly<Record<AttributeType, (declared: AttributeDeclaration) => string>> = {
  text: () => 'is no text',
  number: () => 'is no number such as 42 or -1.5 (at most 15 characters, 6 of them behind the point)',
  date: () => 'is no day such as 2026-01-31',
  boolean: () => 'is neither true nor false',
  choice: ({ choices = [] }) => `is none of ${choices.slice(0, 8).join(', ')}${choices.length > 8 ? ', ...' : ''}`,
};

/** Fifteen characters are exact in a double and in SQL's numeric alike. A comma could be thousands or decimals: nobody guesses. */
export function parseNumber(text: string): number | undefined {
  return /^-?\d+(?:\.\d{1,6})?$/.test(text) && text.length <= 15 ? Number(text) + 0 : undefined;
}

/** The day as it is written; a time behind it does not move it into another zone's day. */
export function parseDay(text: string): string | undefined {
  const date = cleanDate(text);
  const [, year = '', month = '', day = ''] = /^(\d{4})[-/.] ?(\d{1,2})[-/.] ?(\d{1,2})/.exec(text) ?? [];
  return 'reason' in date || date.value === null || year === '' ? undefined : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
