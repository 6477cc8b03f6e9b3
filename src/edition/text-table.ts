/** A data table in plain text: columns by what the eye sees (a Hangul syllable is two wide), or `label: value` lines when too wide. */
import stringWidth from 'string-width';

export type TextRow = { readonly isHead: boolean; readonly cells: readonly string[] };

/** Columns of a mail program's window that nobody has to scroll. */
const widest = 72;
const gap = '  ';

function columnWidths(rows: readonly TextRow[]): readonly number[] {
  const count = Math.max(0, ...rows.map((row) => row.cells.length));
  return Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => stringWidth(row.cells[column] ?? ''))));
}

/** Numbers stand right, as in print. */
function isNumeric(rows: readonly TextRow[], column: number): boolean {
  const values = rows.filter((row) => !row.isHead).map((row) => row.cells[column] ?? '').filter((value) => value !== '');
  return values.length > 0 && values.every((value) => /^[-+−]?[\d.,]+ ?%?$/.test(value));
}

function pad(text: string, width: number, toRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return toRight ? space + text : text + space;
}

function renderColumns(rows: readonly TextRow[], widths: readonly number[]): string {
  const toRight = widths.map((_, column) => isNumeric(rows, column));
  const lines = rows.map((row) => widths.map((width, column) => pad(row.cells[column] ?? '', width, toRight[column] ?? false)).join(gap).trimEnd());
  const headCount = rows.findIndex((row) => !row.isHead);
  if (headCount < 1) return lines.join('\n');
  const line = widths.map((width) => '-'.repeat(width)).join(gap);
  return [...lines.slice(0, headCount), line, ...lines.slice(headCount)].join('\n');
}

function renderLabelled(rows: readonly TextRow[]): string {
  const heads = rows.filter((row) => row.isHead);
  const label = (column: number): string => heads.map((head) => head.cells[column] ?? '').filter((text) => text !== '').join(', ');
  const blocks = rows.filter((row) => !row.isHead).map((row) => row.cells
    .map((cell, column) => (cell === '' || label(column) === '' ? cell : `${label(column)}: ${cell}`))
    .filter((line) => line !== '').join('\n'));
  return blocks.join('\n\n');
}

export function renderTable(rows: readonly TextRow[], most = widest): string {
  const widths = columnWidths(rows);
  const width = widths.reduce((sum, each) => sum + each, 0) + gap.length * Math.max(0, widths.length - 1);
  const hasBody = rows.some((row) => !row.isHead);
  return width <= most || !hasBody ? renderColumns(rows, widths) : renderLabelled(rows);
}
