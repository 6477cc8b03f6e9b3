/**
 * Shows a place in a file as a few numbered lines with a caret below. Needs no file: the place carries its lines. Which file it is,
 * and the message, are left to the caller.
 */
import stringWidth from 'string-width';
import type { Place } from './errors.js';

/** Columns shown of a line: a paragraph in Markdown is one line of a thousand columns. */
const shownColumns = 100;
/** Columns kept in front of the caret when a long line is cut. */
const leadColumns = 40;

/** Control characters would move the caret or command the terminal; tabs stay, since the caret line repeats them. */
function toPrintable(text: string): string {
  return text.replace(/[^\P{Cc}\t]|[\u2028-\u202e\u2066-\u2069\p{Surrogate}]/gu, '\ufffd');
}

/** Blanks as wide as the text: Hangul and Han take two columns, tabs stay tabs. */
function toBlanks(text: string): string {
  return text.split('\t').map((part) => ' '.repeat(stringWidth(part))).join('\t');
}

type Cut = { readonly from: number; readonly lead: string };

/** Where the marked line is cut at its left so that the caret stays in sight. */
function cutBefore(line: string, index: number): Cut {
  let from = index;
  for (let width = 0; from > 0 && width < leadColumns; from -= 1) width += stringWidth(line.charAt(from - 1));
  if (stringWidth(line) <= shownColumns || from === 0) return { from: 0, lead: '' };
  const splitsPair = /[\udc00-\udfff]/.test(line.charAt(from));
  return { from: splitsPair ? from - 1 : from, lead: '…' };
}

function cutAfter(line: string): string {
  if (line.length <= shownColumns && stringWidth(line) <= shownColumns) return line;
  let width = 0;
  let shown = '';
  for (const character of line) {
    width += stringWidth(character);
    if (width > shownColumns) return shown + '…';
    shown += character;
  }
  return shown;
}

function renderCaret(line: string, cut: Cut, place: Place): string {
  const start = Math.min(place.column - 1, line.length);
  const end = Math.max(start, Math.min(place.endColumn === undefined ? start + 1 : place.endColumn - 1, line.length));
  const room = Math.max(1, shownColumns - stringWidth(line.slice(cut.from, start)));
  const width = Math.min(room, Math.max(1, stringWidth(line.slice(start, end))));
  return toBlanks(cut.lead + line.slice(cut.from, start)) + '^'.repeat(width);
}

/** Lines with their numbers, the marked one with `>` in front and a caret line below; the empty string when the place has no context. */
export function renderCodeFrame(place: Place): string {
  if (place.context === undefined) return '';
  const { firstLine, lines } = place.context;
  const digits = String(firstLine + lines.length - 1).length;
  return lines.flatMap((raw, index) => {
    const line = toPrintable(raw);
    const number = firstLine + index;
    const isMarked = number === place.line;
    const cut = isMarked ? cutBefore(line, Math.min(place.column - 1, line.length)) : { from: 0, lead: '' };
    const shown = `${isMarked ? '>' : ' '} ${String(number).padStart(digits)} | ${cut.lead}${cutAfter(line.slice(cut.from))}`.trimEnd();
    return isMarked ? [shown, `  ${' '.repeat(digits)} | ${renderCaret(line, cut, place)}`] : [shown];
  }).join('\n');
}
