/** Headings: an editor counts from any level; below the headline of the item they must begin at h4 and skip none (WCAG 2.2 1.3.1). */
import type { Element, Root } from 'hast';
import { addWarning, type Findings } from './findings.js';
import { placeOfNode, type SourceText } from './source.js';
import { textOfNode, toElement, visitElements } from './tree.js';

/** h1 is the masthead, h2 the section, h3 the item. */
const firstLevel = 4;

export function shiftHeadings(tree: Root): void {
  const open: number[] = [];
  visitElements(tree, (element) => {
    const level = levelOf(element.tagName);
    if (level === undefined) return;
    while ((open.at(-1) ?? 0) >= level) open.pop();
    open.push(level);
    element.tagName = 'h' + Math.min(6, firstLevel + open.length - 1);
  });
}

/** Intros and summaries have no outline of their own: their headings become bold paragraphs. */
export function flattenHeadings(tree: Root, text: SourceText, findings: Findings): void {
  visitElements(tree, (element) => {
    if (levelOf(element.tagName) === undefined) return;
    const fault = { code: 'markdown-heading', message: 'a heading here is shown as bold text', hint: 'headings belong into the body of an item' } as const;
    addWarning(findings, fault, placeOfNode(element, text));
    element.tagName = 'p';
    element.children = [toElement('strong', element.children)];
  });
}

/** The headings by what a link to them is called in Markdown elsewhere: `## Code & Tools` is `#code--tools`. A second one of the same words is `…-1`. */
export function headingsBySlug(tree: Root): ReadonlyMap<string, Element> {
  const headings = new Map<string, Element>();
  visitElements(tree, (element) => {
    if (levelOf(element.tagName) === undefined) return;
    const slug = toHeadingSlug(textOfNode(element));
    const free = headings.has(slug) ? [1, 2, 3, 4, 5, 6, 7, 8, 9].map((count) => `${slug}-${count}`).find((name) => !headings.has(name)) : slug;
    if (slug !== '' && free !== undefined) headings.set(free, element);
  });
  return headings;
}

/** As GitHub makes them, but rows of hyphens are one: Python-Markdown and Pandoc join them. */
export function toHeadingSlug(text: string): string {
  return text.trim().toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\s-]/gu, '').replaceAll(/[\s-]+/g, '-').replaceAll(/^-|-$/g, '');
}

function levelOf(tagName: string): number | undefined {
  return /^h[1-6]$/.test(tagName) ? Number(tagName.charAt(1)) : undefined;
}
