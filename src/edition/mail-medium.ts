/** HTML inside the mail: a few inline styles, because some readers' programs drop the style sheet; everything else is inherited. */
import type { Element, ElementContent } from 'hast';
import type { Issue } from '../issue/issue.js';
import { isElement } from '../issue/tree.js';
import { tokens } from '../message/tokens.js';
import { mailPadding, thumbnailWidth, type Template } from '../template/template.js';
import type { Labels } from './labels.js';
import { toAttribute, toMarkup, type Medium } from './medium.js';
import { element as makeElement, imageTree, pictureTree, renderLineHtml, renderRichHtml, type HtmlRules } from './rich-html.js';

type Look = { readonly style: string; readonly className?: string };

/** Only what a browser's own style does badly. Paragraphs and lists cost nothing: there are hundreds of them. */
function looks(theme: Template['theme'], start: 'left' | 'right'): Readonly<Record<string, Look>> {
  const { light } = theme;
  return {
    // A program that drops the style sheet but knows dark mode would print light links on the white sheet.
    a: { style: `color:${light.link}` },
    blockquote: { style: `margin:1em 0;padding-${start}:16px;border-${start}:3px solid ${light.rule}` },
    pre: { style: `margin:1em 0;padding:12px;background:${light.panel};font-size:14px;line-height:1.5;white-space:pre-wrap;word-break:break-all`, className: 'n' },
    table: { style: 'width:100%;margin:1em 0;border-collapse:collapse;font-size:14px;line-height:1.5', className: 'd' },
    caption: { style: `padding:0 0 6px;text-align:${start};font-weight:700` },
    figure: { style: 'margin:1.2em 0' },
    figcaption: { style: `padding:6px 0 0;font-size:14px;line-height:1.5;color:${light.muted}`, className: 'm' },
    hr: { style: `margin:24px 0;border:0;border-top:1px solid ${light.rule}` },
    dt: { style: 'font-weight:700' },
    dd: { style: 'margin:0 0 6px' },
    section: { style: `margin:1.5em 0 0;border-top:1px solid ${light.rule};font-size:14px` },
    sup: { style: 'line-height:1' },
    h3: { style: 'margin:1.6em 0 .4em;font-size:18px;line-height:1.4' },
    h4: { style: 'margin:1.6em 0 .4em;font-size:17px;line-height:1.45' },
    // One size below would be smaller than the text: the colour says that it stands lower.
    h5: { style: `margin:1.4em 0 .3em;font-size:16px;line-height:1.5;color:${light.muted}`, className: 'm' },
    h6: { style: `margin:1.2em 0 .3em;font-size:14px;line-height:1.5;color:${light.muted}`, className: 'm' },
    h2: { style: 'margin:1.6em 0 .4em;font-size:20px;line-height:1.4' },
  };
}

/** Outlook knows no max-width, so the attribute must fit the column. */
function finishPicture(image: Element, columnWidth: number): Element {
  const width = Number(image.properties['width']);
  const height = Number(image.properties['height']);
  if (!(width > 0)) return styled(image, 'max-width:100%;height:auto');
  const shown = Math.min(width, columnWidth);
  const size = { width: shown, ...(height > 0 ? { height: Math.round((height * shown) / width) } : {}) };
  // A width in percent, or the cell around it would be as wide as the picture on any screen.
  return styled({ ...image, properties: { ...image.properties, ...size } }, `display:block;width:100%;max-width:${shown}px;height:auto`);
}

function styled(element: Element, style: string, className?: string): Element {
  return { ...element, properties: { ...element.properties, ...(className === undefined ? {} : { className: [className] }), style } };
}

/** Attributes that mail programs without style sheets understand. */
function finishTable(element: Element, start: 'left' | 'right'): Element {
  const added: Record<string, string | number> = element.tagName === 'table' ? { cellPadding: 6, cellSpacing: 0 } : { align: start };
  return { ...element, properties: { ...added, ...element.properties } };
}

/** A table too wide for a phone scrolls in its box; the keyboard reaches it (WCAG 2.1.1). */
function boxTable(table: Element): Element {
  return makeElement('div', { tabIndex: 0, style: 'overflow-x:auto' }, [table]);
}

function mailRules(issue: Issue, template: Template, labels: Labels, columnWidth: number): HtmlRules {
  const start = issue.dir === 'rtl' ? 'right' : 'left';
  const table = looks(template.theme, start);
  const finish = (element: Element): ElementContent => {
    if (element.tagName === 'img') return finishPicture(element, columnWidth);
    const look = Object.hasOwn(table, element.tagName) ? table[element.tagName] : undefined;
    const ready = isElement(element, 'table', 'th') ? finishTable(element, start) : element;
    const dressed = look === undefined ? ready : styled(ready, look.style, look.className);
    return element.tagName === 'table' ? boxTable(dressed) : dressed;
  };
  const pictureUrl = (src: string): string => (src.startsWith('asset:') ? `${tokens.webUrl}/${src.slice('asset:'.length)}` : src);
  return { lang: issue.lang, dir: issue.dir, creditLabel: labels.credit, colon: labels.colon, pictureUrl, finish };
}

export function mailMedium(issue: Issue, template: Template, labels: Labels): Medium {
  const columnWidth = template.theme.widths.mail - mailPadding;
  const rules = mailRules(issue, template, labels, columnWidth);
  const small = mailRules(issue, template, labels, thumbnailWidth);
  return {
    part: 'mail',
    line: (pieces, scope) => toMarkup(renderLineHtml(pieces, rules, scope)),
    rich: (rich, scope) => toMarkup(renderRichHtml(rich.tree, rules, scope)),
    picture: (picture, scope) => toMarkup(renderRichHtml(pictureTree(picture), rules, scope)),
    thumbnail: (picture, scope) => toMarkup(renderRichHtml(imageTree({ ...picture, src: smallOf(issue, picture.src) }), small, scope)),
    asset: (name) => `${tokens.webUrl}/${name}`,
    address: toAttribute,
  };
}

/** The same picture with as many pixels as a small place needs, where there is one. */
function smallOf({ assets }: Issue, src: string): string {
  const small = assets.find(({ name }) => src === `asset:${name}`)?.small;
  return small === undefined ? src : `asset:${small}`;
}
