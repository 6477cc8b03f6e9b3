/**
 * What a reader's fields are in words: the value that the list knows, else the default that the editor gave, dates and numbers as the
 * language of the issue writes them. In an address a value stands as it is kept: `1234`, not `1,234`.
 */
import { cleanValue } from './escape.js';

/** `{{reader.firstName default="friend"}}`: what an issue asks of a reader. */
export type ReaderField = { readonly name: string; readonly default?: string };

/** A value as the ledger keeps it. A date is marked, so that it is not taken for a text. */
export type FieldValue = string | number | boolean | { readonly date: string };

/** By name of the field. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

export type FieldText = { readonly inText: string; readonly inAddress: string };

/** Stands for a value in what everybody sees, when there is no default. */
const neutral = '…';

/** A reader's values in words, in the order of the fields. */
export type WriteFields = (values: FieldValues) => readonly FieldText[];

/**
 * One for a whole edition: a formatter costs a hundred times what it costs to use it. A field without value and default has no words,
 * and filling its place is refused.
 */
export function createFieldWriter(fields: readonly ReaderField[], lang: string): WriteFields {
  const format = createFormat(lang);
  return (values) => {
    const texts: FieldText[] = [];
    for (const [index, field] of fields.entries()) {
      const text = toFieldText(field, Object.hasOwn(values, field.name) ? values[field.name] : undefined, format);
      if (text !== undefined) texts[index] = text;
    }
    return texts;
  };
}

/** What the web edition shows: nobody's data. */
export function toPublicTexts(fields: readonly ReaderField[]): readonly FieldText[] {
  return fields.map((field) => {
    const text = cleanValue(field.default ?? '');
    return { inText: field.default === undefined ? neutral : text, inAddress: text };
  });
}

type Format = (value: FieldValue) => string;

/** Made when a value asks for it: most mails have none. UTC and Latin digits, as the dates of the issue itself are printed. */
function createFormat(lang: string): Format {
  let asNumber: Intl.NumberFormat | undefined;
  let asDate: Intl.DateTimeFormat | undefined;
  return (value) => {
    if (typeof value === 'number') return (asNumber ??= new Intl.NumberFormat(lang, { maximumFractionDigits: 20, numberingSystem: 'latn' })).format(value);
    if (typeof value !== 'object') return String(value);
    const day = new Date(`${value.date}T00:00:00Z`);
    if (Number.isNaN(day.getTime())) return value.date;
    asDate ??= new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC', calendar: 'gregory', numberingSystem: 'latn' });
    return asDate.format(day);
  };
}

function toFieldText(field: ReaderField, value: FieldValue | undefined, format: Format): FieldText | undefined {
  const inAddress = value === undefined ? '' : cleanValue(typeof value === 'object' ? value.date : String(value));
  if (value !== undefined && inAddress !== '') return { inText: cleanValue(format(value)), inAddress };
  if (field.default === undefined) return undefined;
  const text = cleanValue(field.default);
  return { inText: text, inAddress: text };
}
