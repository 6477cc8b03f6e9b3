/** YAML of an issue with its places: what is wrong with the syntax, and reading values by key. What the keys mean is the schema's matter. */
import { LineCounter, isAlias, isCollection, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair, Scalar, YAMLError, YAMLMap } from 'yaml';
import { addError, type Findings } from './findings.js';
import { toSourceText } from './scalar.js';
import { placeAt, type SourceFile, type SourceText } from './source.js';
import type { Place } from '../errors.js';

/** A value in a YAML file; `key` is the node of the key it stands under. */
export type YamlValue = { readonly file: SourceFile; readonly node: Node | null; readonly key?: Node | undefined };

type ErrorText = readonly [message: string, hint?: string];

/** What the parser's codes mean to an editor. */
const errorTexts: Readonly<Record<string, ErrorText>> = {
  BLOCK_AS_IMPLICIT_KEY: ['a second ": " in one line', 'put a text that holds ": " into quotes'],
  BAD_SCALAR_START: ['a text cannot begin with this character', 'put the text into quotes'],
  UNEXPECTED_TOKEN: ['this does not belong here', 'a text that begins with a quote, a bracket or a brace goes into quotes as a whole'],
  TAB_AS_INDENT: ['a tab cannot indent', 'use spaces'],
  DUPLICATE_KEY: ['this key is here twice', 'keep one of them'],
  MULTIPLE_DOCS: ['a second YAML document begins here', 'remove the line "---"'],
  BAD_DQ_ESCAPE: ['the backslash begins no known escape', 'write two backslashes, or use single quotes'],
  TAG_RESOLVE_FAILED: ['the issue format has no tags', 'remove the word that begins with "!"'],
};

/** The root of a YAML file; undefined when the syntax is broken, which is reported. */
export function parseYaml(file: SourceFile, findings: Findings): YamlValue | undefined {
  const document = readDocument(file, findings);
  if (document === undefined) return undefined;
  const errors = [...document.errors, ...document.warnings];
  const [first] = errors.filter((error) => error.code !== 'DUPLICATE_KEY');
  // What follows the first fault of syntax is mostly its echo.
  const told = [...errors.filter((error) => error.code === 'DUPLICATE_KEY' && (first === undefined || error.pos[0] < first.pos[0])), ...(first === undefined ? [] : [first])];
  for (const error of told) reportSyntax(file, document, error, findings);
  if (first === undefined) reportForeignNodes(file, document, findings);
  return first === undefined ? { file, node: document.contents } : undefined;
}

