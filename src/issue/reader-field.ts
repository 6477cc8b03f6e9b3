/**
 * Fields of the reader in the texts of an issue: `{{reader.firstName default="friend"}}`. They are taken out before Markdown is parsed,
 * so that quotes and blanks in them mean nothing to it, and come back as tokens; in code they come back as they were written. What
 * begins with two braces and has no dot is text, in front of which a backslash does no harm.
 */
import type { Place } from '../errors.js';
import { fieldToken } from '../message/tokens.js';
import type { ReaderField } from '../message/field-text.js';
import { addError, addWarning, type Fault, type Findings } from './findings.js';
import { placeIn, type SourceText } from './source.js';
import { findNearest } from './spelling.js';

/** A field of an issue, with everywhere it stands. */
export type IssueField = ReaderField & { readonly places: Place[] };

export type FieldContext = { readonly findings: Findings; readonly fields: IssueField[] };

type Slot = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'field'; readonly field: ReaderField }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly faultStart: number; readonly faultEnd: number }
  /** `\{{`, outside of Markdown: Markdown takes the backslash away itself. */
  | { readonly kind: 'escape' }
  | { readonly kind: 'literal'; readonly name: string });

const head = /\s*([A-Za-z][\w-]*)\s*(\.?)/y;
const fieldName = /\s*([A-Za-z_][\w-]*)/y;
const close = /\s*\}\}/y;
const option = /\s*([A-Za-z_][\w-]*)\s*=\s*/y;
const quoted = /"([^"]*)"|'([^']*)'/y;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Everything in a text that begins with two braces and means something. */
function findSlots(value: string): readonly Slot[] {
  const slots: Slot[] = [];
  for (let at = value.indexOf('{{'); at >= 0;) {
    const slot = readSlot(value, at);
    if (slot !== undefined) slots.push(slot);
    // Of three braces the last two may be the ones that mean something.
    at = value.indexOf('{{', Math.max(slot?.end ?? 0, at + 1));
  }
  return slots;
}

/** A backslash takes the meaning away; in front of braces that mean nothing it is a backslash. */
function readSlot(value: string, start: number): Slot | undefined {
  const slot = readBraces(value, start);
  const backslashes = /\\*$/.exec(value.slice(Math.max(0, start - 50), start))?.[0].length ?? 0;
  return slot !== undefined && backslashes % 2 === 1 ? { kind: 'escape', start: start - 1, end: start + 2 } : slot;
}

function readBraces(value: string, start: number): Slot | undefined {
  const [all = '', name = '', dot = ''] = matchAt(head, value, start + 2) ?? [];
  if (name === '') return undefined;
  const at = start + 2 + all.length;
  const end = matchAt(close, value, at);
  if (dot === '' && name !== 'reader') return end === null ? undefined : { kind: 'literal', name, start, end: at + end[0].length };
  return name === 'reader' ? readField(value, start, at, dot !== '') : toUnknownObject(value, start, name);
}

/** `{{user.x}}`: an object that nobody has. */
function toUnknownObject(value: string, start: number, name: string): Slot {
  const rest = /^[^{}\n]*\}\}/.exec(value.slice(start + 2))?.[0] ?? name;
  const nearest = findNearest(name, ['reader']);
  const hint = nearest === undefined ? 'fields begin with "reader.", such as {{reader.name}}; for the braces themselves write \\{{' : 'did you mean "reader"?';
  const nameStart = value.indexOf(name, start);
  return toFault(start, start + 2 + rest.length, { code: 'reader-field', message: `there is no "${name}" to take a field from`, hint }, nameStart, nameStart + name.length);
}

function toFault(start: number, end: number, fault: Fault, faultStart = start, faultEnd = end): Slot {
  return { kind: 'fault', start, end, fault, faultStart, faultEnd };
}

