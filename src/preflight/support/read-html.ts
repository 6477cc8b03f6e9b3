/**
 * Reads the HTML of a mail once, into the features it uses and where. With the scanner of message/html-scan.ts and no tree: what stands in
 * Outlook's conditional comments is half tables and open elements, which a parser would throw away or mend.
 */
import { decodeReferences } from '../../edition/html-text.js';
import { scanHtml, type Attribute, type HtmlSpan, type TagSpan } from '../../message/html-scan.js';
import { featuresByTrace, type Feature, type TraceKind } from './features.js';
import { imageFormat, readSheet, readStyle, type CssTrace, type SheetRule } from './read-css.js';

/** Who reads the code: `<!--[if mso]>` is for Outlook on Windows alone, `<!--[if !mso]><!-->` for all others. */
export type Readership = 'all' | 'outlook' | 'others' | 'nobody';

export type Use = {
  readonly feature: Feature;
  /** `display: grid`, `<form>`, `.two > td`. */
  readonly text: string;
  readonly kind: TraceKind;
  /** Of the first one, in the mail. */
  readonly at: number;
  readonly count: number;
  readonly readership: Readership;
  /** Features without which a program never comes to it. */
  readonly within: readonly string[];
};

type Named = Readonly<Record<string, { readonly value: string; readonly at: number }>>;
type Element = { readonly name: string; readonly attributes: Named; readonly at: number; readonly readership: Readership; readonly inside: readonly string[] };
type Reading = { readonly uses: Map<string, Use & { count: number }>; readonly styles: Map<string, readonly CssTrace[]>; readonly layoutRules: (SheetRule & { readonly readership: Readership })[]; readonly elements: Element[] };

type Found = { readonly kind: TraceKind; readonly name: string; readonly value?: string; readonly text: string; readonly at: number; readonly readership: Readership; readonly within: readonly string[]; readonly fallback?: CssTrace['fallback'] };

export function readMail(html: string): readonly Use[] {
  const reading: Reading = { uses: new Map(), styles: new Map(), layoutRules: [], elements: [] };
  let readership: Readership = 'all';
  const open: string[] = [];
  for (const span of scanHtml(html)) {
    if (span.kind === 'comment') readership = readershipAfter(html.slice(span.start, span.end), readership);
    else if (span.kind === 'raw' && span.element === 'style') readStyleElement(reading, html.slice(span.start, span.end), span, readership);
    else if (span.kind === 'tag') readTag(reading, html, span, readership, open);
  }
  addSheetLayout(reading);
  return [...reading.uses.values()];
}

/** `mso | IE`: IE reads no mail any more. A hidden comment with a condition that Outlook does not meet is read by nobody. */
function readershipAfter(comment: string, before: Readership): Readership {
  if (/^<!(--<!)?\[endif\]/.test(comment)) return 'all';
  const [, condition, rest] = /^<!--\[if([^\]>]*)\]>(.*)$/s.exec(comment) ?? [];
  if (condition === undefined) return before;
  const isRevealed = rest === '<!-->' || rest === '-->';
  const isOutlook = /(?<!!\s*\(?\s*(?:gte|lte|gt|lt)?\s*)\bmso\b/i.test(condition);
  if (isRevealed) return /!\s*\(?\s*mso/i.test(condition) ? 'others' : 'all';
  return isOutlook ? 'outlook' : 'nobody';
}

const voids = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);
/** What stands in a picture or a video is shown by the programs that do not know it; a list may be one of contents. */
const frames = new Set(['picture', 'video', 'audio', 'object', 'svg', 'li']);

function readTag(reading: Reading, html: string, span: TagSpan, readership: Readership, open: string[]): void {
  if (span.name.startsWith('/')) {
    const at = open.lastIndexOf(span.name.slice(1));
    if (at >= 0) open.splice(at);
    return;
  }
  const attributes: Named = Object.fromEntries(span.attributes.map((attribute) => [attribute.name, { value: valueOf(html, attribute), at: attribute.start }]));
  const element: Element = { name: span.name, attributes, at: span.start, readership, inside: [...open] };
  if (!element.inside.includes('svg')) readElement(reading, element);
  // Programs without ruby print all of its text: in brackets a reading is still one.
  if (span.name === 'rt' && !html.slice(0, span.start).trimEnd().endsWith('</rp>')) note(reading, { kind: 'special', name: 'reading without brackets', text: '<ruby>', at: span.start, readership, within: [] });
  if (frames.has(span.name) && !voids.has(span.name)) open.push(span.name);
}

function valueOf(html: string, attribute: Attribute): string {
  const raw = html.slice(attribute.start, attribute.end);
  return raw.includes('&') ? decodeReferences(raw) : raw;
}

