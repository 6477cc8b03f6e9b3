/**
 * Markdown trees as plain text that a person likes to read: one line per paragraph (phones wrap by themselves), headings underlined,
 * links as numbers that the section lists at its end. Nothing of the text is left out.
 */
import type { Element, Nodes, Root } from 'hast';
import stringWidth from 'string-width';
import { isElement, textOfNode } from '../issue/tree.js';
import { tokens } from '../message/tokens.js';
import { isolateRuns, withoutIsolates } from './direction-runs.js';
import type { Labels } from './labels.js';
import type { Scope } from './medium.js';
import { renderTable } from './text-table.js';
import { attribute, findElements, hasClass } from './tree.js';

type State = {
  readonly labels: Labels;
  readonly scope: Scope;
  /** Numbers of the figures of this text: `[Picture 2: …]`. */
  readonly figures: readonly Element[];
};

const blockTags = new Set([
  'p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre', 'table', 'figure', 'hr', 'dl', 'section', 'div', 'details', 'summary', 'figcaption',
]);

function isBlock(node: Nodes): node is Element {
  return isElement(node) && blockTags.has(node.tagName);
}

function renderLink(node: Element, state: State): string {
  const text = renderInline(node.children, state);
  const href = (attribute(node, 'href') ?? '').replace(/^asset:/, `${tokens.webUrl}/`);
  if (hasClass(node, 'footnote-ref')) return `(${state.labels.note} ${text})`;
  const bare = href.replace(/^(mailto|tel):/, '');
  const shown = withoutIsolates(text).trim();
  if (href === '' || href.startsWith('#') || isSameAddress(shown, href) || shown === bare) return text;
  if (text.trim() === '') return href;
  return href === bare ? `${text} ${linkNumber(href, state.scope)}` : `${text} <${bare}>`;
}

/** An address that is written out needs no number; people write `www.example.org` and `…/味噌`, links say `http://www.example.org` and `…/%E5%91%B3…`. */
function isSameAddress(text: string, href: string): boolean {
  if (text === href || text === href.replace(/^http:\/\/(?=www\.)/i, '')) return true;
  return /^https?:\/\//i.test(text) && URL.canParse(text) && URL.canParse(href) && new URL(text).href === new URL(href).href;
}

/** `[3]`; the same address twice in a section has one number. */
export function linkNumber(href: string, scope: Scope): string {
  const known = scope.links.indexOf(href);
  if (known !== -1) return `[${known + 1}]`;
  scope.links.push(href);
  return `[${scope.links.length}]`;
}

function renderPicture(node: Element, state: State, number?: number): string {
  const alt = attribute(node, 'alt') ?? '';
  if (alt === '') return '';
  return `[${state.labels.picture}${number === undefined ? '' : ` ${number}`}: ${alt}]`;
}

function renderInlineElement(node: Element, state: State): string {
  switch (node.tagName) {
    case 'br': return '\n';
    case 'a': return renderLink(node, state);
    case 'img': return renderPicture(node, state);
    case 'code': return `\`${textOfNode(node)}\``;
    case 'input': return attribute(node, 'checked') === undefined ? '[ ] ' : '[x] ';
    default: return renderInline(node.children, state);
  }
}

function renderInline(nodes: readonly Nodes[], state: State): string {
  return nodes.map((node) => {
    if (node.type === 'text') return isolateRuns(node.value.replace(/\s+/gu, ' '), state.scope.dir);
    return isElement(node) ? renderInlineElement(node, state) : '';
  }).join('');
}

function indent(text: string, first: string, rest: string): string {
  return text.split('\n').map((line, index) => (line === '' ? '' : (index === 0 ? first : rest) + line)).join('\n');
}

function renderList(node: Element, state: State): string {
  const start = Number(attribute(node, 'start') ?? 1);
  const items = node.children.filter((child) => isElement(child, 'li'));
  return items.map((item, index) => {
    const mark = node.tagName === 'ol' ? `${start + index}. ` : '- ';
    // A list whose items are paragraphs is still one line an item here.
    return indent(renderBlocks(item.children, state, '\n'), mark, ' '.repeat(mark.length));
  }).join('\n');
}

