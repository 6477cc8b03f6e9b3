/**
 * Finds the passages that run against the text around them and would be drawn in another order than they are read: telephone numbers and
 * dates in Arabic and Hebrew, Latin words that begin or end with a sign (C++, 3D, .NET, an address with its last slash), values of the reader,
 * and Arabic or Hebrew words in all other texts. UAX 9 decides the order sign by sign, and knows nothing of numbers in groups. Each becomes an isolate
 * (UAX 9, 2.4). A Latin word of letters alone needs none. Pure: a string in, runs out; their texts joined give the string back.
 */

export type Direction = 'ltr' | 'rtl';

export type DirectionRun = {
  readonly text: string;
  /** Absent: as the text around. `auto`: by its first letter, which nobody knows yet. */
  readonly dir?: Direction | 'auto';
};

const rightScripts = String.raw`\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}`;
const rightLetter = new RegExp(`[${rightScripts}]`, 'u');
/** Words, and what stands between two of them; numbers and marks at the ends belong to the text around. */
const rightRun = new RegExp(`[${rightScripts}][${rightScripts}\\p{M}\u200c\u200d]*(?:[\\s\\p{P}]{1,3}[${rightScripts}][${rightScripts}\\p{M}\u200c\u200d]*)*`, 'gu');

/** +972 3-123-4567, (02) 555 0134, 2026-11-23. Two years with a dash between them are read from the right, as the text is. */
const number = /(?<![\p{L}\p{N}])[+*]?[ (]?\p{Nd}(?:[ \u00a0.()/‐‑-]{0,2}\p{Nd}){2,18}#?(?![\p{L}\p{N}])/gu;
const isYears = /^\p{Nd}{4}[‐‑-]\p{Nd}{4}$/u;

/** Of a telephone number without its area, and of a date. */
const fewestDigits = 7;

function isGrouped(text: string): boolean {
  const digits = text.replace(/\P{Nd}/gu, '').length;
  return /^[+*]/.test(text) || (digits >= fewestDigits && /\p{Nd}[ \u00a0()‐‑-]+\p{Nd}/u.test(text) && !isYears.test(text));
}

/** Letters that run from left to right, in words with whatever belongs to them; quotation marks and the marks of the sentence do not. */
const words = /[^\s،؛؟«»“”„"]+(?:[ \u00a0][^\s،؛؟«»“”„"]+)*/gu;
const leftLetter = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;
const sentenceEnd = /(?<![.,;:!?…'’)\]}])[.,;:!?…'’)\]}]+$/u;
const sentenceStart = /^['‘([{]+/u;

const tokenStart = '__C_';
/** What stands for a value of the reader: a name, a plan, C++. Links and the borders of sections are no values. */
const value = /__C_READER_(?:NAME|ADDRESS|\d+)__/g;
/** Behind one of these the value is a part of an address or of a Latin word, and goes with it. */
const leftWord = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}/@]/u;

type Span = { readonly start: number; readonly end: number; readonly dir: Direction | 'auto' };

function toSpan(match: RegExpExecArray, dir: Direction): Span {
  const blanks = match[0].length - match[0].trimStart().length;
  return { start: match.index + blanks, end: match.index + match[0].length, dir };
}

/** A bracket that is opened inside stays: f(x), Courant (beta). */
function trimEnd(word: string): string {
  const mark = sentenceEnd.exec(word)?.[0] ?? '';
  const kept = word.slice(0, word.length - mark.length);
  return /^[)\]}]/.test(mark) && /[([{][^)\]}]*$/.test(kept) ? kept + mark.slice(0, 1) : kept;
}

/** Neighbouring Latin words are one passage when one of them begins or ends with what is no letter. */
function findLatin(text: string, offset: number): Span[] {
  return [...text.matchAll(words)].flatMap((match) => splitAtRight(match[0]).flatMap(({ value, at }) => {
    const head = sentenceStart.exec(value)?.[0].length ?? 0;
    const passage = trimEnd(value.slice(head));
    if (!leftLetter.test(passage) || isPlain(passage)) return [];
    const start = offset + match.index + at + head;
    return [{ start, end: start + passage.length, dir: 'ltr' as const }];
  }));
}

