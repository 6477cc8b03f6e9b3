/** What is carried along while an issue is built, and the readers of its values: text, Markdown, pictures. */
import type { FragmentLink } from './address.js';
import { addError, type Findings, type Found } from './findings.js';
import type { Asset, Rich } from './issue.js';
import { toRich } from './markdown.js';
import { wholeText, type SourceFile, type SourceText } from './source.js';
import { checkText, toOneLine } from './text.js';
import { childOf, placeOf, textOf, type YamlValue } from './yaml.js';

/** What the issue needs of the disk; a reference is relative to the file that names it. */
export type IssueFiles = {
  readonly readMarkdown: (reference: string, from: SourceFile) => Found<SourceFile>;
  readonly readPicture: (reference: string, from: SourceFile) => Found<Asset>;
};

export type Workshop = {
  readonly findings: Findings;
  readonly files: IssueFiles;
  readonly ids: Set<string>;
  readonly fragments: FragmentLink[];
  readonly assets: Map<string, Asset>;
};

/** A text in one line. */
export function readText(value: YamlValue | undefined, shop: Workshop): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  checkText(text, shop.findings);
  return toOneLine(text);
}

/** Markdown, in the YAML itself or in the file that it names. */
export function readRich(value: YamlValue | undefined, form: { prefix: string; hasOutline: boolean }, shop: Workshop): Rich | undefined {
  const reference = textOf(childOf(value, 'file'));
  const text = reference === undefined ? textOf(value) : readFile(reference, value, shop);
  if (text === undefined) return undefined;
  const findPicture = (name: string) => readAsset(name, text.file, shop);
  return toRich(text, { ...form, findPicture, findings: shop.findings, ids: shop.ids, fragments: shop.fragments });
}

function readFile(reference: SourceText, value: YamlValue | undefined, { files, findings }: Workshop): SourceText | undefined {
  const found = files.readMarkdown(reference.value, reference.file);
  if ('value' in found) return wholeText(found.value);
  const at = childOf(value, 'file');
  if (at !== undefined) addError(findings, found.fault, placeOf(at));
  return undefined;
}

/** The picture as an asset of the issue; the same bytes are carried once. */
export function readAsset(reference: string, from: SourceFile, { files, assets }: Workshop): Found<Asset> {
  const found = files.readPicture(reference, from);
  if ('value' in found) assets.set(found.value.name, found.value);
  return found;
}

type Compact<Fields> = { [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key] }
  & { [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined> };

/** Leaves out what is undefined: an optional key is absent, never empty. */
export function compact<Fields extends object>(fields: Fields): Compact<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Compact<Fields>;
}
