/**
 * The attributes of a row or of one person: what the list declares is held to its type and kept in that type's one form; the rest is text,
 * as it comes. A row with a value that does not fit is refused whole: half a person would be in, and nobody would mend the other half.
 */
import { parseAttributeValue, toStoredText, type AttributeDeclaration } from './attributes.js';
import { cleanAttributes, type Cleaned } from './clean.js';
import { attributeKey, type Column } from './columns.js';

type Attributes = Readonly<Record<string, string>>;

/** `textOf` gives the cell of a column; `more` is known without one. The reason names the column by number and heading. */
export function readAttributes(columns: readonly Column[], textOf: (column: Column) => string, more: readonly (readonly [string, string])[]): Cleaned<Attributes> {
  const entries: (readonly [string, string])[] = [];
  for (const column of columns) {
    const typed = toTyped(column.declared, textOf(column));
    if ('reason' in typed) return { reason: `column ${column.index + 1}, "${column.heading.slice(0, 40)}": ${typed.reason}` };
    entries.push([attributeKey(column), typed.value]);
  }
  return cleanAttributes([...entries, ...more]);
}

/** Of one person, by name. `isWhole`: what is required must be there, as a form asks for it. */
export function checkTyped(attributes: Attributes, declarations: readonly AttributeDeclaration[], isWhole: boolean): Cleaned<Attributes> {
  const entries: (readonly [string, string])[] = [];
  for (const [key, text] of Object.entries(attributes)) {
    const typed = toTyped(declarations.find(({ name }) => name === key), text);
    if ('reason' in typed) return { reason: `${key.slice(0, 40)}: ${typed.reason}` };
    entries.push([key, typed.value]);
  }
  const missing = isWhole ? declarations.find(({ name, required }) => required && !entries.some(([key, text]) => key === name && text.trim() !== '')) : undefined;
  return missing === undefined ? cleanAttributes(entries) : { reason: `${missing.name} is required` };
}

function toTyped(declared: AttributeDeclaration | undefined, text: string): Cleaned<string> {
  if (declared === undefined) return { value: text };
  const read = parseAttributeValue(declared, text);
  if ('reason' in read) return read;
  return { value: read.value === null ? '' : toStoredText(read.value) };
}
