/** HTML inside the web page: bare elements, the page's own style sheet does the rest. The page asks no other server for anything. */
import type { Element, ElementContent } from 'hast';
import type { Issue } from '../issue/issue.js';
import { textOfNode } from '../issue/tree.js';
import type { Labels } from './labels.js';
import { toAttribute, toMarkup, type Medium } from './medium.js';
import { element as makeElement, imageTree, pictureTree, renderLineHtml, renderRichHtml, type HtmlRules } from './rich-html.js';
import { findElements } from './tree.js';

/** Wide tables scroll in a box of their own; the keyboard reaches it, so it needs a name (WCAG 2.1.1). */
function boxTable(table: Element): Element {
  const caption = findElements(table, 'caption').map((found) => textOfNode(found)).join(' ').trim();
  const name = caption === '' ? {} : { role: 'region', ariaLabel: caption };
  return makeElement('div', { className: ['table'], tabIndex: 0, ...name }, [table]);
}

/** A file keeps its own name where a reader keeps it, not the one made of its bytes. */
function nameDownload(link: Element, { slug, assets }: Issue): Element {
  const href = String(link.properties['href']);
  const fileName = href.startsWith(`${slug}/`) ? assets.find(({ name }) => href === `${slug}/${name}`)?.fileName : undefined;
  return fileName === undefined ? link : { ...link, properties: { ...link.properties, download: fileName } };
}

function finishElement(element: Element, issue: Issue): ElementContent {
  if (element.tagName === 'a') return nameDownload(element, issue);
  return element.tagName === 'table' ? boxTable(element) : element;
}

export function webMedium(issue: Issue, labels: Labels): Medium {
  // A picture on another server would tell that server who reads the page: the page links to it.
  const pictureUrl = (src: string): string | undefined => (src.startsWith('asset:') ? `${issue.slug}/${src.slice('asset:'.length)}` : undefined);
  const rules: HtmlRules = { lang: issue.lang, dir: issue.dir, creditLabel: labels.credit, colon: labels.colon, pictureUrl, finish: (element) => finishElement(element, issue) };
  return {
    part: 'web',
    line: (pieces, scope) => toMarkup(renderLineHtml(pieces, rules, scope)),
    rich: (rich, scope) => toMarkup(renderRichHtml(rich.tree, rules, scope)),
    picture: (picture, scope) => toMarkup(renderRichHtml(pictureTree(picture), rules, scope)),
    // Beside the title that says it, in a link: a second description would be read twice.
    thumbnail: (picture, scope) => (picture.src.startsWith('asset:') ? toMarkup(renderRichHtml(imageTree({ ...picture, alt: '' }), rules, scope)) : ''),
    asset: (name) => `${issue.slug}/${name}`,
    address: toAttribute,
  };
}
