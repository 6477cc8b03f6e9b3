/**
 * Finds listed words in what editors write. A word is met whole: Korean particles may follow a Hangul or a foreign word (네이바는, Github에서),
 * Han and Kana are written without blanks and met anywhere. What is no prose is passed over: addresses, code, comments.
 */
import type { ListedWord, WordList } from '../issue/word-list.js';

export type FoundWord = { readonly word: ListedWord; readonly start: number; readonly end: number; readonly written: string };

/** The longest first: an expression takes the first that fits. */
const particles = [
  '으로부터', '에서부터', '이라고는', '으로서', '으로써', '에게서', '한테서', '로부터', '이라는', '이라고', '이라도', '이라면', '입니다', '이었다', '였다', '이다', '인데', '에서', '에게', '한테', '께서', '까지', '부터', '마다', '처럼', '보다',
  '조차', '마저', '이나', '이든', '든지', '라는', '라고', '라도', '라면', '라며', '밖에', '하고', '이며', '이고', '이랑', '만큼', '대로', '으로', '은', '는', '이', '가', '을', '를', '의', '에', '께', '와', '과', '랑', '로', '도', '만', '나', '며', '고', '뿐', '인', '측', '발', '님', '씨',
];
const afterHangul = `(?:들)?(?:${particles.join('|')}){0,3}(?!\\p{Script=Hangul})`;

/** Scripts that put blanks between words. */
const spaced = '\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Armenian}\\p{Script=Hebrew}\\p{Script=Arabic}\\p{M}\\p{N}_';
const isSpaced = new RegExp(`^[${spaced}]$`, 'u');
const isHangul = /^\p{Script=Hangul}$/u;

export function findListedWords(text: string, list: WordList): readonly FoundWord[] {
  const prose = withoutAddresses(text);
  const standing = list.right.flatMap((right) => spansOf(prose, new RegExp(writtenForm(right), 'gu')));
  return list.words.flatMap((word) => spansOf(prose, patternOf(word))
    .filter(({ start, end }) => !standing.some((right) => right.start <= start && end <= right.end))
    .map((span) => ({ ...span, word, written: prose.slice(span.start, span.end) })))
    .toSorted((one, other) => one.start - other.start || other.end - one.end);
}

function spansOf(text: string, pattern: RegExp): readonly { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

function patternOf({ wrong, right, kind }: ListedWord): RegExp {
  const bare = wrong.replace(/^\*/, '').replace(/\*$/, '');
  // Where capitals are all that is wrong, they count.
  const isCaseOnly = kind === 'spelling' && right?.toLowerCase() === bare.toLowerCase();
  const front = wrong.startsWith('*') ? '' : boundaryBefore(Array.from(bare)[0] ?? '');
  const back = wrong.endsWith('*') ? '' : boundaryAfter(Array.from(bare).at(-1) ?? '');
  return new RegExp(`${front}${writtenForm(bare)}${back}`, isCaseOnly ? 'gu' : 'giu');
}

/** Blanks and line breaks are alike. */
function writtenForm(words: string): string {
  return words.split(/\s+/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('\\s+');
}

function boundaryBefore(letter: string): string {
  if (isHangul.test(letter)) return '(?<!\\p{Script=Hangul})';
  return isSpaced.test(letter) ? `(?<![${spaced}])` : '';
}

/** Looked ahead for: the particle is not a part of what is wrong. */
function boundaryAfter(letter: string): string {
  if (isHangul.test(letter)) return `(?=${afterHangul})`;
  return isSpaced.test(letter) ? `(?![${spaced}])` : '';
}

/** Bounded, so that no text makes them slow. Comments, code, destinations of links, addresses and names of hosts. */
const notProse = [
  /<!--[\s\S]{0,2000}?-->/g, /^(?:```|~~~).*\n[\s\S]*?^(?:```|~~~)/gm, /(?<!`)`+(?:[^`\n]|\n(?![ \t]*\n))+`/g, /(?<=\]\()(?:<[^>\n]{0,2000}>|[^\s()]+)/g, /^ {0,3}\[[^\]\n]+\]:[ \t]*\S+/gm,
  /\b(?:https?|mailto|tel):[^\s<>"')\]]+/gi, /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/g, /\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|net|org|io|dev|kr|jp|cn|de|fr|uk|eu|app|ai|co)\b(?:\/[^\s<>"')\]]*)?/gi,
];

/** As long as it was, so that places stay. */
function withoutAddresses(text: string): string {
  return notProse.reduce((rest, pattern) => rest.replaceAll(pattern, (match) => '\ufffc'.repeat(match.length)), text);
}
