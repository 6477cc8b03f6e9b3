/** Columns of text for people: aligned by the width that terminals give to letters, safe whatever came from outside. */
import stringWidth from 'string-width';

/** Control characters could move the cursor or repaint the screen; marks of direction could turn the line around. */
export function showText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Rows of cells; each column is as wide as its widest cell, two spaces between. Numbers stand to the right. */
export function renderTable(rows: readonly (readonly (string | number)[])[]): string {
  const shown = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : showText(cell))));
  const widths = shown.reduce<number[]>((widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, stringWidth(cell))), []);
  return shown.map((row, at) => toLine(row, widths, (index) => typeof rows[at]?.[index] === 'number')).join('');
}

function toLine(cells: readonly string[], widths: readonly number[], isNumber: (index: number) => boolean): string {
  const padded = cells.map((cell, index) => {
    const gap = ' '.repeat((widths[index] ?? 0) - stringWidth(cell));
    return isNumber(index) ? gap + cell : cell + gap;
  });
  return `  ${padded.join('  ').trimEnd()}\n`;
}
