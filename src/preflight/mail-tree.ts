/**
 * The HTML of a mail as a tree (hast) with what rules ask for: elements in document order, each with its parents, its language, and
 * whether a reader sees it. Comments for Outlook stay comments: what is inside is layout.
 */
import type { Element, Nodes, Text } from 'hast';
import { fromParse5 } from 'hast-util-from-parse5';
import { parse } from 'parse5';
import { textOfNode } from '../issue/tree.js';
import { parseDeclarations, type Declarations } from './css.js';
import { lookOf, type Look } from './look.js';

export type MailElement = {
  readonly element: Element;
  readonly name: string;
  readonly parent: MailElement | undefined;
  /** Inline style, lower-case names. */
  readonly style: Declarations;
  /** Colours and letters, inherited as programs do. */
  readonly look: Look;
  /** Own `lang`, or the next one above. */
  readonly lang: string;
  /** Not taken away by an inline style or attribute, here or above. */
  readonly isShown: boolean;
};

/** A text is shown when its element is, in letters of some size: MJML sets the size of the cells around to 0. */
export type MailText = { readonly value: string; readonly parent: MailElement; readonly isShown: boolean };

export type MailTree = {
  readonly elements: readonly MailElement[];
  /** Not of style, script and title. */
  readonly texts: readonly MailText[];
  /** Elements of these names, in document order. */
  readonly all: (...names: readonly string[]) => readonly MailElement[];
};

const notRead = new Set(['style', 'script', 'title', 'template']);

export function parseMail(html: string): MailTree {
  // Without places, which cost as much as all the rest: rules look for the words in the files they were written in.
  const root = fromParse5(parse(html, { scriptingEnabled: false }));
  const [elements, texts]: [MailElement[], MailText[]] = [[], []];
  const walk = (node: Nodes, parent: MailElement | undefined): void => {
    if (node.type === 'text' && parent !== undefined && !notRead.has(parent.name)) texts.push({ value: (node satisfies Text).value, parent, isShown: parent.isShown && parent.look.fontSizePx >= 1 });
    if (node.type !== 'element' && node.type !== 'root') return;
    const own = node.type === 'element' ? describe(node, parent) : undefined;
    if (own !== undefined) elements.push(own);
    for (const child of node.children) walk(child, own);
  };
  walk(root, undefined);
  return { elements, texts, all: (...names) => elements.filter(({ name }) => names.includes(name)) };
}

function describe(element: Element, parent: MailElement | undefined): MailElement {
  const style = parseDeclarations(String(element.properties['style'] ?? ''));
  const lang = element.properties['lang'];
  return {
    element, name: element.tagName, parent, style,
    look: lookOf({ name: element.tagName, style, bgColor: element.properties['bgColor'] }, parent?.look),
    lang: typeof lang === 'string' ? lang : parent?.lang ?? '',
    isShown: (parent?.isShown ?? true) && !isHidden(element, style),
  };
}

function isHidden(element: Element, style: Declarations): boolean {
  if (notRead.has(element.tagName) || element.tagName === 'head' || element.properties['hidden'] === true) return true;
  return style.get('display') === 'none' || style.get('visibility') === 'hidden' || /^0(?:\.0+)?$/.test(style.get('opacity') ?? '')
    || (/^0(?:px)?$/.test(style.get('max-height') ?? '') && style.get('overflow') === 'hidden');
}

/** An attribute as text; undefined when it is absent. */
export function attributeOf({ element }: MailElement, name: string): string | undefined {
  const value = element.properties[name];
  if (value === undefined || value === null || value === false) return undefined;
  return Array.isArray(value) ? value.join(' ') : value === true ? '' : String(value);
}

/** The text below, white space as a reader sees it. */
export function wordsOf({ element }: MailElement): string {
  return textOfNode(element).replaceAll(/\s+/g, ' ').trim();
}

/** What a screen reader calls it: its text, and the alt texts of its pictures. */
export function nameOf(item: MailElement): string {
  return `${attributeOf(item, 'ariaLabel') ?? ''} ${spokenText(item.element)}`.replaceAll(/\s+/g, ' ').trim();
}

function spokenText(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (node.type === 'element' && node.tagName === 'img') return ` ${String(node.properties['alt'] ?? '')} `;
  return 'children' in node ? node.children.map(spokenText).join('') : '';
}

export function isInside(item: MailElement, ancestor: MailElement): boolean {
  for (let at = item.parent; at !== undefined; at = at.parent) if (at === ancestor) return true;
  return false;
}
