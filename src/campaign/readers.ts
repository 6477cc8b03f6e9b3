/**
 * What an issue asks of its readers, held against a list: fields that the list declares, segments that it can tell. Every fault at its
 * place in the issue, when the issue is at hand; the freeze asks again with the edition alone.
 */
import { resolveSegment } from '../audience/segments.js';
import type { Edition } from '../edition/edition.js';
import { UserError, UserErrors, type Place } from '../errors.js';
import type { Issue, SectionReaders } from '../issue/issue.js';
import { findNearest } from '../issue/spelling.js';
import type { ReaderField } from '../message/field-text.js';
import type { Segment } from '../segment/segment.js';
import type { ListRow } from '../store/lists.js';
import type { FieldKind, PersonalCount, PersonalNeeds } from '../store/personal.js';
import type { Database } from '../store/store.js';

const builtIns: Readonly<Record<string, FieldKind>> = { name: 'name', address: 'address', lang: 'lang' };

type AskedField = ReaderField & { readonly places?: readonly Place[] };

/** Throws UserErrors: `reader-field-unknown`, `segment-*`, `not-found`; all of them. */
export async function resolveReaders(database: Database, list: ListRow, edition: Edition, issue?: Issue): Promise<PersonalNeeds> {
  const asked: readonly AskedField[] = issue?.fields ?? edition.fields ?? [];
  const kinds = new Map<string, FieldKind>();
  const faults: UserError[] = [];
  for (const field of asked) {
    const kind = kindOf(field.name, list);
    if (kind === undefined) faults.push(...toUnknown(field, list));
    else kinds.set(field.name, kind);
  }
  const sections: Segment[] = [];
  const places = issue?.sections.flatMap(({ readers }) => (readers === undefined ? [] : [readers])) ?? [];
  for (const [index, { readers }] of (edition.conditionalSections ?? []).entries()) {
    const segment = await resolveSegment(database, list, readers).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      return error;
    });
    if (segment instanceof UserError) faults.push(toFault(segment, places[index], edition.conditionalSections?.[index]?.id ?? ''));
    else sections.push(segment);
  }
  if (faults.length > 0) throw faults.length === 1 ? faults[0] : new UserErrors(faults);
  return { fields: [...kinds].map(([name, kind]) => ({ name, kind })), sections };
}

function kindOf(name: string, { attributes }: ListRow): FieldKind | undefined {
  if (Object.hasOwn(builtIns, name)) return builtIns[name];
  const declared = attributes.find((attribute) => attribute.name === name);
  if (declared === undefined) return undefined;
  return declared.type === 'number' || declared.type === 'date' ? declared.type : 'text';
}

function toUnknown({ name, places }: AskedField, list: ListRow): readonly UserError[] {
  const known = [...Object.keys(builtIns), ...list.attributes.map((attribute) => attribute.name)];
  const nearest = findNearest(name, known);
  const hint = nearest === undefined ? `the list has: ${known.map((one) => `reader.${one}`).join(', ')}` : `did you mean reader.${nearest}?`;
  const at: readonly (Place | undefined)[] = places ?? [undefined];
  return at.map((place) => new UserError('reader-field-unknown', `the list "${list.slug}" knows no reader.${name}`, { at: place, hint }));
}

/** A fault of a segment counts columns in its text; the editor counts in his file. A saved segment has its own text, and no place in the issue but the name. */
function toFault(fault: UserError, readers: SectionReaders | undefined, id: string): UserError {
  const isOwnText = fault.at?.file === 'segment' && readers !== undefined && !fault.message.startsWith('The saved segment');
  const at = readers === undefined ? fault.at : isOwnText ? placeIn(readers, fault.at) : readers.at;
  return new UserError(fault.code, `the readers of section "${id}": ${fault.message}`, { at, hint: fault.hint, cause: fault });
}

function placeIn({ segment, at, positions }: SectionReaders, inside: Place | undefined): Place {
  const lines = segment.split('\n').slice(0, (inside?.line ?? 1) - 1);
  const index = lines.reduce((sum, line) => sum + line.length + 1, 0) + (inside?.column ?? 1) - 1;
  const start = positions[Math.min(index, positions.length - 1)];
  if (start === undefined) return at;
  const width = Math.max(1, (inside?.endColumn ?? 0) - (inside?.column ?? 0));
  return start.line === at.line ? { ...at, column: start.column, endColumn: start.column + width } : at;
}

/** Fields that some people of the audience would leave empty. */
export function findGaps(edition: Edition, count: PersonalCount, list: ListRow, issue?: Issue): readonly UserError[] {
  const asked: readonly AskedField[] = issue?.fields ?? edition.fields ?? [];
  return asked.flatMap((field) => {
    const missing = count.missing[field.name] ?? 0;
    if (field.default !== undefined || missing === 0) return [];
    const people = missing === 1 ? '1 reader' : `${missing.toLocaleString('en')} readers`;
    const message = `${people} of the list "${list.slug}" ${missing === 1 ? 'has' : 'have'} no ${field.name}, and the field has no default`;
    return [new UserError('reader-field-no-default', message, { at: field.places?.[0], hint: `write {{reader.${field.name} default="…"}}` })];
  });
}
