/** Which column of a table of people means what: by its heading (headings.ts), or as the caller maps it. */
import { parseAddress, isAddressFault } from '../address/parse.js';
import { UserError } from '../errors.js';
import type { AttributeDeclaration } from './attributes.js';
import { isAttributeKey, maxAttributeCount } from './clean.js';
import { fromCsvField } from './csv.js';
import { fieldNamed, fields, mayBeAddress, normalizeHeading, rankOf, type Field } from './headings.js';

/** Field -> heading in the file; an empty heading says that no column has this meaning. `skipped`: headings of columns that are left out. */
export type Mapping = Readonly<Partial<Record<Field, string>>> & { readonly skipped?: readonly string[] };

/** `declared`: the attribute of the list that the heading names, by its name or one of its labels. */
export type Column = { readonly heading: string; readonly index: number; readonly use: Field | 'attribute' | 'ignored'; readonly declared?: AttributeDeclaration };
export type Columns = { readonly all: readonly Column[]; readonly at: Readonly<Partial<Record<Field, number>>>; readonly attributes: readonly Column[] };

/** As they are shown, and kept as names of attributes. */
export function cleanHeadings(header: readonly string[]): readonly string[] {
  return header.map((heading) => fromCsvField(heading.trim()).normalize('NFC'));
}

/**
 * An attribute of a name that means something else as a heading is exported as `attributes.<name>`, and only so read back as what it was.
 * The parts of a name are fields and attributes both.
 */
const attributeMark = 'attributes.';

export function attributeHeading(key: string): string {
  const field = fieldNamed(key);
  const isOwn = field === undefined || field === 'firstName' || field === 'lastName';
  return isOwn && !key.startsWith(attributeMark) ? key : `${attributeMark}${key}`;
}

function withoutMark(heading: string): string {
  return heading.startsWith(attributeMark) ? heading.slice(attributeMark.length) : heading;
}

/** `holdsAddresses`: do the first rows have them in this column? Not known of a line of JSON. */
export type Known = { readonly declared?: readonly AttributeDeclaration[]; readonly holdsAddresses?: (index: number) => boolean };

/** Throws `import-header` when no column, or more than one, holds the addresses, or a mapped heading is missing. */
export function readColumns(header: readonly string[], mapping: Mapping, at: { file: string; line: number }, { declared = [], holdsAddresses = () => true }: Known = {}): Columns {
  const trimmed = cleanHeadings(header);
  const claimed = claimMapped(trimmed, mapping, at);
  const named = outrank(trimmed.map((heading, index): Column => ({ heading, index, use: claimed.get(index) ?? useOf(heading, mapping) })));
  const typed = named.map((column) => withDeclared(column, declared));
  const all = mapping.email === undefined ? findAddresses(typed, holdsAddresses) : typed;
  refuseDoubles(all, at);
  if (!all.some((column) => column.use === 'email')) throw noAddressColumn(trimmed, at);
  const unique = ignoreRepeated(all);
  const attributes = unique.filter((column) => column.use === 'attribute');
  if (attributes.length > maxAttributeCount) throw headerError(`There are ${attributes.length} columns beside the known ones; ${maxAttributeCount} are kept at the most`, at);
  return { all: unique, attributes, at: Object.fromEntries(unique.map((column) => [column.use, column.index])) };
}

function claimMapped(header: readonly string[], mapping: Mapping, at: { file: string; line: number }): ReadonlyMap<number, Field> {
  const claimed = new Map<number, Field>();
  for (const field of fields) {
    const heading = mapping[field];
    if (heading === undefined || heading === '') continue;
    const index = header.findIndex((candidate) => normalizeHeading(candidate) === normalizeHeading(heading));
    if (index === -1) throw headerError(`There is no column "${heading}"; the columns are: ${showHeader(header)}`, at);
    claimed.set(index, field);
  }
  return claimed;
}

