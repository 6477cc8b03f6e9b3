/** What Handlebars says of a fault, in words for a person, at the exact place of the template file. Handlebars itself is left to engine.ts. */
import { UserError, type Place } from '../errors.js';
import { findNearest } from '../issue/spelling.js';

export type FaultySource = { readonly file: string; readonly text: string };

/** Names that may have been meant. */
export type KnownNames = { readonly helpers: readonly string[]; readonly partials: readonly string[]; readonly values: readonly string[] };

type Told = { readonly message: string; readonly hint?: string | undefined; readonly offset: number; readonly length: number };

function placeAt({ file, text }: FaultySource, offset: number, length: number): Place {
  const before = text.slice(0, offset).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  const firstLine = Math.max(1, before.length - 2);
  const lines = text.split('\n').slice(firstLine - 1, before.length + 2);
  return { file, line: before.length, column, endColumn: column + Math.max(1, length), context: { firstLine, lines } };
}

function offsetOf(text: string, line: number, column: number): number {
  return text.split('\n').slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column;
}

/** Handlebars tells the place as fields of the error: the line from 1, the column from 0. */
function knownOffset(error: Error, text: string): number | undefined {
  const { lineNumber, column } = error as { lineNumber?: unknown; column?: unknown };
  return typeof lineNumber === 'number' && typeof column === 'number' ? offsetOf(text, lineNumber, column) : undefined;
}

function didYouMean(name: string, names: readonly string[]): string | undefined {
  const nearest = findNearest(name, names);
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}

/** The place of a name near where Handlebars points, which is the expression's beginning or the name itself. */
function toldName(name: string, text: string, from: number, told: Pick<Told, 'message' | 'hint'>): Told {
  const last = name.split('.').at(-1) ?? name;
  const found = text.indexOf(last, from);
  return { ...told, offset: found < 0 ? from : found, length: last.length };
}

function explainName(error: Error, { text }: FaultySource, known: KnownNames): Told | undefined {
  const from = knownOffset(error, text) ?? 0;
  const helper = /unknown helper (\S+)/.exec(error.message)?.[1];
  if (helper !== undefined) {
    const hint = didYouMean(helper, known.helpers) ?? `helpers: ${known.helpers.join(', ')}`;
    return toldName(helper, text, from, { message: `there is no helper "${helper}"`, hint });
  }
  const value = /^"(.+?)" not defined in/.exec(error.message)?.[1];
  if (value !== undefined) return toldName(value, text, from, { message: `"${value}" not defined in what a template can print`, hint: didYouMean(value, known.values) });
  const partial = /The partial (\S+) could not be found/.exec(error.message)?.[1];
  if (partial === undefined) return undefined;
  const call = new RegExp(`\\{\\{~?#?>\\s*(?=${partial.replaceAll(/[^\w-]/g, '\\$&')}(?![\\w-]))`).exec(text);
  const offset = call === null ? 0 : call.index + call[0].length;
  return { message: `the partial ${partial} could not be found`, hint: didYouMean(partial, known.partials), offset, length: partial.length };
}

type Block = { readonly name: string; readonly tag: string; readonly offset: number };

/** Tags of Handlebars; comments and raw blocks are none. */
const tagPattern = /\{\{!--[\s\S]*?--~?\}\}|\{\{![\s\S]*?\}\}|\{\{\{?~?\s*([#^/]?)\s*(?:[>*]\s*)?([\w.@-]*)[^{}]*(\}\}\}?)?/g;

/** The fault of structure that made the parser stumble: braces that do not close, a block that does not, a block closed by another's name. */
function findBrokenBlock({ text }: FaultySource): Told | undefined {
  const open: Block[] = [];
  for (const match of text.matchAll(tagPattern)) {
    const [tag, kind = '', name = '', end] = match;
    if (tag.startsWith('{{!')) continue;
    if (end === undefined) return { message: 'the braces that open here are never closed', hint: 'close them with }}', offset: match.index, length: 2 };
    if (kind === '#' || (kind === '^' && name !== '')) open.push({ name, tag, offset: match.index });
    if (kind !== '/') continue;
    const block = open.at(-1);
    if (block?.name === name) open.pop();
    else if (block === undefined) return { message: `${tag} closes nothing`, hint: `no {{#${name}}} is open here`, offset: match.index, length: tag.length };
    else if (open.some((other) => other.name === name)) return toUnclosed(block);
    else return { message: `${tag} does not close {{#${block.name}}}`, hint: `the open block is closed with {{/${block.name}}}`, offset: match.index, length: tag.length };
  }
  const last = open.at(-1);
  return last === undefined ? undefined : toUnclosed(last);
}

function toUnclosed({ name, tag, offset }: Block): Told {
  return { message: `the block ${tag} is never closed`, hint: `close it with {{/${name}}}`, offset, length: tag.length };
}

/** Where the parser stumbled: it shows the text around without its line breaks, and points with a caret at the word it did not expect. */
function explainParse(error: Error, { text }: FaultySource): Told {
  const [first = '', shown = '', pointer = ''] = error.message.split('\n');
  const line = Number(/on line (\d+)/.exec(first)?.[1] ?? 1);
  const at = pointer.indexOf('^');
  const before = shown.slice(0, at).replace(/^\.\.\./, '');
  const lineStart = offsetOf(text, line, 0);
  const found = at < 0 ? -1 : text.indexOf(before + shown.slice(at, at + 5), Math.max(0, lineStart - 40));
  return { message: 'this is not what Handlebars can read here', hint: 'an expression is a name, or a helper with its values: {{title}}, {{#if (any a b)}}', offset: found < 0 ? lineStart : found + before.length, length: 1 };
}

export function toTemplateError(error: Error, source: FaultySource, known: KnownNames): UserError {
  const isParse = error.message.startsWith('Parse error') || / doesn't match /.test(error.message);
  const told = explainName(error, source, known)
    ?? (isParse ? findBrokenBlock(source) ?? explainParse(error, source) : { message: error.message.split('\n')[0] ?? '', offset: knownOffset(error, source.text) ?? 0, length: 1 });
  return new UserError('template-invalid', `${source.file}: ${told.message}`, { at: placeAt(source, told.offset, told.length), hint: told.hint, cause: error });
}

/** Every name in the data, however deep: what a misspelled one may have meant. */
export function namesIn(data: unknown, depth = 6): readonly string[] {
  if (typeof data !== 'object' || data === null || depth === 0) return [];
  // The entries of a list have the same names.
  const entries = Array.isArray(data) ? data.slice(0, 3).map((value: unknown): [string, unknown] => ['', value]) : Object.entries(data);
  return [...new Set(entries.flatMap(([name, value]) => [...(name === '' ? [] : [name]), ...namesIn(value, depth - 1)]))];
}
