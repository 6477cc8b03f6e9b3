/**
 * Markdown trees and lines of text as HTML, with the language of foreign passages marked. Mail and web page differ in the rules they
 * bring: how an element looks and where a picture is found.
 */
import type { Element, ElementContent, Properties, Root, RootContent } from 'hast';
import { toHtml } from 'hast-util-to-html';
import type { Picture } from '../issue/issue.js';
import { isElement, textOfNode } from '../issue/tree.js';
import { splitDirectionRuns } from './direction-runs.js';
import { splitLanguageRuns } from './language-runs.js';
import type { Piece, Scope } from './medium.js';
import { attribute, hasClass } from './tree.js';

export type HtmlRules = {
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** Stands before the name of a picture's source. */
  readonly creditLabel: string;
  readonly colon: string;
  /** Where a picture is; undefined when this part does not show it and links to it instead. */
  readonly pictureUrl: (src: string) => string | undefined;
  /** The last word about an element: style, class, a box around it. */
  readonly finish: (element: Element) => ElementContent;
};

type State = { readonly rules: HtmlRules; readonly scope: Scope; readonly isMarked: boolean };

function textNodes(value: string, state: State): ElementContent[] {
  if (state.isMarked) return [{ type: 'text', value }];
  const runs = splitLanguageRuns(value, { lang: state.rules.lang, sourceLang: state.scope.sourceLang });
  return runs.flatMap((run) => (run.lang === undefined ? directed(run.text, state) : [foreign(run.text, run.lang, state)]));
}

function directed(text: string, { rules }: State): ElementContent[] {
  return splitDirectionRuns(text, rules.dir).map((run) => {
    const value: ElementContent = { type: 'text', value: run.text };
    return run.dir === undefined ? value : element('span', { dir: run.dir }, [value]);
  });
}

/** `dir` keeps a number behind the passage from being drawn in front of it: 沧海经济报 · 12 in Arabic. */
function foreign(text: string, lang: string, state: State): Element {
  return element('span', { lang, ...(state.rules.dir === 'rtl' ? { dir: 'ltr' } : {}) }, [{ type: 'text', value: text }]);
}

export function element(tagName: string, properties: Properties, children: readonly ElementContent[]): Element {
  return { type: 'element', tagName, properties, children: [...children] };
}

function shiftHeading(tagName: string, headingStart: number): string {
  if (!/^h[1-6]$/.test(tagName)) return tagName;
  return `h${Math.min(6, Math.max(2, Number(tagName.slice(1)) - 4 + headingStart))}`;
}

function convertPicture(node: Element, state: State): ElementContent {
  const { src, ...rest } = node.properties;
  const url = state.rules.pictureUrl(String(src));
  if (url !== undefined) return state.rules.finish({ ...node, properties: { src: url, ...rest } });
  const name = attribute(node, 'alt') ?? '';
  return element('a', { href: String(src) }, textNodes(name === '' ? String(src) : name, state));
}

function convertCredit(node: Element, state: State): ElementContent {
  const label = state.rules.creditLabel;
  const text = textOfNode(node);
  const known = text.startsWith(label) || /^\p{L}+ ?[:：]/u.test(text);
  return state.rules.finish(element('span', { className: ['credit'] }, [
    ...(known ? [] : textNodes(`${label}${state.rules.colon} `, state)), ...convertAll(node.children, state),
  ]));
}

/** A file that the issue carries along lies where its pictures lie. */
function convertAttachment(node: Element, state: State): ElementContent {
  const href = state.rules.pictureUrl(String(node.properties['href']));
  return state.rules.finish({ ...node, properties: { ...node.properties, ...(href === undefined ? {} : { href }) }, children: convertAll(node.children, state) });
}

function convertElement(node: Element, state: State): ElementContent {
  if (node.tagName === 'img') return convertPicture(node, state);
  if (attribute(node, 'href')?.startsWith('asset:') === true) return convertAttachment(node, state);
  if (hasClass(node, 'credit')) return convertCredit(node, state);
  const inner = attribute(node, 'lang') === undefined ? state : { ...state, isMarked: true };
  return state.rules.finish({
    ...node,
    tagName: shiftHeading(node.tagName, state.scope.headingStart),
    children: convertAll(node.children, inner),
  });
}

function convertAll(nodes: readonly (RootContent | ElementContent)[], state: State): ElementContent[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text') return textNodes(node.value, state);
    return isElement(node) ? [convertElement(node, state)] : [];
  });
}

function print(children: readonly ElementContent[]): string {
  // Unquoted attributes and left-out end tags save bytes and break in Outlook; MJML wants the void elements as they are.
  return escapeInTags(toHtml({ type: 'root', children: [...children] }, { preferUnquoted: false, omitOptionalTags: false, closeSelfClosing: false }));
}

/** HTML allows `<` in an attribute; tools that look for Outlook's conditional comments, MJML's own among them, would take one for real. */
function escapeInTags(html: string): string {
  return html.replace(/<[a-z][^\s>]*(?:\s+[^\s=>]+(?:="[^"]*")?)+\s*>/gi, (tag) => `<${tag.slice(1, -1).replaceAll('<', '&lt;').replaceAll('>', '&gt;')}>`);
}

export function renderRichHtml(tree: Root, rules: HtmlRules, scope: Scope): string {
  return print(convertAll(tree.children, { rules, scope, isMarked: false }));
}

export function renderLineHtml(pieces: readonly Piece[], rules: HtmlRules, scope: Scope): string {
  const state: State = { rules, scope, isMarked: false };
  return print(pieces.flatMap((piece) => {
    const text = piece.lang === undefined ? textNodes(piece.text, state) : [foreign(piece.text, piece.lang, state)];
    if (piece.href !== undefined) return [rules.finish(element('a', { href: piece.href, ...isolation(rules, pieces) }, text))];
    return rules.dir === 'rtl' && pieces.length > 1 ? [element('span', isolation(rules, pieces), text)] : text;
  }));
}

/** Names and dates on one line of a mirrored mail each keep to themselves, whatever script they begin with. */
function isolation(rules: HtmlRules, pieces: readonly Piece[]): Properties {
  return rules.dir === 'rtl' && pieces.length > 1 ? { dir: 'auto' } : {};
}

function imageOf({ src, alt, width, height }: Picture): Element {
  return element('img', { src, alt, ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) }, []);
}

/** The picture of an item without its words. */
export function imageTree(picture: Picture): Root {
  return { type: 'root', children: [imageOf(picture)] };
}

/** The picture of an item, as the same tree that a figure in Markdown makes. */
export function pictureTree(picture: Picture): Root {
  const { caption, credit } = picture;
  const captions: ElementContent[] = [
    ...(caption === undefined ? [] : [{ type: 'text' as const, value: credit === undefined ? caption : `${caption} ` }]),
    ...(credit === undefined ? [] : [element('span', { className: ['credit'] }, [{ type: 'text', value: credit }])]),
  ];
  const image = imageOf(picture);
  return { type: 'root', children: [element('figure', {}, captions.length === 0 ? [image] : [image, element('figcaption', {}, captions)])] };
}