/** `at` is behind `reader` or its dot. */
function readField(value: string, start: number, at: number, hasDot: boolean): Slot {
  const name = hasDot ? matchAt(fieldName, value, at) : null;
  if (name === null) {
    const end = at + (matchAt(close, value, at)?.[0].length ?? 0);
    return toFault(start, end, { code: 'reader-field', message: 'the field has no name', hint: 'such as {{reader.name}}' });
  }
  const behindName = at + name[0].length;
  const given = matchAt(option, value, behindName);
  const behind = given === null ? { at: behindName, text: undefined } : readDefault(value, behindName, given);
  if ('kind' in behind) return { ...behind, start };
  const end = matchAt(close, value, behind.at);
  if (end === null) return toUnclosed(value, start, behind.at);
  const field = { name: name[1] ?? '', ...(behind.text === undefined ? {} : { default: behind.text }) };
  return { kind: 'field', field, start, end: behind.at + end[0].length };
}

function readDefault(value: string, from: number, [written, name = '']: RegExpExecArray): Slot | { readonly at: number; readonly text: string } {
  const at = from + written.length;
  const end = endOfField(value, at);
  if (name !== 'default') {
    const nameStart = from + written.indexOf(name);
    return toFault(from, end, { code: 'reader-field', message: `a field takes no "${name}"`, hint: 'it takes default="…" and nothing else' }, nameStart, nameStart + name.length);
  }
  const text = matchAt(quoted, value, at);
  if (text !== null) return { at: at + text[0].length, text: (text[1] ?? text[2] ?? '').replaceAll(/\s+/g, ' ') };
  const word = /^[^\s}]*/.exec(value.slice(at))?.[0].length ?? 0;
  return toFault(from, end, { code: 'reader-field', message: 'the default has no quotes', hint: 'write default="friend", with straight quotes' }, at, at + Math.max(1, word));
}

/** Behind the braces that close the field, as far as they are on its line. */
function endOfField(value: string, at: number): number {
  return at + (/^[^{}\n]*\}\}/.exec(value.slice(at))?.[0].length ?? 0);
}

function toUnclosed(value: string, start: number, at: number): Slot {
  const end = endOfField(value, at);
  if (end === at) return toFault(start, at, { code: 'reader-field', message: 'the field that opens here is never closed', hint: 'close it with }}' }, start, start + 2);
  const odd = at + (/^\s*/.exec(value.slice(at))?.[0].length ?? 0);
  return toFault(start, end, { code: 'reader-field', message: 'this does not belong into a field', hint: 'a field is {{reader.name}} or {{reader.name default="…"}}' }, odd, end - 2);
}

/** The number of a field in the issue; the same field with the same default is one. */
function numberOf(field: ReaderField, place: Place, fields: IssueField[]): number {
  const known = fields.findIndex((other) => other.name === field.name && other.default === field.default);
  if (known >= 0) fields[known]?.places.push(place);
  else fields.push({ ...field, places: [place] });
  return known >= 0 ? known + 1 : fields.length;
}

/** Reports a slot that is none; the token of one that is. */
function settleSlot(slot: Slot, text: SourceText, { findings, fields }: FieldContext): string | undefined {
  if (slot.kind === 'fault') addError(findings, slot.fault, placeIn(text, slot.faultStart, slot.faultEnd));
  return slot.kind === 'field' ? fieldToken(numberOf(slot.field, placeIn(text, slot.start, slot.end), fields)) : undefined;
}

function warnLiteral(name: string, text: SourceText, slot: Slot, findings: Findings): void {
  const hint = `did you mean {{reader.${name}}}? If the braces are meant, write \\{{`;
  addWarning(findings, { code: 'reader-field-literal', message: `{{${name}}} is printed as it stands`, hint }, placeIn(text, slot.start, slot.end));
}

/** What a plain text says instead of `{{` while other braces in it are looked at; no text of an issue may hold this character. */
const literalBraces = '\ufdd2';

export function restoreBraces(text: string): string {
  return text.replaceAll(literalBraces, '{{');
}

