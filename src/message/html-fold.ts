/**
 * Breaks the long lines of minified mail HTML so that the part can travel as 8bit (RFC 5321 4.5.3.1.6: 1000 octets with CRLF), without
 * changing what is shown: inside a tag where white space means nothing, or in place of spaces that collapse anyway.
 */
import { longestLine, measureFilled } from './line-length.js';
import { scanHtml, type HtmlSpan, type Range, type TagSpan } from './html-scan.js';

/** The characters [start, end) give way to a line break; an empty range takes one in. */
type Break = Range & { readonly isSpace: boolean };

/** LF in, LF out. A line without a place to break stays long; the part then travels encoded. */
export function foldHtml(html: string): string {
  const breaks = findBreaks(html);
  const lines: string[] = [];
  let start = 0;
  for (const line of html.split('\n')) {
    const end = start + line.length;
    if (measureFilled(line) <= longestLine) lines.push(line);
    else lines.push(...foldLine(html, { start, end }, breaks.filter((place) => place.start > start && place.end <= end)));
    start = end + 1;
  }
  return lines.join('\n');
}

function foldLine(html: string, line: Range, breaks: readonly Break[]): readonly string[] {
  const lines: string[] = [];
  let from = line.start;
  let next = 0;
  // A filled line has at least as many octets as this one has letters: most need no measuring.
  while (line.end - from > longestLine || measureFilled(html.slice(from, line.end)) > longestLine) {
    const chosen = chooseBreak(html, from, breaks, next);
    if (chosen < 0) break;
    const { start, end } = breaks[chosen] ?? line;
    lines.push(html.slice(from, start));
    from = end;
    next = chosen + 1;
  }
  return [...lines, html.slice(from, line.end)];
}

/** The last break within the limit, rather at a space than inside of a tag's end; else the first one behind it. -1: none left. */
function chooseBreak(html: string, from: number, breaks: readonly Break[], first: number): number {
  let space = -1;
  let any = -1;
  // No break lies within a token, so the pieces add up to the line.
  let filled = 0;
  let measured = from;
  for (let index = first; index < breaks.length; index += 1) {
    const place = breaks[index];
    if (place === undefined) break;
    filled += measureFilled(html.slice(measured, place.start));
    measured = place.start;
    if (filled > longestLine) break;
    any = index;
    if (place.isSpace) space = index;
  }
  if (space >= 0) return space;
  if (any >= 0) return any;
  return first < breaks.length ? first : -1;
}

/** In order. White space of text is left alone when any style of the mail makes it count. */
function findBreaks(html: string): readonly Break[] {
  const isCollapsing = !/white-space\s*:\s*(?:pre|break-spaces)/i.test(html);
  return scanHtml(html).flatMap((span) => {
    if (span.kind === 'tag') return breaksInTag(span);
    if (span.kind === 'text') return isCollapsing && !span.isPreformatted ? breaksInText(html, span) : [];
    return span.kind === 'raw' && span.element === 'style' ? breaksInStyle(html, span) : [];
  });
}

function breaksInTag(span: TagSpan): readonly Break[] {
  return span.gaps.map((range) => ({ ...range, isSpace: range.start < range.end }));
}

/**
 * Only between two letters of which one is Latin or Hangul: CSS Text 3, 4.1.3 removes a line break between two wide characters where a
 * space would stay. Never before a dot: SMTP would have to double it.
 */
function breaksInText(html: string, span: HtmlSpan): readonly Break[] {
  const spaces = html.slice(span.start, span.end).matchAll(/(?<=([^\s\u200b])) +(?=([^\s\u200b.]))/gu);
  return [...spaces]
    .filter(([, before = '', after = '']) => /[!-\u024f\u1100-\u11ff\uac00-\ud7a3]/u.test(before + after))
    .map((match) => ({ start: span.start + match.index, end: span.start + match.index + match[0].length, isSpace: true }));
}

/** Behind a brace or semicolon of CSS, outside of strings, comments and urls. */
function breaksInStyle(html: string, span: HtmlSpan): readonly Break[] {
  return [...html.slice(span.start, span.end).matchAll(/"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\/\*[^]*?\*\/|url\([^)]*\)|[{};](?!\s*\.)/g)]
    .filter(([mark]) => mark.length === 1)
    .map((match) => ({ start: span.start + match.index + 1, end: span.start + match.index + 1, isSpace: true }));
}
