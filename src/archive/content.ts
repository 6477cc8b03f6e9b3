/** The text of a web edition for a feed: its main part, without what belongs to the page, with whole addresses. */
import type { Element, Root } from 'hast';
import { raw } from 'hast-util-raw';
import { sanitize, type Schema } from 'hast-util-sanitize';
import { toHtml } from 'hast-util-to-html';
import { findElements, hasClass } from '../edition/tree.js';
import { allowList } from '../issue/allow-list.js';
import { visitElements } from '../issue/tree.js';
import type { ArchiveEntry } from './entry.js';
import { addressOf, type Site } from './place.js';

/** Feeds are fetched again and again, whole: beyond this many characters older issues give their summary only. */
export const contentBudget = 400_000;

/** The title is the entry's own; lists of contents and jumps back to them belong to the page. */
const schema: Schema = {
  ...allowList,
  tagNames: [...(allowList.tagNames ?? []), 'h2', 'h3'],
  strip: [...(allowList.strip ?? []), 'h1', 'nav', 'form', 'head'],
  attributes: { ...allowList.attributes, '*': ['lang', 'dir'], dl: [], section: [], span: [], code: [] },
  protocols: { href: ['http', 'https', 'mailto', 'tel'], src: ['http', 'https'] },
};

function dropChildren(tree: Root | Element, isDropped: (element: Element) => boolean): void {
  tree.children = tree.children.filter((child) => child.type !== 'element' || !isDropped(child)) as Element['children'];
  for (const child of tree.children) if (child.type === 'element') dropChildren(child, isDropped);
}

function completeAddress(element: Element, name: 'href' | 'src', base: string): void {
  const value = element.properties[name];
  if (typeof value !== 'string') return;
  if (URL.canParse(value, base)) element.properties[name] = new URL(value, base).href;
  else delete element.properties[name];
}

/** HTML; undefined when the page has no main part, which only a template of one's own can do. */
export function toFeedContent(web: string, entry: Pick<ArchiveEntry, 'newsletter' | 'slug'>, site: Site): string | undefined {
  const main = findElements(raw({ type: 'root', children: [{ type: 'raw', value: web }] }), 'main')[0];
  if (main === undefined) return undefined;
  const tree: Root = { type: 'root', children: main.children };
  dropChildren(tree, (element) => hasClass(element, 'back'));
  const base = addressOf({ kind: 'edition', ...entry }, site);
  visitElements(tree, (element) => {
    completeAddress(element, 'href', base);
    completeAddress(element, 'src', base);
  });
  return toHtml(sanitize(tree, schema)).trim();
}

/** By slug, for the newest issues as far as the budget reaches; the newest one always. `findWeb` is asked for no more than these. */
export async function collectContents(
  entries: readonly ArchiveEntry[], site: Site, findWeb: (entry: ArchiveEntry) => Promise<string | undefined>,
): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  let left = contentBudget;
  for (const entry of entries) {
    const web = await findWeb(entry);
    const content = web === undefined ? undefined : toFeedContent(web, entry, site);
    if (content === undefined) continue;
    left -= content.length;
    if (left < 0 && contents.size > 0) break;
    contents.set(entry.slug, content);
  }
  return contents;
}
