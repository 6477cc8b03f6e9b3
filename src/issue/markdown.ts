/**
 * Markdown to a cleaned tree. The order matters: conventions of the format first, then addresses and ids, then the allow-list, which
 * sees everything that the steps before have made. All faults are reported with their place; the tree is safe even when there are some.
 */
import type { Nodes as HastNodes, Root } from 'hast';
import { raw, type Options as RawOptions } from 'hast-util-raw';
import { sanitize } from 'hast-util-sanitize';
import type { Definition, Nodes, Root as Markdown } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toHast } from 'mdast-util-to-hast';
import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';
import { gfm } from 'micromark-extension-gfm';
import { resolveAddresses, type FragmentLink } from './address.js';
import { allowList, reportDropped } from './allow-list.js';
import type { Beside } from './beside.js';
import { placeContacts } from './contact.js';
import { placeDataTables } from './data-table.js';
import { createMarkLimit, mostMarks, TooManyMarks } from './emphasis.js';
import { placeFigures } from './figure.js';
import { addError, type Findings } from './findings.js';
import { checkFootnotes, placeTargets } from './footnote.js';
import { placeAddressFields, placeTreeFields } from './field-tree.js';
import { flattenHeadings, shiftHeadings } from './heading.js';
import type { Rich } from './issue.js';
import { joinWideLines } from './line-break.js';
import type { Spots } from './places.js';
import { markFields, type IssueField, type MarkedText } from './reader-field.js';
import type { ParseMarkdown } from './parse-cache.js';
import { placeIn, spanOf, type SourceText } from './source.js';
import { placeRubyBrackets } from './ruby.js';
import { placeTables } from './table.js';
import { checkTree, checkText } from './text.js';
import { depthOf, replaceChild, strip, toText, visitElements } from './tree.js';

export type MarkdownContext = {
  /** In front of every id of the text. */
  readonly prefix: string;
  /** Bodies have an outline; intros and summaries have none. */
  readonly hasOutline: boolean;
  readonly findings: Findings;
  readonly beside: Beside;
  /** Ids of the issue; the ones of this text are added. */
  readonly ids: Set<string>;
  /** Links within the issue; the ones of this text are added. */
  readonly fragments: FragmentLink[];
  /** Where links and pictures stand; the ones of this text are added. */
  readonly spots: Spots;
  /** Fields of the issue; the ones of this text are added. */
  readonly fields: IssueField[];
  /** Default: `parseTree`. */
  readonly parse?: ParseMarkdown | undefined;
};

/** Deeper nesting shows nothing any more, and programs that walk trees would run out of stack. */
const deepest = 60;

/** The cleaned tree of a Markdown text. */
export function toRich(written: SourceText, context: MarkdownContext): Rich {
  const { findings, prefix, beside } = context;
  const isPlain = checkText(written, findings);
  const marked = markFields(written, context);
  const { text } = marked;
  const parsed = parseMarkdown(marked, findings, context.parse ?? parseTree);
  if (parsed === undefined) return { tree: { type: 'root', children: [] } };
  const { tree, definitions } = parsed;
  placeContacts(tree, text, findings);
  if (marked.hasSlots) placeTreeFields(tree, marked, findings);
  placeTaskMarks(tree);
  placeDataTables(tree, { text, definitions, findings, beside });
  placeFigures(tree);
  placeTables(tree);
  placeRubyBrackets(tree);
  if (context.hasOutline) shiftHeadings(tree);
  else flattenHeadings(tree, text, findings);
  for (const id of placeTargets(tree, prefix, text, findings)) context.ids.add(id);
  resolveAddresses(tree, { text, definitions, findings, beside, fragments: context.fragments, spots: context.spots });
  reportDropped(tree, text, findings);
  // What the text itself has was told already.
  if (isPlain) checkTree(tree, text, findings);
  return { tree: clean(tree) };
}

function clean(tree: Root): Root {
  strip(tree);
  const cleaned = sanitize(tree, allowList) as Root;
  // Dropped elements leave neighbouring texts.
  strip(cleaned);
  joinWideLines(cleaned);
  return cleaned;
}

/** Quotes and lists within each other cost the parser the square of their number, so such a line is not even tried. */
const hostileLine = /^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){200}/m;

/** CommonMark and GFM, nothing of ours yet. Throws TooManyMarks. */
export function parseTree(text: string): Markdown {
  // One tilde is a range in Korean and Japanese (3~4시), not a strike. And **"인용"**은 is bold: CommonMark 0.31.2 6.2 wants a blank behind the quote, which Korean, Japanese and Chinese never write.
  const markdown = fromMarkdown(text, { extensions: [gfm({ singleTilde: false }), cjkFriendlyExtension(), createMarkLimit()], mdastExtensions: [withoutTransforms] });
  linkBareAddresses(markdown, text);
  return markdown;
}

type Parsed = { readonly tree: Root; readonly definitions: readonly Definition[] };