/** A plain text with tokens for its fields, and the way back to the file. `restoreBraces` is the last step. */
export function placeFields(text: SourceText, context: FieldContext, isSubject = false): SourceText {
  return replaceSlots(text, findSlots(text.value), (slot) => {
    if (slot.kind === 'escape') return literalBraces;
    if (slot.kind !== 'literal') return settleSlot(slot, text, context) ?? '';
    if (!isSubject) warnLiteral(slot.name, text, slot, context.findings);
    return undefined;
  });
}

/** A text that is no place for fields: an address, the name of a publisher. */
export function refuseFields(text: SourceText, findings: Findings): void {
  for (const slot of findSlots(text.value)) {
    if (slot.kind !== 'field') continue;
    const fault = { code: 'reader-field-place', message: 'no field can stand here', hint: 'fields stand in subject, preheader, titles, captions, Markdown and links' } as const;
    addError(findings, fault, placeIn(text, slot.start, slot.end));
  }
}

/** Without its fields: for ids. */
export function withoutFields(value: string): string {
  return findSlots(value).reduceRight((rest, slot) => (slot.kind === 'field' ? rest.slice(0, slot.start) + rest.slice(slot.end) : rest), value);
}

/** Around the number of a slot while Markdown is parsed: characters that no text of an issue may hold, and that Markdown takes for letters. */
export const slotPattern = /\ufdd0(\d+)\ufdd1/g;

export type MarkedText = {
  /** With a mark for each slot. */
  readonly text: SourceText;
  readonly hasSlots: boolean;
  /** The token of a slot; a slot with a fault is reported. */
  readonly fill: (mark: string) => string;
  /** What the editor wrote. */
  readonly written: (mark: string) => string;
  readonly placeOf: (mark: string) => Place;
};

export function markFields(text: SourceText, context: FieldContext): MarkedText {
  const slots = findSlots(text.value).filter((slot) => slot.kind !== 'escape');
  const slotOf = (mark: string): Slot | undefined => slots[Number(/\d+/.exec(mark)?.[0])];
  const written = (mark: string): string => text.value.slice(slotOf(mark)?.start, slotOf(mark)?.end);
  return {
    text: replaceSlots(text, slots, (_, index) => `\ufdd0${index}\ufdd1`),
    hasSlots: slots.length > 0,
    written,
    fill: (mark) => {
      const slot = slotOf(mark);
      if (slot === undefined) return '';
      if (slot.kind === 'literal') warnLiteral(slot.name, text, slot, context.findings);
      return settleSlot(slot, text, context) ?? written(mark);
    },
    placeOf: (mark) => placeIn(text, slotOf(mark)?.start ?? 0, slotOf(mark)?.end),
  };
}

/** `undefined` leaves a slot as it is. */
function replaceSlots(text: SourceText, slots: readonly Slot[], replace: (slot: Slot, index: number) => string | undefined): SourceText {
  if (slots.length === 0) return text;
  let value = '';
  let from = 0;
  /** Where a stretch of the new value begins, and where in the old one. */
  const stretches: { readonly at: number; readonly old: number; readonly isKept: boolean }[] = [];
  for (const [index, slot] of slots.entries()) {
    const replacement = replace(slot, index);
    if (replacement === undefined) continue;
    stretches.push({ at: value.length, old: from, isKept: true });
    value += text.value.slice(from, slot.start);
    stretches.push({ at: value.length, old: slot.start, isKept: false });
    value += replacement;
    from = slot.end;
  }
  stretches.push({ at: value.length, old: from, isKept: true });
  value += text.value.slice(from);
  const toOldIndex = (index: number): number => {
    const stretch = stretches.findLast(({ at }) => at <= index);
    return stretch === undefined ? index : stretch.old + (stretch.isKept ? index - stretch.at : 0);
  };
  return { file: text.file, value, toOffset: (index) => text.toOffset(toOldIndex(index)) };
}
