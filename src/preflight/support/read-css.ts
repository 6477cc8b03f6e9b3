/** Reads CSS, a sheet or the style of one element, into the traces it leaves. The only file that touches css-tree. */
import { parse, walk, type Atrule, type CssNode, type Declaration, type List, type Rule, type Selector } from 'css-tree';
import type { TraceKind } from './features.js';

export type CssTrace = {
  readonly kind: TraceKind;
  readonly name: string;
  /** Of a property. */
  readonly value?: string;
  /** As people would say it: `display: grid`, `:hover`. */
  readonly text: string;
  /** Offset in the text that was read. */
  readonly at: number;
  /** Traces without which the program never comes here: the conditions around it, the selector. */
  readonly within: readonly { readonly kind: TraceKind; readonly name: string }[];
  /** What the block says before stays in force where this is not known: another value of the property, or a simpler property. */
  readonly fallback: 'value' | 'property' | undefined;
};

/** A rule outside of any condition that places, sizes or colours what has a class: is it said in the element too? */
export type SheetRule = { readonly className: string; readonly property: string; readonly text: string; readonly at: number };

export type SheetTraces = { readonly traces: readonly CssTrace[]; readonly layoutRules: readonly SheetRule[] };

type Within = CssTrace['within'];
type Reading = { readonly css: string; readonly traces: CssTrace[]; readonly layoutRules: SheetRule[] };

const startOf = (node: CssNode): number => node.loc?.start.offset ?? 0;
const textOf = (reading: Reading, node: CssNode): string => reading.css.slice(startOf(node), node.loc?.end.offset ?? startOf(node)).replace(/\s+/g, ' ').trim();

/** What the parser cannot read it leaves out, as mail programs do. */
export function readSheet(css: string): SheetTraces {
  const reading: Reading = { css, traces: [], layoutRules: [] };
  const sheet = parse(css, { context: 'stylesheet', positions: true, parseCustomProperty: false, onParseError: () => undefined });
  if (sheet.type === 'StyleSheet') readChildren(reading, sheet.children, []);
  return reading;
}

/** The value of a style attribute. */
export function readStyle(css: string): readonly CssTrace[] {
  const reading: Reading = { css, traces: [], layoutRules: [] };
  const list = parse(css, { context: 'declarationList', positions: true, onParseError: () => undefined });
  if (list.type === 'DeclarationList') readBlock(reading, list.children, []);
  return reading.traces;
}

function readChildren(reading: Reading, children: List<CssNode>, within: Within): void {
  children.forEach((node) => {
    if (node.type === 'Rule') readRule(reading, node, within);
    if (node.type === 'Atrule') readAtRule(reading, node, within);
  });
}

function push(reading: Reading, kind: TraceKind, name: string, node: CssNode, within: Within, text = textOf(reading, node)): void {
  reading.traces.push({ kind, name, text, at: startOf(node), within, fallback: undefined });
}

function readAtRule(reading: Reading, node: Atrule, within: Within): void {
  const name = node.name.toLowerCase();
  const head = `@${name}${node.prelude === null ? '' : ` ${textOf(reading, node.prelude)}`}`;
  push(reading, 'at-rule', name, node, within, head);
  // Whoever reads the block knows what the condition asks for.
  if (name === 'supports' || node.block === null) return;
  const conditions: Within[number][] = [{ kind: 'at-rule', name }];
  if (node.prelude !== null) {
    walk(node.prelude, (inner) => {
      if (inner.type !== 'Feature') return;
      const feature = inner.name.toLowerCase();
      push(reading, 'media', feature, inner, [...within, { kind: 'at-rule', name }]);
      conditions.push({ kind: 'media', name: feature });
    });
  }
  if (name === 'media') readChildren(reading, node.block.children, [...within, ...conditions]);
}

function readRule(reading: Reading, node: Rule, within: Within): void {
  const selectors = node.prelude.type === 'SelectorList' ? node.prelude.children.toArray().filter((child): child is Selector => child.type === 'Selector') : [];
  const found = selectors.map((selector) => readSelector(reading, selector, within));
  // With several selectors the block is reached by the simplest of them.
  const simplest = found.toSorted((one, other) => one.length - other.length)[0] ?? [];
  const inside = [...within, ...simplest];
  readBlock(reading, node.block.children, inside);
  node.block.children.forEach((child) => {
    // Without an `&` the parser leaves it raw.
    const nested = child.type === 'Rule' ? textOf(reading, child.prelude) : child.type === 'Raw' && child.value.includes('{') ? child.value.slice(0, child.value.indexOf('{')).trim() : undefined;
    if (nested !== undefined) push(reading, 'special', 'nested rule', child, inside, nested);
  });
  if (within.length === 0) collectLayout(reading, node, selectors);
}

const combinators: Readonly<Record<string, string>> = { '>': 'child', '+': 'adjacent', '~': 'sibling', ' ': 'descendant' };