function renderFigure(node: Element, state: State): string {
  const number = state.figures.indexOf(node) + 1;
  const pictures = findElements(node, 'img').map((image) => renderPicture(image, state, number));
  const captions = findElements(node, 'figcaption').map((caption) => renderInline(caption.children.map((child) => withLabel(child, state)), state));
  return [...pictures, ...captions].map((line) => line.replace(/ {2,}/g, ' ').trim()).filter((line) => line !== '').join(' ');
}

/** The credit with its label in front, as the page shows it: `출처: 신화사`. */
function withLabel(node: Element['children'][number], state: State): Element['children'][number] {
  if (!isElement(node) || !hasClass(node, 'credit') || /^\p{L}+ ?[:：]/u.test(textOfNode(node))) return node;
  return { ...node, children: [{ type: 'text', value: ` ${state.labels.credit}${state.labels.colon} ` }, ...node.children] };
}

function renderContact(node: Element, state: State): string {
  const lines: string[] = [];
  for (const child of node.children.filter((part) => isElement(part))) {
    const text = renderInline(child.children, state).trim();
    if (child.tagName === 'dt') lines.push(`${text}:`);
    else lines.push(`${lines.pop() ?? ''} ${text}`.trim());
  }
  return lines.join('\n');
}

function renderFootnotes(node: Element, state: State): string {
  const items = findElements(node, 'li');
  return items.map((item, index) => `(${state.labels.note} ${index + 1}) ${renderBlocks(item.children, state, '\n')}`).join('\n');
}

function renderTableBlock(node: Element, state: State): string {
  const rows = findElements(node, 'tr').map((row) => ({
    isHead: row.children.some((cell) => isElement(cell, 'th')) && !row.children.some((cell) => isElement(cell, 'td')),
    cells: row.children.filter((cell) => isElement(cell, 'td', 'th')).map((cell) => renderInline(cell.children, state).trim().replace(/\n/g, ' ')),
  }));
  const captions = findElements(node, 'caption').map((caption) => renderInline(caption.children, state).trim());
  return [...captions, renderTable(rows, state.scope.textWidth)].filter((part) => part !== '').join('\n');
}

/** A heading with a line below it, as wide as it is on the screen. */
export function underline(text: string, mark: string): string {
  return `${text}\n${mark.repeat(Math.min(60, stringWidth(text)))}`;
}

function renderBlock(node: Element, state: State): string {
  switch (node.tagName) {
    case 'ul': case 'ol': return renderList(node, state);
    case 'table': return renderTableBlock(node, state);
    case 'figure': return renderFigure(node, state);
    case 'pre': return indent(textOfNode(node).replace(/\n$/, ''), '    ', '    ');
    case 'hr': return '* * *';
    case 'blockquote': return renderBlocks(node.children, state).split('\n').map((line) => `> ${line}`.trimEnd()).join('\n');
    case 'dl': return renderContact(node, state);
    case 'section': return hasClass(node, 'footnotes') ? renderFootnotes(node, state) : renderBlocks(node.children, state);
    case 'h1': case 'h2': case 'h3': case 'h4': case 'h5': case 'h6': return underline(renderInline(node.children, state).trim(), '-');
    default: return renderBlocks(node.children, state);
  }
}

/** Blocks below each other; the inline nodes between two blocks are one paragraph. */
function renderBlocks(nodes: readonly Nodes[], state: State, gap = '\n\n'): string {
  const blocks: string[] = [];
  let inline: Nodes[] = [];
  const endParagraph = (): void => {
    blocks.push(renderInline(inline, state).split('\n').map((line) => line.trim()).join('\n').trim());
    inline = [];
  };
  for (const node of nodes) {
    if (isBlock(node)) {
      endParagraph();
      blocks.push(renderBlock(node, state));
    } else inline.push(node);
  }
  endParagraph();
  return blocks.filter((block) => block !== '').join(gap);
}

export function renderRichText(tree: Root, labels: Labels, scope: Scope): string {
  return renderBlocks(tree.children, { labels, scope, figures: findElements(tree, 'figure') });
}