function parseMarkdown(marked: MarkedText, findings: Findings, parse: ParseMarkdown): Parsed | undefined {
  const { text } = marked;
  try {
    if (hostileLine.test(text.value)) throw new RangeError('deeply nested Markdown');
    const markdown = parse(text.value);
    if (depthOf(markdown) > deepest) throw new RangeError('deeply nested Markdown');
    checkFootnotes(markdown, text, findings);
    const hasHtml = takeComments(markdown, text, findings);
    if (marked.hasSlots) placeAddressFields(markdown, marked, findings);
    const plain = toHast(markdown, { allowDangerousHtml: true }) as Root;
    const tree = hasHtml ? parseHtml(plain, toVirtualFile(text.value)) : plain;
    if (depthOf(tree) > deepest) throw new RangeError('deeply nested HTML');
    return { tree, definitions: markdown.children.flatMap((node) => definitionsIn(node)) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (error instanceof TooManyMarks) {
      const hint = 'write \\* where a plain star is meant, or begin a new paragraph';
      addError(findings, { code: 'markdown-marks', message: `the paragraph has more than ${mostMarks} marks of emphasis`, hint }, placeIn(text, error.offset, error.offset + 1));
      return undefined;
    }
    addError(findings, { code: 'markdown-depth', message: 'the Markdown is nested too deep', hint: `${deepest} levels are the most` }, placeIn(text, 0));
    return undefined;
  }
}

/** An address that stands in the text itself; one behind `](` or `<` is a link already. */
const bareAddress = /@|www\.|(?<!\]\(|<)https?:\/\//i;

const gfmExtensions = gfmFromMarkdown();
/** The last walk over all words, which looks for bare addresses, takes a tenth of the time; see linkBareAddresses. */
const withoutTransforms = gfmExtensions.map((extension) => ({ ...extension, transforms: [] }));
const transforms = gfmExtensions.flatMap((extension) => extension.transforms ?? []);

/** Looks for bare addresses in the blocks that may have one. */
function linkBareAddresses(markdown: Markdown, source: string): void {
  for (const block of markdown.children) {
    const { start, end = start } = spanOf(block);
    // The walk adds to what is above the words it reads, and never to the root.
    if (bareAddress.test(source.slice(start, end))) for (const transform of transforms) transform({ type: 'root', children: [block] });
  }
}

/**
 * Parsing HTML costs as much as all the rest, and most blocks have none. A tag between two blocks may close far below, so everything from
 * the first of these to the last is read as one; a block with tags among its words is read by itself, and what it leaves open ends with it.
 */
function parseHtml(tree: Root, file: NonNullable<RawOptions['file']>): Root {
  const parse = (children: Root['children']): Root['children'] => {
    const parsed = raw({ type: 'root', children }, { file });
    return parsed.type === 'root' ? parsed.children : [];
  };
  const first = tree.children.findIndex(isRaw);
  const last = tree.children.findLastIndex(isRaw);
  const parseEach = (children: Root['children']): Root['children'] => children.flatMap((child) => (holdsRaw(child) ? parse([child]) : [child]));
  const between = first < 0 ? [] : parse(tree.children.slice(first, last + 1));
  const [before, after] = first < 0 ? [tree.children, []] : [tree.children.slice(0, first), tree.children.slice(last + 1)];
  return { ...tree, children: [...parseEach(before), ...between, ...parseEach(after)] };
}

function isRaw(node: HastNodes): boolean {
  return node.type === 'raw';
}

function holdsRaw(node: HastNodes): boolean {
  return isRaw(node) || ('children' in node && node.children.some(holdsRaw));
}

/** Without a file the parser of HTML forgets all places; of the file it asks nothing but the text. */
function toVirtualFile(value: string): NonNullable<RawOptions['file']> {
  return { value, toString: () => value } as NonNullable<RawOptions['file']>;
}

function definitionsIn(node: Nodes): readonly Definition[] {
  if (node.type === 'definition') return [node];
  return 'children' in node ? node.children.flatMap((child) => definitionsIn(child)) : [];
}

/** Takes HTML comments out; says whether other HTML is left. */
function takeComments(parent: Markdown | Nodes, text: SourceText, findings: Findings): boolean {
  if (!('children' in parent)) return false;
  let hasHtml = false;
  for (const node of parent.children) {
    if (node.type !== 'html') hasHtml = takeComments(node, text, findings) || hasHtml;
    else if (node.value.startsWith('<!--') && !node.value.includes('-->')) {
      const start = spanOf(node).start;
      addError(findings, { code: 'markdown-html', message: 'the comment that opens here is never closed', hint: 'close it with -->' }, placeIn(text, start, start + 4));
    } else if (/^<!--(?:(?!-->)[\s\S])*-->\s*$/.test(node.value)) node.value = '';
    else hasHtml = true;
  }
  return hasHtml;
}

/** Forms do not work in mail: the boxes of a task list become signs. */
function placeTaskMarks(tree: Root): void {
  visitElements(tree, (element, parent) => {
    if (element.tagName === 'input' && element.properties['type'] === 'checkbox') {
      replaceChild(parent, element, [toText(element.properties['checked'] === true ? '☑' : '☐')]);
    }
    const names = element.properties['className'];
    if (Array.isArray(names) && names.some((name) => name === 'task-list-item' || name === 'contains-task-list')) delete element.properties['className'];
  });
}