/** The traces of one selector; what they are is also what its block needs. */
function readSelector(reading: Reading, selector: Selector, within: Within): Within {
  const needed = new Map<string, Within[number]>();
  const text = textOf(reading, selector);
  let simpleCount = 0;
  const note = (kind: TraceKind, name: string): void => {
    if (!needed.has(`${kind} ${name}`)) push(reading, kind, name, selector, within, text);
    needed.set(`${kind} ${name}`, { kind, name });
  };
  selector.children.forEach((node) => {
    if (node.type === 'Combinator') {
      note('selector', combinators[node.name] ?? 'descendant');
      simpleCount = 0;
    } else if (node.type === 'PseudoClassSelector') note('pseudo', node.name.toLowerCase());
    else if (node.type === 'PseudoElementSelector') note('pseudo', `:${node.name.toLowerCase()}`);
    else {
      simpleCount += node.type === 'ClassSelector' || node.type === 'IdSelector' ? 1 : 0;
      if (simpleCount > 1) note('selector', 'chaining');
      const simple = { AttributeSelector: 'attribute', ClassSelector: 'class', IdSelector: 'id' }[node.type as string];
      if (simple !== undefined) note('selector', simple);
      else if (node.type === 'TypeSelector') note('selector', node.name === '*' ? 'universal' : 'type');
    }
  });
  return [...needed.values()];
}

function readBlock(reading: Reading, children: List<CssNode>, within: Within): void {
  const said = new Set<string>();
  const isHidden = children.some((node) => isHiding(reading, node));
  children.forEach((node) => {
    if (node.type !== 'Declaration' || (isHidden && !isHiding(reading, node))) return;
    const name = node.property.toLowerCase();
    readDeclaration(reading, node, name, { within, fallback: (fallbacks[name] ?? []).some((simpler) => said.has(simpler)) ? 'property' : said.has(name) ? 'value' : undefined });
    said.add(name);
  });
}

/** Nothing else said of it matters: the preheader is made small, pale and flat besides, for whom it may help. */
function isHiding(reading: Reading, node: CssNode): boolean {
  return node.type === 'Declaration' && node.property.toLowerCase() === 'display' && /^none\b/i.test(textOf(reading, node.value));
}

/** A plain value that stays when this one is not known. */
const fallbacks: Readonly<Record<string, readonly string[]>> = { 'background-image': ['background', 'background-color'], 'background': ['background-color'], 'overflow-wrap': ['word-wrap'], 'min-height': ['height'] };

function readDeclaration(reading: Reading, node: Declaration, name: string, around: Pick<CssTrace, 'within' | 'fallback'>): void {
  // Word's own properties and prefixed ones are written for those who know them.
  if (name.startsWith('mso-') || (name.startsWith('-') && !name.startsWith('--') && !name.startsWith('-webkit-mask'))) return;
  const value = textOf(reading, node.value);
  const text = `${name}: ${value}`;
  const add = (kind: TraceKind, traceName: string, extra: { value?: string; text?: string } = {}): void => {
    reading.traces.push({ kind, name: traceName, text: extra.text ?? text, at: startOf(node), ...(extra.value === undefined ? {} : { value: extra.value }), ...around });
  };
  if (name.startsWith('--')) return add('special', 'custom property', { text: name });
  add('property', name, { value: value.toLowerCase() });
  if (node.important !== false && /\S!\s*important/i.test(textOf(reading, node))) add('special', 'important without space', { text: textOf(reading, node) });
  readValue(node, add);
}

const intrinsic = /^(fit-content|min-content|max-content)$/;
const systemFont = /^(system-ui|ui-serif|ui-sans-serif|ui-rounded|ui-monospace)$/;

function readValue(declaration: Declaration, add: (kind: TraceKind, name: string) => void): void {
  walk(declaration.value, (node) => {
    if (node.type === 'Function') add('function', node.name.toLowerCase());
    else if (node.type === 'Dimension') add('unit', node.unit.toLowerCase());
    else if (node.type === 'Url') addImage(node.value, add);
    else if (node.type === 'Identifier') {
      const word = node.name.toLowerCase();
      if (word === 'initial' || word === 'unset' || word === 'revert') add('special', 'value initial');
      // A font that is not there is passed over: only one that stands alone is missed.
      if (intrinsic.test(word)) add('special', 'value intrinsic');
      if (systemFont.test(word) && declaration.value.type === 'Value' && declaration.value.children.size === 1) add('special', 'value system-ui');
    }
  });
}

function addImage(url: string, add: (kind: TraceKind, name: string) => void): void {
  const format = imageFormat(url);
  if (format !== undefined) add('image', format);
}

/** `webp` of `https://…/a.webp?x`, `data` of a data: address. */
export function imageFormat(url: string): string | undefined {
  if (/^data:/i.test(url)) return 'data';
  return /\.([a-z0-9]{2,5})(?:[?#]|$)/i.exec(url.replace(/^[a-z]+:\/\/[^/]*/i, ''))?.[1]?.toLowerCase();
}

const layoutProperties = /^(display|float|width|position|background-image)$/;

function collectLayout(reading: Reading, rule: Rule, selectors: readonly Selector[]): void {
  const classNames = selectors.flatMap((selector) => {
    const last = selector.children.last;
    return last?.type === 'ClassSelector' ? [last.name] : [];
  });
  rule.block.children.forEach((node) => {
    if (node.type !== 'Declaration' || !layoutProperties.test(node.property.toLowerCase())) return;
    const property = node.property.toLowerCase();
    for (const className of classNames) reading.layoutRules.push({ className, property, text: `.${className}{${property}: ${textOf(reading, node.value)}}`, at: startOf(node) });
  });
}
