/** What the columns of a table probably mean, by their headings and by what stands in them, to be put before whoever imports it. */
import { isAddressFault, parseAddress } from '../address/parse.js';
import type { AttributeDeclaration } from './attributes.js';
import { cleanDate, cleanLang } from './clean.js';
import { declaredNamed, otherUse, type Column, type Mapping } from './columns.js';
import { fieldNamed, fields, rankOf, type Field } from './headings.js';

export type SuggestedColumn = {
  readonly heading: string;
  readonly use: Column['use'];
  /** `name`: its heading is known; `content`: its values look so; `declared`: the list asks for it; `none`: nothing is known of it. */
  readonly by: 'name' | 'content' | 'declared' | 'none' | 'said';
  /** The first different values. */
  readonly samples: readonly string[];
};

const sampleCount = 3;
/** Of the values that are there; some rows of any table are bad. */
const leastShare = 0.8;

const looks: Readonly<Partial<Record<Field, (value: string) => boolean>>> = {
  email: (value) => !isAddressFault(parseAddress(value)),
  // A tag of two letters could be a country; with a region, or of the usual languages, it is none.
  lang: (value) => /^(?:[a-z]{2}[-_][A-Za-z]{2,4}|ko|en|ja|zh|de|fr|es|ar|ru)$/.test(value) && 'value' in cleanLang(value),
  joinedAt: (value) => /\d:\d/.test(value) && 'value' in cleanDate(value), // a day alone could be a birthday
  consent: () => false,
};

export function suggestColumns(headings: readonly string[], rows: readonly (readonly string[])[], declarations: readonly AttributeDeclaration[]): readonly SuggestedColumn[] {
  const values = headings.map((_, index) => rows.map((row) => (row[index] ?? '').trim()).filter((value) => value !== ''));
  const columns = headings.map((heading, index): SuggestedColumn => ({ heading, samples: [...new Set(values[index])].slice(0, sampleCount), ...suggestUse(heading, declarations) }));
  return fields.reduce<readonly SuggestedColumn[]>((settled, field) => settleField(settled, field, values), columns);
}

function suggestUse(heading: string, declarations: readonly AttributeDeclaration[]): Pick<SuggestedColumn, 'use' | 'by'> {
  if (declaredNamed(heading, declarations) !== undefined) return { use: 'attribute', by: 'declared' };
  const field = fieldNamed(heading);
  if (field !== undefined) return { use: field, by: 'name' };
  return { use: otherUse(heading), by: 'none' };
}

/** One column a field: the best filled of those that are named so; without any, one that nothing is known of and whose values look so. */
function settleField(columns: readonly SuggestedColumn[], field: Field, values: readonly (readonly string[])[]): readonly SuggestedColumn[] {
  const look = looks[field];
  const scoreOf = (index: number): number => {
    const own = values[index] ?? [];
    return look === undefined ? own.length : own.filter(look).length;
  };
  const named = columns.flatMap((column, index) => (column.use === field ? [index] : []));
  const alike = named.length > 0 || look === undefined ? [] : columns.flatMap(({ by }, index) => (by === 'none' && isAlike(values[index] ?? [], look) ? [index] : []));
  const rank = (index: number): number => rankOf(field, columns[index]?.heading ?? '');
  const [best] = [...named, ...alike].toSorted((one, other) => scoreOf(other) - scoreOf(one) || rank(one) - rank(other));
  return columns.map((column, index) => {
    if (index === best) return { ...column, use: field, by: named.length > 0 ? 'name' : 'content' };
    return column.use === field ? { ...column, use: otherUse(column.heading), by: 'none' } : column;
  });
}

function isAlike(values: readonly string[], look: (value: string) => boolean): boolean {
  return values.length > 0 && values.filter(look).length >= values.length * leastShare;
}

/** Every field is spoken of, so that nothing is guessed any more. */
export function toMapping(columns: readonly Pick<SuggestedColumn, 'heading' | 'use'>[]): Mapping {
  const named = fields.map((field) => [field, columns.find(({ use }) => use === field)?.heading ?? ''] as const);
  return { ...(Object.fromEntries(named) as Record<Field, string>), skipped: columns.filter(({ use }) => use === 'ignored').map(({ heading }) => heading) };
}
