/**
 * Cuts HTML and text at their tokens into fixed pieces and holes, and says for each hole how its value must be escaped there. What is
 * left in the fixed pieces holds no token: that is the proof that a filled message has none.
 */
import { UserError } from '../errors.js';
import { scanHtml, type HtmlSpan } from './html-scan.js';
import { fieldNumberOf, fieldToken, tokenPattern, tokens, type TokenName } from './tokens.js';

/** html: text or a quoted attribute; url: inside of a URL, percent-encoded; text: as it is. */
export type HoleContext = 'html' | 'url' | 'text';
/** A number is a field of the edition, counted from 1. */
export type HoleToken = TokenName | number;
export type Hole = { readonly token: HoleToken; readonly context: HoleContext };
export type Piece = string | Hole;

const nameByToken = new Map<string, TokenName>(Object.entries(tokens).map(([name, token]) => [token, name as TokenName]));
const urlAttributes: ReadonlySet<string> = new Set(
  ['href', 'src', 'srcset', 'action', 'background', 'cite', 'poster', 'data', 'longdesc', 'xlink:href'],
);

export function splitText(text: string): readonly Piece[] {
  return splitAtTokens(text, 'text part', (token, at) => (typeof token === 'number' && isInAddress(text, at) ? 'url' : 'text'));
}

/** Longer ones are cut by mail programs anyway. */
const longestAddress = 2000;

/** In the text part a link is a word like others; a value in it must not end it. */
function isInAddress(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - longestAddress), at);
  return /(?:https?:\/\/|mailto:)[^\s<>"]*$/i.test(before);
}

export function splitHtml(html: string): readonly Piece[] {
  const spans = scanHtml(html);
  return splitAtTokens(html, 'mail HTML', (token, at) => contextIn(html, spans, token, at));
}

/** A value may hold spaces and must not end its attribute: put quotes where minifying took them away. */
export function quoteTokenAttributes(html: string): string {
  const open = scanHtml(html)
    .flatMap((span) => (span.kind === 'tag' ? span.attributes : []))
    .filter(({ quote, start, end }) => quote === '' && html.slice(start, end).includes('__C_'));
  const quote = (value: string) => `"${value.replaceAll('"', '&quot;')}"`;
  return open.reduceRight((text, { start, end }) => text.slice(0, start) + quote(text.slice(start, end)) + text.slice(end), html);
}

function splitAtTokens(source: string, where: string, contextAt: (token: HoleToken, at: number) => HoleContext): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of source.matchAll(tokenPattern)) {
    const token = nameByToken.get(match[0]) ?? fieldNumberOf(match[0]);
    if (token === undefined) throw unknownToken(match[0], where);
    if (match.index > from) pieces.push(source.slice(from, match.index));
    pieces.push({ token, context: contextAt(token, match.index) });
    from = match.index + match[0].length;
  }
  return from < source.length ? [...pieces, source.slice(from)] : pieces;
}

function contextIn(html: string, spans: readonly HtmlSpan[], token: HoleToken, at: number): HoleContext {
  const span = spans.find(({ end }) => at < end);
  // Text that begins with `<` is a tag without an end, or would become a tag with the value.
  if (span?.kind === 'text' && html[span.start] === '<') throw misplacedToken(token, 'a broken tag');
  if (span === undefined || span.kind === 'text' || span.kind === 'comment') return 'html';
  const attribute = span.kind === 'tag' ? span.attributes.find(({ start, end }) => at >= start && at < end) : undefined;
  if (attribute === undefined) throw misplacedToken(token, span.kind === 'raw' ? `the <${span.element}> element` : 'a tag outside of an attribute');
  const isUrl = token === 'unsubscribeUrl' || token === 'webUrl';
  // CSS and script have escapes of their own; only our own URLs, which need none there, may stand in them.
  if (/^(?:style|on.*)$/.test(attribute.name) && !isUrl) throw misplacedToken(token, `the attribute ${attribute.name}`);
  if (!urlAttributes.has(attribute.name)) return 'html';
  // A URL of ours that begins a link is the link; inside of another it is a parameter.
  const isStart = (attribute.name === 'srcset' ? /(?:^|,)\s*$/ : /^\s*$/).test(html.slice(attribute.start, at));
  return isUrl && isStart ? 'html' : 'url';
}

function unknownToken(token: string, where: string): UserError {
  return new UserError('token-unknown', `The ${where} holds the token ${token}, which nothing fills.`, {
    hint: `Known tokens: ${Object.values(tokens).join(', ')}.`,
  });
}

function misplacedToken(token: HoleToken, where: string): UserError {
  const name = typeof token === 'number' ? fieldToken(token) : tokens[token];
  return new UserError('token-place', `The mail HTML holds ${name} in ${where}, where no value can be escaped.`, {
    hint: 'Put it into text or into a quoted attribute.',
  });
}
