/** Tables: the caption above them, and which cells are headings (WCAG 2.2 1.3.1: relations must be in the markup). */
import type { Element, Parents, Root } from 'hast';
import { isBlank, isElement, textOfNode, toElement, visitElements } from './tree.js';

/** A caption begins with the word for "table", with or without a number, and a colon. */
const captionLabel = /^\s*(?:Table|Tabelle|표|表|図表)\s*\d*\s*[:：]/;

/** A number as tables write it: signs, separators, percent, one unit mark in front. */
export const numberCell = /^[\s(]*[-–−+±]?[€$¥₩£]?\d[\d.,\s]*%?[\s)]*$/;

export function placeTables(tree: Root): void {
  visitElements(tree, (element, parent) => {
    if (element.tagName !== 'table') return;
    takeCaption(element, parent);
    scopeHeadings(element);
  });
}

/** The one-line paragraph right above becomes the caption; nothing of it is cut. */
function takeCaption(table: Element, parent: Parents): void {
  if (table.children.some((child) => isElement(child, 'caption'))) return;
  const index = parent.children.findIndex((child) => child === table);
  const above = parent.children.slice(0, index).findLastIndex((child) => !isBlank(child));
  const paragraph = parent.children[above];
  if (!isElement(paragraph, 'p')) return;
  const text = textOfNode(paragraph);
  const isOneLine = !text.trim().includes('\n') && !paragraph.children.some((child) => isElement(child, 'br'));
  if (!isOneLine || !captionLabel.test(text)) return;
  table.children.unshift(toElement('caption', paragraph.children));
  // The walk goes on behind the table, so its place must not move: the paragraph leaves an empty text.
  parent.children[above] = { type: 'text', value: '' };
}

function scopeHeadings(table: Element): void {
  const parts = table.children.filter((child) => isElement(child, 'thead', 'tbody', 'tfoot'));
  const head = parts.filter((part) => part.tagName === 'thead').flatMap(rowsOf);
  const rows = parts.filter((part) => part.tagName !== 'thead').flatMap(rowsOf);
  if (hasLabelColumn(head, rows)) for (const row of rows) toLabelCell(row[0]);
  for (const cell of head.flat()) toColumnHeading(cell);
  for (const cell of rows.flat()) if (cell.tagName === 'th') cell.properties['scope'] ??= 'row';
}

function rowsOf(part: Element): readonly (readonly Element[])[] {
  return part.children.filter((row) => isElement(row, 'tr')).map((row) => row.children.filter((cell) => isElement(cell, 'td', 'th')));
}

/** The first column labels its rows when nothing stands above it, or when it holds words and all the other cells hold numbers. */
function hasLabelColumn(head: readonly (readonly Element[])[], rows: readonly (readonly Element[])[]): boolean {
  const isSpanned = [...head, ...rows].flat().some((cell) => cell.properties['rowSpan'] !== undefined || cell.properties['colSpan'] !== undefined);
  const labels = rows.map((row) => (row[0] === undefined ? '' : textOfNode(row[0]).trim()));
  if (isSpanned || head.length === 0 || labels.length === 0 || labels.includes('') || labels.some((label) => numberCell.test(label))) return false;
  const isBare = head.every((row) => row[0] !== undefined && textOfNode(row[0]).trim() === '');
  const others = rows.flatMap((row) => row.slice(1)).map((cell) => textOfNode(cell).trim());
  return isBare || (others.length > 0 && others.every((text) => text === '' || numberCell.test(text)));
}

function toLabelCell(cell: Element | undefined): void {
  if (cell !== undefined) cell.tagName = 'th';
}

/** An empty cell above the labels is no heading: screen readers would announce nothing. */
function toColumnHeading(cell: Element): void {
  if (cell.tagName === 'th' && textOfNode(cell).trim() === '') {
    cell.tagName = 'td';
    delete cell.properties['scope'];
  } else if (cell.tagName === 'th') cell.properties['scope'] ??= 'col';
}
