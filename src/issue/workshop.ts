/** What is carried along while an issue is built, and the readers of its values: text, Markdown, pictures. */
import type { FragmentLink } from './address.js';
import { openBeside, type IssueFiles } from './beside.js';
import { fillAddress } from './field-tree.js';
import { addError, type Findings } from './findings.js';
import type { Asset, Rich } from './issue.js';
import { toRich } from './markdown.js';
import type { ParseMarkdown } from './parse-cache.js';
import type { Spots } from './places.js';
import { markFields, placeFields, refuseFields, restoreBraces, type IssueField } from './reader-field.js';
import { wholeText, type SourceFile, type SourceText } from './source.js';
import { checkText, toOneLine } from './text.js';
import { childOf, keyOf, placeOf, textOf, type YamlValue } from './yaml.js';

export type Workshop = {
  readonly findings: Findings;
  readonly files: IssueFiles;
  readonly ids: Set<string>;
  readonly fragments: FragmentLink[];
  readonly assets: Map<string, Asset>;
  readonly spots: Spots;
  /** Numbered by their place here, from 1. */
  readonly fields: IssueField[];
  /** Sections for some readers only, so far. */
  readonly conditional: { count: number };
  readonly parse: ParseMarkdown | undefined;
  /** Markdown files that were read, in their order. */
  readonly texts: SourceFile[];
  /** What readers read, as it was written. */
  readonly prose: SourceText[];
};

/** A text in one line that is the same for all readers. */
export function readText(value: YamlValue | undefined, shop: Workshop): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  checkText(text, shop.findings);
  refuseFields(text, shop.findings);
  keepProse(value, text, shop);
  return toOneLine(text);
}

/** A text in one line that may ask for fields of its reader. */
export function readPersonalText(value: YamlValue | undefined, shop: Workshop): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  checkText(text, shop.findings);
  keepProse(value, text, shop);
  return restoreBraces(toOneLine(placeFields(text, shop)));
}

/** An address that a value of the reader may be a part of. */
export function readPersonalAddress(value: YamlValue | undefined, shop: Workshop): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  checkText(text, shop.findings);
  const marked = markFields(text, shop);
  return fillAddress(toOneLine(marked.text), marked, shop.findings);
}

/** Markdown, in the YAML itself or in the file that it names. */
export function readRich(value: YamlValue | undefined, form: { prefix: string; hasOutline: boolean }, shop: Workshop): Rich | undefined {
  const reference = textOf(childOf(value, 'file'));
  const text = reference === undefined ? textOf(value) : readFile(reference, value, shop);
  if (text === undefined) return undefined;
  if (reference !== undefined) shop.texts.push(text.file);
  keepProse(value, text, shop);
  return toRich(text, { ...form, beside: openBeside(text.file, shop), findings: shop.findings, ids: shop.ids, fragments: shop.fragments, spots: shop.spots, fields: shop.fields, parse: shop.parse });
}

/** Keys whose values are for the program, or no words. */
const keysOfNoProse: ReadonlySet<string> = new Set(['id', 'src', 'url', 'lang', 'sourceLang', 'dir', 'date', 'number', 'phone', 'email', 'template', 'mail', 'rule', 'reason']);

function keepProse(value: YamlValue | undefined, text: SourceText, { prose }: Workshop): void {
  if (!keysOfNoProse.has(keyOf(value) ?? '')) prose.push(text);
}

function readFile(reference: SourceText, value: YamlValue | undefined, { files, findings }: Workshop): SourceText | undefined {
  const found = files.readMarkdown(reference.value, reference.file);
  if ('value' in found) return wholeText(found.value);
  const at = childOf(value, 'file');
  if (at !== undefined) addError(findings, found.fault, placeOf(at));
  return undefined;
}

type Compact<Fields> = { [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key] }
  & { [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined> };

/** Leaves out what is undefined: an optional key is absent, never empty. */
export function compact<Fields extends object>(fields: Fields): Compact<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Compact<Fields>;
}
