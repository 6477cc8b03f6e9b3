/**
 * Breaks the lines of a text part by display columns, for readers who asked for it: Hangul words stay whole, Han and kana break
 * anywhere but before a closing mark and behind an opening one (JIS X 4051, 6.1: kinsoku). Addresses and code are never broken.
 */
import stringWidth from 'string-width';
import type { Issue } from '../issue/issue.js';
import { textOfNode } from '../issue/tree.js';
import { findElements } from './tree.js';

/** May not begin a line. */
const closing = /^[\p{Pe}\p{Pf}、。，．・：；？！…‥ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ)\]}.,:;!?%"'’”]+$/u;
/** May not end a line. */
const opening = /[\p{Ps}\p{Pi}([{「『（《〈【]$/u;
const breakable = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
/** What a line begins with and its continuation is indented by: quotation marks, the sign of a list, a note's number. */
const lead = /^((?:> ?)*)(\s*)((?:[-•] |\d+\. |\[\d+\] |\([^()]{1,12} \d+\) )*)/;
/** A URL goes on to the next blank, whatever script its path is in; a mail address ends with its domain; tokens become one of them later. */
const address = /(?:[a-z][a-z0-9+.-]*:\/\/|www\.|__C_[A-Z]|mailto:|tel:)\S+|[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*/gi;
/** A line made of one sign is drawn, not written. */
const drawn = /^([-=_*])\1{5,}$/;

/** The lines of code in an issue: they stay as the editor wrote them. */
export function codeLines(issue: Issue): ReadonlySet<string> {
  const items = issue.sections.flatMap((section) => [...section.items, ...section.groups.flatMap((group) => group.items)]);
  const texts = [issue.intro, ...issue.sections.map((section) => section.intro), ...items.flatMap((item) => [item.summary, item.body])].filter((text) => text !== undefined);
  const blocks = texts.flatMap((text) => findElements(text.tree, 'pre'));
  return new Set(blocks.flatMap((block) => textOfNode(block).split('\n').map((line) => line.trim()).filter((line) => line !== '')));
}

/** What a word is made of: graphemes, and addresses as one. */
function segmentsOf(word: string): readonly string[] {
  const segments: string[] = [];
  let from = 0;
  const addGraphemes = (text: string): void => {
    for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) segments.push(segment);
  };
  for (const match of word.matchAll(address)) {
    addGraphemes(word.slice(from, match.index));
    segments.push(match[0]);
    from = match.index + match[0].length;
  }
  addGraphemes(word.slice(from));
  return segments;
}

/** A word as the pieces between which a line may end. */
function splitWord(word: string): readonly string[] {
  if (!breakable.test(word)) return [word];
  const pieces: string[] = [];
  for (const segment of segmentsOf(word)) {
    const last = pieces.at(-1);
    const isFree = last !== undefined && (breakable.test(segment.charAt(0)) || breakable.test(last.at(-1) ?? ''));
    if (last === undefined || (isFree && !closing.test(segment) && !opening.test(last))) pieces.push(segment);
    else pieces[pieces.length - 1] = last + segment;
  }
  return pieces;
}

/** A piece wider than a line is cut where it must be; never in an address. */
function cutPiece(piece: string, width: number): readonly string[] {
  if (stringWidth(piece) <= width) return [piece];
  const parts: string[] = [''];
  for (const segment of segmentsOf(piece)) {
    const last = parts.at(-1) ?? '';
    const isWide = last !== '' && stringWidth(last) + stringWidth(segment) > width;
    if (isWide && !closing.test(segment) && !opening.test(last)) parts.push(segment);
    else parts[parts.length - 1] = last + segment;
  }
  return parts;
}

type Piece = { readonly text: string; readonly spaceBefore: string };

function toPieces(text: string, width: number): readonly Piece[] {
  return text.split(' ').flatMap((word, index) => splitWord(word).flatMap((piece) => cutPiece(piece, width))
    .map((piece, inner) => ({ text: piece, spaceBefore: inner === 0 && index > 0 ? ' ' : '' })));
}

function wrapLine(line: string, width: number): string {
  if (stringWidth(line) <= width) return line;
  const [head = '', quote = '', indent = '', sign = ''] = lead.exec(line) ?? [];
  const rest = quote + indent + ' '.repeat(stringWidth(sign));
  const text = line.slice(head.length);
  if (drawn.test(text)) return head + text.slice(0, Math.max(6, width - head.length));
  const lines: string[] = [];
  let current = head;
  let isEmpty = true;
  for (const piece of toPieces(text, width - stringWidth(rest))) {
    if (!isEmpty && stringWidth(current + piece.spaceBefore + piece.text) > width) {
      lines.push(current);
      current = rest + piece.text;
    } else current += (isEmpty ? '' : piece.spaceBefore) + piece.text;
    isEmpty = false;
  }
  return [...lines, current].join('\n');
}

/** `kept`: lines of code, without the blanks around them. */
export function wrapText(text: string, width: number, kept: ReadonlySet<string> = new Set()): string {
  return text.split('\n').map((line) => (kept.has(line.replace(/^(?:> ?)+/, '').trim()) ? line : wrapLine(line, width))).join('\n');
}