/** The pieces without right-to-left words. What stands for a value of the reader is no word: nobody knows its script yet. */
function splitAtRight(passage: string): readonly { readonly value: string; readonly at: number }[] {
  const pieces: { value: string; at: number }[] = [];
  let at = 0;
  let isOpen = false;
  for (const word of passage.split(/(?<=[ \u00a0])/)) {
    const last = pieces.at(-1);
    if (rightLetter.test(word) || word.includes(tokenStart)) isOpen = false;
    else if (isOpen && last !== undefined) last.value += word;
    else {
      pieces.push({ value: word, at });
      isOpen = true;
    }
    // A mark between two words parts them: a list is read in the order of the text around.
    if (sentenceEnd.test(word.trimEnd()) && !/[)\]}.]$/.test(word.trimEnd())) isOpen = false;
    at += word.length;
  }
  return pieces.map(({ value, at: start }) => ({ value: value.trimEnd(), at: start }));
}

/** Letters at both ends, or digits behind them: drawn as it is read wherever it stands. */
function isPlain(passage: string): boolean {
  return leftLetter.test(passage.charAt(0)) && /[\p{L}\p{N}\p{M}]$/u.test(passage);
}

/** `dir="auto"` in HTML, a first-strong isolate in text: programs that know neither draw what they drew before. `<bdi>` most of them drop. */
function findValues(text: string): Span[] {
  if (!text.includes(tokenStart)) return [];
  return [...text.matchAll(/\S+/g)].filter(([word]) => !leftWord.test(word.replaceAll(value, ''))).flatMap((word) =>
    [...word[0].matchAll(value)].map((match) => ({ start: word.index + match.index, end: word.index + match.index + match[0].length, dir: 'auto' as const })));
}

function findLeft(text: string): Span[] {
  const numbers = [...text.matchAll(number)].map((match) => toSpan(match, 'ltr')).filter(({ start, end }) => isGrouped(text.slice(start, end)));
  const between = [...numbers, { start: text.length, end: text.length }].map(({ start }, index) => {
    const from = numbers[index - 1]?.end ?? 0;
    return findLatin(text.slice(from, start), from);
  });
  return [...numbers, ...between.flat(), ...findValues(text)].toSorted((one, other) => one.start - other.start);
}

function findRight(text: string): Span[] {
  if (!rightLetter.test(text)) return [];
  return [...text.matchAll(rightRun)].map((match) => toSpan(match, 'rtl'));
}

/** `dir`: of the text around. */
export function splitDirectionRuns(text: string, dir: Direction): readonly DirectionRun[] {
  const runs: DirectionRun[] = [];
  let at = 0;
  for (const span of dir === 'rtl' ? findLeft(text) : findRight(text)) {
    if (span.start > at) runs.push({ text: text.slice(at, span.start) });
    runs.push({ text: text.slice(span.start, span.end), dir: span.dir });
    at = span.end;
  }
  if (at < text.length || runs.length === 0) runs.push({ text: text.slice(at) });
  return runs;
}

/** Marks of plain text (UAX 9, 2.4.1): LRI, RLI and FSI begin an isolate, PDI ends it. */
const isolates: Readonly<Record<Direction | 'auto', string>> = { ltr: '\u2066', rtl: '\u2067', auto: '\u2068' };
const endOfIsolate = '\u2069';
const marks = /[\u2066-\u2069]/g;

export function isolateRuns(text: string, dir: Direction | undefined): string {
  if (dir === undefined) return text;
  return splitDirectionRuns(text, dir).map((run) => (run.dir === undefined ? run.text : isolates[run.dir] + run.text + endOfIsolate)).join('');
}

/** For comparing. */
export function withoutIsolates(text: string): string {
  return text.replace(marks, '');
}
