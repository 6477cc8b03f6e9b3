/** Tables kept in a CSV file: `![Table 1: Sales](data/sales.csv)` alone on its line. The words in the brackets are the caption. */
import type { Element, Root } from 'hast';
import type { Definition } from 'mdast';
import { decodeAddress, isRelative, placeOfAddress } from './address.js';
import type { Beside } from './beside.js';
import { parseCsv, type CsvRow } from './csv.js';
import { linesOf, pictureOf, type Line } from './figure.js';
import { addError, type Findings } from './findings.js';
import { placeOfNode, wholeText, type SourceText } from './source.js';
import { numberCell } from './table.js';
import { checkText } from './text.js';
import { isBlank, isElement, replaceChild, toElement, toText, visitElements } from './tree.js';

export type DataTableContext = {
  readonly text: SourceText;
  readonly definitions: readonly Definition[];
  readonly findings: Findings;
  readonly beside: Pick<Beside, 'table'>;
};

/** Puts the tables in place; called before figures are made of what is left of such paragraphs. */
export function placeDataTables(tree: Root, context: DataTableContext): void {
  visitElements(tree, (element, parent) => {
    if (element.tagName !== 'p' || !element.children.some((child) => isElement(child, 'img') && isTable(child))) return;
    const lines = linesOf(element.children).filter((line) => !line.every(isBlank));
    replaceChild(parent, element, toBlocks(lines, element, context));
  });
  visitElements(tree, (element, parent) => {
    if (!isElement(element, 'img') || !isTable(element)) return;
    const fault = { code: 'table-file', message: 'a table stands alone on its line', hint: 'put it between two blank lines' } as const;
    addError(context.findings, fault, placeOfNode(element, context.text));
    replaceChild(parent, element, []);
  });
}

function addressOf(picture: Element): string {
  return String(picture.properties['src'] ?? '').trim();
}

function isTable(picture: Element): boolean {
  return /\.(?:csv|tsv)$/i.test(addressOf(picture)) && isRelative(addressOf(picture));
}

/** A line with a table becomes the table; the lines between stay paragraphs, such as the source below it. */
function toBlocks(lines: readonly Line[], paragraph: Element, context: DataTableContext): readonly Element[] {
  const blocks: Element[] = [];
  let isOpen = false;
  for (const line of lines) {
    const picture = pictureOf(line);
    const table = picture !== undefined && isTable(picture) && !line.some((node) => isElement(node, 'a')) ? toTable(picture, context) : undefined;
    if (table !== undefined && table !== 'refused') blocks.push(withPosition(table, picture ?? paragraph));
    else if (table === undefined && isOpen) blocks.at(-1)?.children.push(toText('\n'), ...line);
    else if (table === undefined) blocks.push(withPosition(toElement('p', [...line]), paragraph));
    isOpen = table === undefined;
  }
  return blocks;
}

function withPosition(element: Element, of: Element): Element {
  return of.position === undefined ? element : { ...element, position: of.position };
}

function toTable(picture: Element, { text, definitions, findings, beside }: DataTableContext): Element | 'refused' {
  const address = addressOf(picture);
  const at = () => placeOfAddress(picture, address, { text, definitions });
  const { alt, title } = picture.properties;
  const caption = typeof alt === 'string' ? alt.trim() : '';
  if (caption === '' || title !== undefined) {
    const message = caption === '' ? 'the table has no caption' : 'a table has its caption between the brackets, and nothing behind its address';
    addError(findings, { code: 'table-file', message, hint: `such as ![Table 1: Sales](${address})` }, placeOfNode(picture, text));
  }
  const file = beside.table(decodeAddress(address), at);
  if (file === undefined) return 'refused';
  const isPlain = checkText(wholeText(file), findings);
  const rows = parseCsv(file, findings);
  return rows === undefined || !isPlain ? 'refused' : toElement('table', [toElement('caption', [toText(caption)]), ...toParts(rows)]);
}

/** Columns of numbers are aligned at their right, as a Markdown table would say with `---:`. */
function toParts([head = [], ...body]: readonly CsvRow[]): Element[] {
  const isNumeric = head.map((_, column) => body.every((row) => row[column]?.value === '' || numberCell.test(row[column]?.value ?? '')));
  const toRow = (row: CsvRow, tagName: string) => toElement('tr', row.map((cell, column) => toElement(tagName, [toText(cell.value)], isNumeric[column] === true ? { align: 'right' } : {})));
  return [toElement('thead', [toRow(head, 'th')]), toElement('tbody', body.map((row) => toRow(row, 'td')))];
}