function readDocument(file: SourceFile, findings: Findings): Document.Parsed | undefined {
  try {
    return parseDocument(file.text, { lineCounter: new LineCounter(), prettyErrors: false, version: '1.2', schema: 'core', logLevel: 'error', stringKeys: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The parser calls itself once per level.
    addError(findings, { code: 'markdown-depth', message: 'the YAML is nested too deep' }, placeAt(file, 0));
    return undefined;
  }
}

function reportSyntax(file: SourceFile, document: Document.Parsed, error: YAMLError, findings: Findings): void {
  const quote = findOpenQuote(file, document, error.pos[0]);
  if (quote !== undefined && error.code !== 'DUPLICATE_KEY') {
    addError(findings, { code: 'issue-yaml', message: 'the quote that opens here is never closed', hint: 'close it, or double a quote inside the text' }, placeAt(file, quote, quote + 1));
    return;
  }
  const [message, hint] = textOfError(error);
  // Faults of indentation begin at the start of the line; the eye looks for the first word.
  const start = Math.min(error.pos[0], file.text.length);
  const blanks = error.code === 'TAB_AS_INDENT' ? 0 : /^ */.exec(file.text.slice(start, start + 200))?.[0].length ?? 0;
  const end = error.code === 'DUPLICATE_KEY' ? keyEnd(file, error.pos[0]) : error.pos[1];
  addError(findings, { code: 'issue-yaml', message, ...(hint === undefined ? {} : { hint }) }, placeAt(file, start + blanks, end));
}

function textOfError(error: YAMLError): ErrorText {
  const known = errorTexts[error.code];
  if (known !== undefined) return known;
  const isIndentation = /same column|without - indicator|followed by map values/.test(error.message);
  if (isIndentation) return ['this line fits to nothing above it', 'keys of one group, and the "-" of one list, begin in the same column; a key ends with ": "'];
  return [error.message.charAt(0).toLowerCase() + error.message.slice(1)];
}

function keyEnd(file: SourceFile, start: number): number {
  return start + (/^[^\s:]+/.exec(file.text.slice(start, start + 80))?.[0].length ?? 1);
}

/**
 * An unclosed quote is noticed late: at the end of the file, or at the next quote, lines below. The culprit is the quoted text that
 * spans lines and ends where the fault is noticed.
 */
function findOpenQuote(file: SourceFile, document: Document.Parsed, noticedAt: number): number | undefined {
  let found: number | undefined;
  visit(document, {
    Scalar(_, scalar) {
      const [start, end] = scalar.range ?? [0, 0];
      const isQuoted = scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE';
      const sameLine = !file.text.slice(Math.min(end, noticedAt), noticedAt).includes('\n');
      const source = file.text.slice(start, end);
      const isClosed = source.length > 1 && source.endsWith(source.charAt(0));
      if (isQuoted && start < noticedAt && (source.includes('\n') ? sameLine : !isClosed)) found = start;
    },
  });
  return found;
}

/** Anchors and aliases would let a short file grow without end, and nothing in an issue needs them. A map as a key is a forgotten quote. */
function reportForeignNodes(file: SourceFile, document: Document.Parsed, findings: Findings): void {
  visit(document, {
    Alias: (_, node) => {
      const fault = { code: 'issue-yaml', message: 'the issue format has no aliases', hint: 'repeat the value, or put a text that begins with * into quotes' } as const;
      addError(findings, fault, nodePlace(file, node));
    },
    Map: (_, map) => {
      if (!hasForeignKey({ file, node: map })) return;
      const fault = { code: 'issue-value', message: 'a key must be a word', hint: 'put a text that begins with { or [ into quotes' } as const;
      addError(findings, fault, nodePlace(file, map));
    },
  });
}

/** True for a map that has a map or a list for a key, as `{{name}}` without quotes does. */
export function hasForeignKey({ node }: YamlValue): boolean {
  return isMap(node) && node.items.some((pair) => isCollection(pair.key));
}

function nodePlace(file: SourceFile, node: Node): Place {
  const [start, end] = node.range ?? [0, 0];
  return placeAt(file, start, isCollection(node) ? undefined : end);
}

/** The place of a value; when nothing was written, of its key. */
export function placeOf(value: YamlValue): Place {
  const isWritten = value.node !== null && !(isScalar(value.node) && value.node.value === null);
  const node = (isWritten ? value.node : value.key) ?? value.node ?? value.key;
  return node === null || node === undefined ? placeAt(value.file, 0) : nodePlace(value.file, node);
}

function findPair(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

/** The key node itself, for faults of the key. */
export function placeOfKey(value: YamlValue, key: string): Place {
  const pair = isMap(value.node) ? findPair(value.node, key) : undefined;
  return pair === undefined ? placeOf(value) : nodePlace(value.file, pair.key as Node);
}

/** The value under a key or a list index; undefined when it is not there or empty. */
export function childOf(value: YamlValue | undefined, key: string | number): YamlValue | undefined {
  if (value === undefined) return undefined;
  if (isSeq(value.node) && typeof key === 'number') {
    const node = value.node.items[key] as Node | undefined;
    return node === undefined ? undefined : { file: value.file, node };
  }
  const pair = isMap(value.node) ? findPair(value.node, String(key)) : undefined;
  if (pair === undefined) return undefined;
  return { file: value.file, node: pair.value as Node | null, key: pair.key as Node };
}

/** The key that a value stands under. */
export function keyOf(value: YamlValue | undefined): string | undefined {
  return isScalar(value?.key) ? String(value.key.value) : undefined;
}

/** The entries of a list; nothing when it is no list. */
export function entriesOf(value: YamlValue | undefined): readonly YamlValue[] {
  if (value === undefined || !isSeq(value.node)) return [];
  return value.node.items.map((node) => ({ file: value.file, node: node as Node }));
}

/** Text, or a number as it was written; undefined for everything else. */
export function textOf(value: YamlValue | undefined): SourceText | undefined {
  if (value === undefined || !isScalar(value.node)) return undefined;
  const { value: plain } = value.node;
  return typeof plain === 'string' || typeof plain === 'number' ? toSourceText(value.file, value.node as Scalar) : undefined;
}

export function isTrue(value: YamlValue | undefined): boolean {
  return isScalar(value?.node) && value.node.value === true;
}

export function isFalse(value: YamlValue | undefined): boolean {
  return isScalar(value?.node) && value.node.value === false;
}

/** Plain data for the schema. A key without a value counts as absent, so that an editor may leave `byline:` empty. */
export function toPlain(node: Node | null | undefined): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map((item) => toPlain(item as Node));
  if (!isMap(node) || isAlias(node)) return undefined;
  const entries = node.items.map((pair): [string, unknown] => [isScalar(pair.key) ? String(pair.key.value) : '', toPlain(pair.value as Node)]);
  return Object.fromEntries(entries.filter(([key, value]) => key !== '' && value !== null && value !== undefined));
}
