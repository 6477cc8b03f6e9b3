/**
 * The mail as one document of a frame, seen through the eyes of a mail program: light, its own dark colours, inverted by the program,
 * with pictures held back, without its style sheet. A frame cannot be told to prefer dark, so the media queries are rewritten.
 */
import { scanHtml, type Attribute, type HtmlSpan } from '../message/html-scan.js';
import { colourPattern, invertColour, type ColourRole, type Inversion } from './colour.js';

export const colourModes = ['light', 'dark', 'full', 'partial'] as const;
export type ColourMode = (typeof colourModes)[number];

export type FrameView = {
  readonly colours: ColourMode;
  readonly hasPictures: boolean;
  readonly hasStyles: boolean;
};

const always = '(min-width:0px)';
const never = '(min-width:99999px)';

/** One scheme is the truth, the other never matches. */
function forceScheme(css: string, scheme: 'light' | 'dark'): string {
  return css
    .replaceAll(/\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/gi, (_match, wanted: string) => (wanted.toLowerCase() === scheme ? always : never))
    .replaceAll(/((?:^|[;{\s])color-scheme\s*:)[^;}]*/gi, `$1${scheme}`);
}

const declaration = /((?:^|[;{\s])(--[\w-]+|background(?:-color)?|color|border(?:-(?:top|right|bottom|left))?(?:-color)?|outline(?:-color)?|text-decoration(?:-color)?)\s*:)([^;}]*)/gi;

/** Nobody sees from a custom property where it is used: taken for what a program would turn, a light ground or a dark text. */
const isCustom = (property: string): boolean => property.startsWith('--');

function roleOf(property: string): ColourRole {
  return /^(?:background|border|outline)/i.test(property) ? 'ground' : 'text';
}

function invertCss(css: string, inversion: Inversion): string {
  return css.replaceAll(declaration, (_match, head: string, property: string, value: string) => {
    // What stands in the address of a picture is no colour.
    const parts = value.split(/(url\([^)]*\))/i);
    return head + parts.map((part) => (/^url\(/i.test(part) ? part : part.replaceAll(colourPattern, (colour) => invertColour(colour, roleOf(property), isCustom(property) ? 'full' : inversion)))).join('');
  });
}

const withoutCssPictures = (css: string): string => css.replaceAll(/url\([^)]*\)/gi, 'none');

function changeCss(css: string, view: FrameView): string {
  const scheme = forceScheme(css, view.colours === 'dark' ? 'dark' : 'light');
  const coloured = view.colours === 'full' || view.colours === 'partial' ? invertCss(scheme, view.colours) : scheme;
  return view.hasPictures ? coloured : withoutCssPictures(coloured);
}

function changeAttribute(name: string, value: string, view: FrameView): string {
  if (name === 'style') return changeCss(value, view);
  if (!view.hasPictures && (name === 'src' || name === 'srcset' || name === 'background')) return '';
  const isInverted = view.colours === 'full' || view.colours === 'partial';
  if (isInverted && (name === 'bgcolor' || name === 'color')) return invertColour(value, name === 'color' ? 'text' : 'ground', view.colours as Inversion);
  return value;
}

type Edit = { readonly start: number; readonly end: number; readonly text: string };

function changeTag(html: string, attributes: readonly Attribute[], view: FrameView): readonly Edit[] {
  return attributes.flatMap(({ name, start, end }) => {
    const value = html.slice(start, end);
    const text = changeAttribute(name, value, view);
    return text === value ? [] : [{ start, end, text }];
  });
}

/** A picture that is held back has no `src` at all: with an empty one browsers ask for the page again. */
function dropSource(html: string, attributes: readonly Attribute[]): readonly Edit[] {
  return attributes.filter(({ name }) => name === 'src' || name === 'srcset').map(({ name, quote, start, end }) => {
    const written = /[^\s"'>/=]+\s*=\s*["']?$/.exec(html.slice(Math.max(0, start - name.length - 20), start));
    return { start: start - (written?.[0].length ?? 0), end: end + quote.length, text: '' };
  });
}

function editSpan(html: string, span: HtmlSpan, view: FrameView): readonly Edit[] {
  if (span.kind === 'raw' && span.element === 'style') return [{ start: span.start, end: span.end, text: view.hasStyles ? changeCss(html.slice(span.start, span.end), view) : '' }];
  if (span.kind !== 'tag') return [];
  if (span.name === 'meta' && /(?:supported-)?color-schemes?/i.test(html.slice(span.start, span.end))) return [{ start: span.start, end: span.end, text: '' }];
  if (span.name === 'img' && !view.hasPictures) return [...dropSource(html, span.attributes), ...changeTag(html, span.attributes.filter(({ name }) => name !== 'src' && name !== 'srcset'), view)].toSorted((one, two) => one.start - two.start);
  return changeTag(html, span.attributes, view);
}

/**
 * What the program's own window does; a mail that says nothing of colours takes these. No ground of html: it would keep that of body from
 * filling the window. White and black come from the frame's scheme.
 */
function groundStyle(view: FrameView): string {
  if (view.colours === 'dark') return 'html{color-scheme:dark}';
  if (view.colours === 'light') return 'html{color-scheme:light}';
  return ':where(html){color-scheme:dark;color:#fff}:where(a){color:#8ab4f8}';
}

const withoutPictures = 'img{display:inline-block !important;box-sizing:border-box;min-width:1.5em;min-height:1.5em;padding:2px 6px;outline:1px dashed currentColor;outline-offset:-1px;font:14px/1.4 sans-serif;opacity:.85}';

/** Links open in a new tab; the frame itself goes nowhere. The page reads from it which state it shows. */
function headOf(view: FrameView, version: number): string {
  return `<meta name="courant-version" content="${version}"><base target="_blank"><meta name="referrer" content="no-referrer"><style>${groundStyle(view)}${view.hasPictures ? '' : withoutPictures}</style>`;
}

function putInHead(html: string, text: string): string {
  const head = /<head(?:\s[^>]*)?>/i.exec(html);
  if (head === null) return text + html;
  const at = head.index + head[0].length;
  return html.slice(0, at) + text + html.slice(at);
}

export function renderFrame(html: string, view: FrameView, version: number): string {
  let made = '';
  let done = 0;
  for (const edit of scanHtml(html).flatMap((span) => editSpan(html, span, view))) {
    made += html.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return putInHead(made + html.slice(done), headOf(view, version));
}
