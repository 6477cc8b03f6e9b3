/** The beginning of a text for the digest, when the editor wrote no summary: whole sentences, or a cut at a word. */
import type { Nodes, Root } from 'hast';
import { isElement, textOfNode } from '../issue/tree.js';
import { hasClass } from './tree.js';

/** Characters, not bytes: two to three lines on a phone. */
const wanted = 120;
/** One long sentence may run on to here before it is cut. */
const most = 180;

const sentenceEnd = /[.!?]+["'”’」』)\]）]*(?=\s|$)|[。！？…]+["'”’」』)\]）]*/gu;
/** `Mr.`, `No.`, `7.`: a point that ends no sentence. */
const abbreviation = /(?:^|[\s(])(?:\p{Lu}?\p{L}|No|Dr|Mrs|Nr|\d{1,3})$/u;

/** Without the numbers that call footnotes: the notes are not here. */
function withoutCalls(node: Nodes): string {
  if (isElement(node, 'a') && hasClass(node, 'footnote-ref')) return '';
  return 'children' in node ? node.children.map(withoutCalls).join('') : textOfNode(node);
}

function paragraphsOf(tree: Root): string {
  let text = '';
  for (const node of tree.children) {
    if (!isElement(node, 'p')) continue;
    text += ` ${withoutCalls(node)}`;
    // More than any summary takes.
    if (text.length > most * 2) break;
  }
  return text.replace(/\s+/gu, ' ').trim();
}

function findEnds(text: string): readonly number[] {
  // Ends behind `most` are of no use, and an abbreviation is short.
  return [...text.slice(0, most + wanted).matchAll(sentenceEnd)]
    .filter((match) => !(match[0].startsWith('.') && abbreviation.test(text.slice(Math.max(0, match.index - 12), match.index))))
    .map((match) => match.index + match[0].length);
}

const letters = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** As many letters as people count. No more are looked for: finding those of a whole article takes milliseconds. */
function firstLetters(text: string, count: number): string {
  let left = count;
  for (const { index } of letters.segment(text)) {
    if (left === 0) return text.slice(0, index);
    left -= 1;
  }
  return text;
}

function cutAtWord(text: string): string {
  // No grapheme that stands in a summary is longer than 16 code units.
  const cut = firstLetters(text.slice(0, wanted * 16), wanted);
  const space = cut.lastIndexOf(' ');
  // Half a token would be filled by nothing.
  const whole = (space > wanted / 2 ? cut.slice(0, space) : cut).replace(/__(?:C(?:_[A-Z0-9]*)*)?$/, (end) => (/^__C_READER_\d+__$/.test(end) ? end : ''));
  return `${whole.replace(/[\s,、，:;·]+$/u, '')}…`;
}

/** The empty string when the text has no paragraph. */
export function firstSentences(tree: Root): string {
  const text = paragraphsOf(tree);
  if (text.length <= wanted) return text;
  const ends = findEnds(text);
  const end = ends.filter((position) => position <= wanted).at(-1) ?? ends.find((position) => position <= most);
  return end === undefined ? cutAtWord(text) : text.slice(0, end);
}

/** Titles of the first items on one line, for an issue without a preheader; clients show 40 to 90 characters. */
export function joinTitles(titles: readonly string[]): string {
  let line = titles[0] ?? '';
  for (const title of titles.slice(1)) {
    if (line.length + title.length + 3 > 90) break;
    line += ` · ${title}`;
  }
  return line.length <= 140 ? line : cutAtWord(line);
}
