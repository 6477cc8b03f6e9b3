/**
 * Sections that some readers see: marks stand around each of them in mail and text, wherever the template prints it, the list of
 * contents included. A reader's variant is cut out of the compiled parts, so MJML works once, however many variants there are.
 */
import { scanHtml, type HtmlSpan } from '../message/html-scan.js';
import { sectionBorderPattern, sectionBorders } from '../message/tokens.js';
import type { Edition } from './edition.js';

/** Bit n-1 is set when the reader sees conditional section n. */
export type Variant = number;

export function toVariant(edition: Pick<Edition, 'conditionalSections'>, sections: 'all' | ReadonlySet<string>): Variant {
  const conditional = edition.conditionalSections ?? [];
  return conditional.reduce((mask, { id }, index) => (sections === 'all' || sections.has(id) ? mask | (1 << index) : mask), 0);
}

type Parts = Pick<Edition, 'html' | 'text'>;

/** Mail and text of one variant, without any mark. */
export function cutVariant(edition: Parts & Pick<Edition, 'conditionalSections'>, variant: Variant): Parts {
  const conditional = edition.conditionalSections ?? [];
  if (conditional.length === 0) return { html: edition.html, text: edition.text };
  const hidden = conditional.map((_, index) => index + 1).filter((number) => (variant & (1 << (number - 1))) === 0);
  // The blank lines around a section that is gone; in front of it and behind it one set is enough.
  const text = `${cutOut(edition.text, hidden).replaceAll(/\n{3,}/g, '\n\n').trim()}\n`;
  return { html: cutOut(edition.html, hidden), text };
}

function cutOut(part: string, hidden: readonly number[]): string {
  let rest = part;
  for (const number of hidden) rest = cutSection(rest, number);
  return rest.replaceAll(sectionBorderPattern, '');
}

function cutSection(part: string, number: number): string {
  const { start, end } = sectionBorders(number);
  return part.split(start).map((piece, index) => (index === 0 ? piece : piece.slice(piece.indexOf(end) + end.length))).join('');
}

/** In MJML a mark outside of the tags that show text would be dropped: there it goes as raw text. */
export function placeBorders(mjml: string): string {
  const textTag = /<(mj-text|mj-button|mj-raw|mj-table|mj-title|mj-preview|mj-style|mj-accordion-text|mj-accordion-title|mj-navbar-link|mj-social-element)\b(?:"[^"]*"|[^">])*>[^]*?<\/\1>/g;
  let from = 0;
  let placed = '';
  const raw = (between: string): string => between.replaceAll(sectionBorderPattern, (mark) => `<mj-raw>${mark}</mj-raw>`);
  for (const match of mjml.matchAll(textTag)) {
    placed += raw(mjml.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return placed + raw(mjml.slice(from));
}

/** Sentences about marks that do not enclose whole pieces of the part; a template that prints sections in its own way may cause them. */
export function findBorderFaults(edition: Pick<Edition, 'html' | 'text' | 'conditionalSections'>): readonly string[] {
  const conditional = edition.conditionalSections ?? [];
  return conditional.flatMap(({ id }, index) => [
    ...findPartFaults(edition.html, index + 1, true).map((fault) => `The section "${id}" cannot be cut out of the mail: ${fault}.`),
    ...findPartFaults(edition.text, index + 1, false).map((fault) => `The section "${id}" cannot be cut out of the text part: ${fault}.`),
  ]);
}

function findPartFaults(part: string, number: number, isHtml: boolean): readonly string[] {
  const { start, end } = sectionBorders(number);
  const pieces = part.split(start);
  if (pieces.length === 1) return ['the template does not print it with {{#each sections}}'];
  const insides: string[] = [];
  for (const piece of pieces.slice(1)) {
    const at = piece.indexOf(end);
    if (at < 0 || piece.includes(end, at + 1)) return ['its end is not where its beginning is'];
    insides.push(piece.slice(0, at));
  }
  if ((pieces[0] ?? '').includes(end)) return ['its end stands before its beginning'];
  if (insides.some((inside) => new RegExp(sectionBorderPattern).test(inside))) return ['it overlaps another section'];
  const broken = isHtml ? insides.map(findImbalance).find((fault) => fault !== undefined) : undefined;
  return broken === undefined ? [] : [broken];
}

const voidElements: ReadonlySet<string> = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);

/** What is cut out must open and close the same elements and the same conditional comments. */
function findImbalance(html: string): string | undefined {
  const open: string[] = [];
  for (const span of scanHtml(html)) {
    if (span.kind !== 'tag' || voidElements.has(span.name) || isSelfClosing(html, span)) continue;
    if (!span.name.startsWith('/')) open.push(span.name);
    else if (open.pop() !== span.name.slice(1)) return `<${span.name}> in it closes nothing of it`;
  }
  if (open.length > 0) return `<${open.at(-1) ?? ''}> in it is not closed in it`;
  const conditions = (html.match(/<!(?:--)?\[if /g)?.length ?? 0) - (html.match(/<!\[endif\]/g)?.length ?? 0);
  return conditions === 0 ? undefined : 'a conditional comment in it is not closed in it';
}

function isSelfClosing(html: string, span: HtmlSpan): boolean {
  return html.slice(span.start, span.end).endsWith('/>');
}
