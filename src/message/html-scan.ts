/**
 * Cuts HTML into text, tags, raw text and comments, as far as folding lines and filling tokens need it. No tree, no repair: every
 * character keeps its place, so what is not touched stays byte for byte. The content of Outlook's conditional comments is scanned
 * like everything else: for Outlook it is HTML, for all others a comment in which white space may change.
 */

export type Range = { readonly start: number; readonly end: number };

export type Attribute = Range & {
  /** Lower case. */
  readonly name: string;
  /** Range is the value, without these. */
  readonly quote: '"' | "'" | '';
};

export type HtmlSpan = Range & (
  | { readonly kind: 'text'; readonly isPreformatted: boolean }
  /** Content of style or script: no tags, no character references. */
  | { readonly kind: 'raw'; readonly element: string }
  /** Comments, doctype, marks of conditional comments. */
  | { readonly kind: 'comment' }
  | {
    readonly kind: 'tag';
    /** Lower case; a closing tag begins with a slash. */
    readonly name: string;
    readonly attributes: readonly Attribute[];
    /** Where white space stands or may stand: between attributes and before the closing `>`. */
    readonly gaps: readonly Range[];
  }
);

export type TagSpan = Extract<HtmlSpan, { kind: 'tag' }>;

// The order counts: a mark of a conditional comment (`<!--[if mso]>`, `<!--[if !mso]><!-->`, `<![endif]-->`) before a whole comment.
const comment = /<!--\[if[^\]>]*\]>(?:<!-->|-->)?|<!--<!\[endif\]-->|<!\[endif\]-->|<!--[^]*?(?:-->|$)|<[!?][^>]*>?/iy;

export function scanHtml(html: string): readonly HtmlSpan[] {
  const spans: HtmlSpan[] = [];
  let depth = 0;
  for (let at = 0; at < html.length;) {
    const span = scanRaw(html, at, spans.at(-1)) ?? scanComment(html, at) ?? scanTag(html, at) ?? scanText(html, at, depth > 0);
    if (span.kind === 'tag' && /^\/?(?:pre|textarea|listing)$/.test(span.name)) depth = Math.max(0, depth + (span.name.startsWith('/') ? -1 : 1));
    spans.push(span);
    at = span.end;
  }
  return spans;
}

function scanRaw(html: string, start: number, before: HtmlSpan | undefined): HtmlSpan | undefined {
  if (before?.kind !== 'tag' || (before.name !== 'style' && before.name !== 'script')) return undefined;
  const length = html.slice(start).search(new RegExp(`</${before.name}`, 'i'));
  if (length === 0) return undefined;
  return { kind: 'raw', element: before.name, start, end: length < 0 ? html.length : start + length };
}

function scanComment(html: string, start: number): HtmlSpan | undefined {
  const length = matchAt(comment, html, start)?.[0].length;
  return length === undefined ? undefined : { kind: 'comment', start, end: start + length };
}

function scanText(html: string, start: number, isPreformatted: boolean): HtmlSpan {
  const next = html.indexOf('<', start + 1);
  return { kind: 'text', isPreformatted, start, end: next < 0 ? html.length : next };
}

/** HTML's own white space; `\s` would take the no-break space for one. */
const tagStart = /<(\/?[a-z][^ \t\n\f\r/>]*)/iy;
const gap = /[ \t\n\f\r]*/y;
const attributeName = /(\/|[^ \t\n\f\r/>][^ \t\n\f\r/>=]*)(?:[ \t\n\f\r]*=[ \t\n\f\r]*)?/y;
const attributeValue = /"[^"]*"|'[^']*'|[^ \t\n\f\r>"'][^ \t\n\f\r>]*/y;

/** Undefined for a `<` that begins no tag. A tag without an end is text to us: nothing in it is folded. */
function scanTag(html: string, start: number): TagSpan | undefined {
  const name = matchAt(tagStart, html, start)?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  const attributes: Attribute[] = [];
  const gaps: Range[] = [];
  let at = start + 1 + name.length;
  while (at < html.length) {
    const gapEnd = at + (matchAt(gap, html, at)?.[0].length ?? 0);
    gaps.push({ start: at, end: gapEnd });
    if (html[gapEnd] === '>') return { kind: 'tag', name, attributes, gaps, start, end: gapEnd + 1 };
    const attribute = scanAttribute(html, gapEnd);
    if (attribute.name !== '/') attributes.push(attribute);
    at = attribute.end + attribute.quote.length;
  }
  return undefined;
}

function scanAttribute(html: string, start: number): Attribute {
  const [head = ' ', name = ''] = matchAt(attributeName, html, start) ?? [];
  const at = start + head.length;
  const value = head.length === name.length ? undefined : matchAt(attributeValue, html, at)?.[0];
  const quote = value?.startsWith('"') === true ? '"' : value?.startsWith("'") === true ? "'" : '';
  return { name: name.toLowerCase(), quote, start: at + quote.length, end: at + (value?.length ?? 0) - quote.length };
}

/** `pattern` is sticky; its place is set before each use. */
function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