function readElement(reading: Reading, element: Element): void {
  const { name, attributes, at, readership } = element;
  reading.elements.push(element);
  const add = (kind: TraceKind, traceName: string, text: string, extra: { value?: string; at?: number } = {}): void =>
    note(reading, { kind, name: traceName, text, at, readership, within: [], ...extra });
  add('element', name, `<${name}>`);
  for (const [key, { value, at: place }] of Object.entries(attributes)) {
    if (key === 'style') continue;
    const text = value === '' ? key : `${key}="${value.length > 60 ? `${value.slice(0, 57)}…` : value}"`;
    add('attribute', key, text, { value, at: place });
    add('attribute', `${name} ${key}`, `<${name} ${text}>`, { value, at: place });
  }
  if (name === 'input' && attributes['type'] === undefined) add('attribute', 'input type', '<input>', { value: 'text' });
  addPictures(element, add);
  addLinks(element, add);
  addStyle(reading, element);
}

type Add = (kind: TraceKind, name: string, text: string, extra?: { value?: string; at?: number }) => void;

/** A source within picture or video is one of several; the img beside it is seen by all. */
function addPictures({ name, attributes }: Element, add: Add): void {
  for (const key of ['src', 'background']) {
    const found = attributes[key];
    if (found === undefined || (key === 'src' && name !== 'img' && name !== 'input')) continue;
    const format = imageFormat(found.value);
    if (format !== undefined) add('image', format, format === 'data' ? `<${name} ${key}="data:…">` : found.value, { at: found.at });
  }
}

function addLinks({ name, attributes, inside }: Element, add: Add): void {
  const href = attributes['href'];
  if (name === 'a' && href !== undefined && /^#./.test(href.value)) add('special', 'link within', `href="${href.value}"${inside.includes('li') ? ' in a list' : ''}`, { at: href.at });
  if (name === 'link' && /\bstylesheet\b/i.test(attributes['rel']?.value ?? '')) add('special', 'link stylesheet', '<link rel="stylesheet">');
}

function addStyle(reading: Reading, { attributes, readership }: Element): void {
  const style = attributes['style'];
  if (style === undefined || style.value === '') return;
  const traces = reading.styles.get(style.value) ?? readStyle(style.value);
  reading.styles.set(style.value, traces);
  const hasColour = attributes['bgcolor'] !== undefined;
  for (const trace of traces) {
    const fallback = hasColour && trace.name === 'background-image' ? 'property' : trace.fallback;
    note(reading, { ...trace, fallback, within: [], at: style.at + trace.at, readership });
  }
}

function readStyleElement(reading: Reading, css: string, span: HtmlSpan, readership: Readership): void {
  const { traces, layoutRules } = readSheet(css);
  for (const trace of traces) {
    note(reading, { ...trace, at: span.start + trace.at, readership, within: ['html-style', ...trace.within.flatMap((needed) => featuresFor(needed.kind, needed.name, undefined))] });
  }
  for (const rule of layoutRules) reading.layoutRules.push({ ...rule, at: span.start + rule.at, readership });
}

/** A class that places or sizes something, and an element with it that says nothing itself: lost where style sheets are dropped. */
function addSheetLayout(reading: Reading): void {
  for (const rule of reading.layoutRules) {
    const isAlone = reading.elements.some(({ attributes }) => {
      if (!(attributes['class']?.value.split(/\s+/) ?? []).includes(rule.className)) return false;
      const said = attributes['style']?.value ?? '';
      return !new RegExp(`(?:^|[;\\s])${rule.property}\\s*:`, 'i').test(said) && attributes[rule.property] === undefined;
    });
    if (isAlone) note(reading, { kind: 'special', name: 'style sheet layout', text: rule.text, at: rule.at, readership: rule.readership, within: [] });
  }
}

function featuresFor(kind: TraceKind, name: string, value: string | undefined): readonly string[] {
  return (featuresByTrace.get(`${kind} ${name}`) ?? []).filter((entry) => entry.value === undefined || entry.value.test(value ?? '')).map(({ feature }) => feature.slug);
}

function note(reading: Reading, found: Found): void {
  for (const { feature, value } of featuresByTrace.get(`${found.kind} ${found.name}`) ?? []) {
    if (value !== undefined && !value.test(found.value ?? '')) continue;
    if (found.fallback === 'property' || (found.fallback === 'value' && (found.kind !== 'property' || value !== undefined))) continue;
    const key = [feature.slug, found.text, found.readership, ...found.within].join('\0');
    const known = reading.uses.get(key);
    if (known !== undefined) known.count++;
    else reading.uses.set(key, { feature, text: found.text, kind: found.kind, at: found.at, count: 1, readership: found.readership, within: found.within });
  }
}