/** A field that the mapping speaks of is not guessed. */
function useOf(heading: string, mapping: Mapping): Column['use'] {
  if (mapping.skipped?.includes(heading) === true) return 'ignored';
  const field = fieldNamed(heading);
  if (field !== undefined && mapping[field] === undefined) return field;
  return otherUse(heading);
}

/** Of several columns of one meaning the one whose heading goes first; the others are attributes. */
function outrank(all: readonly Column[]): readonly Column[] {
  const rank = ({ use, heading }: Column): number => (use === 'attribute' || use === 'ignored' ? 0 : rankOf(use, heading));
  return all.map((column) => (all.some((other) => other.use === column.use && rank(other) < rank(column)) ? { ...column, use: otherUse(column.heading) } : column));
}

/** When no heading says so: a column called `address` or the like, if addresses of mail stand in it. */
function findAddresses(all: readonly Column[], holdsAddresses: (index: number) => boolean): readonly Column[] {
  if (all.some(({ use }) => use === 'email')) return all;
  return all.map((column) => (column.use === 'attribute' && column.declared === undefined && mayBeAddress(column.heading) && holdsAddresses(column.index) ? { ...column, use: 'email' } : column));
}

/** Of a heading that names no field. */
export function otherUse(heading: string): 'attribute' | 'ignored' {
  return isAttributeKey(withoutMark(heading)) ? 'attribute' : 'ignored';
}

/** By its name, or by a label of its forms. */
export function declaredNamed(heading: string, declarations: readonly AttributeDeclaration[]): AttributeDeclaration | undefined {
  const normalized = normalizeHeading(withoutMark(heading));
  return declarations.find(({ name, labels }) => [name, ...Object.values(labels)].some((text) => normalizeHeading(text) === normalized));
}

function withDeclared(column: Column, declarations: readonly AttributeDeclaration[]): Column {
  if (column.use !== 'attribute') return column;
  const declared = declaredNamed(column.heading, declarations);
  return declared === undefined ? column : { ...column, declared };
}

/** What an attribute is kept under. */
export function attributeKey(column: Column): string {
  return column.declared?.name ?? withoutMark(column.heading);
}

function refuseDoubles(all: readonly Column[], at: { file: string; line: number }): void {
  for (const field of fields) {
    const same = all.filter((column) => column.use === field).map((column) => `"${column.heading}"`);
    if (same.length > 1) throw headerError(`${same.length} columns could be the ${field}: ${same.join(', ')}`, at, `Say which: --map ${field}=HEADING`);
  }
}

/** Two columns of one heading: the first is kept. Which one was meant nobody can tell, and the summary shows that one was left out. */
function ignoreRepeated(all: readonly Column[]): readonly Column[] {
  return all.map((column) => {
    const isRepeated = column.use === 'attribute' && all.some((other) => other.index < column.index && other.use === 'attribute' && attributeKey(other) === attributeKey(column));
    return isRepeated ? { ...column, use: 'ignored' } : column;
  });
}

function noAddressColumn(header: readonly string[], at: { file: string; line: number }): UserError {
  const isData = header.some((value) => !isAddressFault(parseAddress(value)));
  return headerError(
    isData ? `The first line is a person, not a header: ${showHeader(header)}` : `No column holds the addresses. The columns are: ${showHeader(header)}`,
    at,
    isData ? 'Put a line before it that names the columns, like: email,name' : 'Name one column email, or say which it is: --map email=HEADING',
  );
}

function showHeader(header: readonly string[]): string {
  const shown = header.slice(0, 12).map((heading) => JSON.stringify(heading.slice(0, 40)));
  return header.length > 12 ? `${shown.join(', ')} and ${header.length - 12} more` : shown.join(', ');
}

function headerError(message: string, at: { file: string; line: number }, hint?: string): UserError {
  return new UserError('import-header', `${message}.`, { hint, at: { file: at.file, line: at.line, column: 1 } });
}
