/** Footnotes and other targets of links inside a text: their ids get the prefix of the text, so that they are unique in the issue. */
import type { Element, Root } from 'hast';
import type { FootnoteDefinition, Nodes, Root as Markdown } from 'mdast';
import { addError, addWarning, type Findings } from './findings.js';
import { headingsBySlug, toHeadingSlug } from './heading.js';
import { placeIn, placeOfNode, spanOf, type SourceText } from './source.js';
import { isElement, textOfNode, visitElements } from './tree.js';

/** The text of a footnote that nothing calls, or that is there twice, would silently be lost. */
export function checkFootnotes(markdown: Markdown, text: SourceText, findings: Findings): void {
  const called = new Set<string>();
  const defined = new Set<string>();
  const definitions: FootnoteDefinition[] = [];
  const collect = (node: Nodes) => {
    if (node.type === 'footnoteReference') called.add(node.identifier);
    if (node.type === 'footnoteDefinition') definitions.push(node);
    if ('children' in node) for (const child of node.children) collect(child);
  };
  collect(markdown);
  for (const definition of definitions) {
    const { identifier, label } = definition;
    const fault = defined.has(identifier) ? 'is there twice' : called.has(identifier) ? undefined : 'is never called';
    defined.add(identifier);
    const { start } = spanOf(definition);
    if (fault !== undefined) addError(findings, { code: 'markdown-footnote', message: `the footnote [^${label ?? identifier}] ${fault}` }, placeIn(text, start, start + 1));
  }
}

/** Gives footnotes their form, and every id its prefix. Returns the ids of the text. */
export function placeTargets(tree: Root, prefix: string, text: SourceText, findings: Findings): readonly string[] {
  const placed = new Map<Element, string>();
  const calls = new Map<number, number>();
  visitElements(tree, (element) => {
    if (element.properties['dataFootnoteRef'] !== undefined) placeCall(element, prefix, calls, placed);
    if (element.tagName === 'section' && element.properties['dataFootnotes'] !== undefined) placeNotes(element, prefix, placed);
  });
  const renamed = new Map<string, string>();
  visitElements(tree, (element) => placeId(element, { prefix, placed, renamed, text, findings }));
  const headings = headingsBySlug(tree);
  visitElements(tree, (element) => {
    const href = element.properties['href'];
    if (typeof href !== 'string' || !href.startsWith('#') || placed.has(element)) return;
    const target = decodeFragment(href);
    if (!renamed.has(target)) placeHeading(headings.get(toHeadingSlug(target)), target, prefix, renamed);
    element.properties['href'] = renamed.get(target) ?? href;
  });
  return [...placed.values(), ...[...renamed.values()].map((target) => target.slice(1))];
}

function placeCall(anchor: Element, prefix: string, calls: Map<number, number>, placed: Map<Element, string>): void {
  const number = Number(textOfNode(anchor));
  if (!Number.isInteger(number)) return;
  const call = (calls.get(number) ?? 0) + 1;
  calls.set(number, call);
  const id = `${prefix}fnref-${number}${call === 1 ? '' : '-' + call}`;
  anchor.properties = { className: ['footnote-ref'], id, href: `#${prefix}fn-${number}` };
  placed.set(anchor, id);
}

/** The heading and the arrows back are in no language of ours; the template may add its own. */
function placeNotes(section: Element, prefix: string, placed: Map<Element, string>): void {
  const list = section.children.find((child) => isElement(child, 'ol'));
  if (list === undefined) return;
  section.properties = { className: ['footnotes'] };
  section.children = [list];
  for (const [index, item] of list.children.filter((child) => isElement(child, 'li')).entries()) {
    const id = `${prefix}fn-${index + 1}`;
    item.properties = { id };
    placed.set(item, id);
    removeArrows(item);
  }
}

function removeArrows(item: Element): void {
  const paragraphs = [item, ...item.children.filter((child) => isElement(child, 'p'))];
  for (const parent of paragraphs) {
    const arrow = parent.children.findIndex((child) => isElement(child, 'a') && child.properties['dataFootnoteBackref'] !== undefined);
    if (arrow < 0) continue;
    parent.children.splice(arrow);
    const last = parent.children.at(-1);
    if (last?.type === 'text') last.value = last.value.trimEnd();
  }
}

/** A heading gets an id when a link asks for it, and keeps one that it has. */
function placeHeading(heading: Element | undefined, target: string, prefix: string, renamed: Map<string, string>): void {
  if (heading === undefined) return;
  const id = String(heading.properties['id'] ?? `${prefix}h-${toHeadingSlug(target)}`);
  heading.properties['id'] = id;
  renamed.set(target, `#${id}`);
}

type Targets = {
  readonly prefix: string;
  readonly placed: ReadonlyMap<Element, string>;
  readonly renamed: Map<string, string>;
  readonly text: SourceText;
  readonly findings: Findings;
};

function placeId(element: Element, targets: Targets): void {
  const { id } = element.properties;
  if (id === undefined || targets.placed.has(element)) return;
  const isFit = typeof id === 'string' && /^[\p{L}\p{N}_-]+$/u.test(id) && !targets.renamed.has('#' + id);
  if (isFit) {
    targets.renamed.set('#' + id, `#${targets.prefix}a-${id}`);
    element.properties['id'] = `${targets.prefix}a-${id}`;
    return;
  }
  delete element.properties['id'];
  const fault = { code: 'markdown-html', message: `the id "${String(id)}" was dropped`, hint: 'an id is a word without blanks, once in a text' } as const;
  addWarning(targets.findings, fault, placeOfNode(element, targets.text));
}

function decodeFragment(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href;
  }
}
