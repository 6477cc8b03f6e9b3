/** A segment's text as words, texts in quotes, numbers, days and signs. */
import { segmentFault, type Span } from './fault.js';
import { parseDay } from '../audience/attributes.js';

export type Token = Span & {
  readonly kind: 'word' | 'text' | 'number' | 'day' | 'sign' | 'end';
  /** The word, the text without its quotes, the digits, the day, the sign. */
  readonly value: string;
};

type Rule = readonly [kind: Token['kind'] | 'space', form: RegExp];

const rules: readonly Rule[] = [
  ['space', /[\s\ufeff]+/uy],
  ['day', /\d{4}-\d{1,2}-\d{1,2}(?![\p{L}\p{N}_])/uy],
  ['number', /-?\d+(?:\.\d+)?(?![\p{L}\p{N}_.])/uy],
  ['text', /"(?:[^"\\\n\r]|\\["'\\])*"|'(?:[^'\\\n\r]|\\["'\\])*'/uy],
  ['sign', /<=|>=|!=|[=<>(),%]/uy],
  ['word', /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy],
];

/** What people write who know other languages, or whose editor changes quotes. */
const hints: readonly (readonly [form: RegExp, message: string, hint: string])[] = [
  [/^[“”„«»‘’‚「」『』]/u, 'these quotation marks are not understood', 'use the straight ones: "KR"'],
  [/^["']/, 'the quotation mark that opens here does not close', 'within a text, a quotation mark or backslash has a backslash before it: "a \\"b\\""'],
  [/^&&?/, 'this sign is not understood', 'write: and'],
  [/^\|\|?/, 'this sign is not understood', 'write: or'],
  [/^!/, 'this sign is not understood', 'write: not'],
  [/^-?[\p{N}]/u, 'this is no number', 'write it like 42 or -1.5, and a day like 2026-01-31'],
  [/^;/, 'this sign is not understood', 'a segment is one condition, joined with and, or'],
];

/** Throws `segment-syntax`; the last token is the end. */
export function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const found = readAt(text, at);
    if (found === undefined) throw unknownAt(text, at);
    at = found.end;
    if (found.kind !== 'space') tokens.push(toToken(text, found as Token));
  }
  return [...tokens, { kind: 'end', value: '', start: text.length, end: text.length }];
}

function readAt(text: string, at: number): (Span & { kind: Rule[0]; value: string }) | undefined {
  for (const [kind, form] of rules) {
    form.lastIndex = at;
    const [value] = form.exec(text) ?? [];
    if (value !== undefined) return { kind, value, start: at, end: at + value.length };
  }
  return undefined;
}

function toToken(text: string, token: Token): Token {
  if (token.kind === 'text') return { ...token, value: readText(text, token) };
  if (token.kind !== 'day') return token;
  const day = parseDay(token.value);
  // Days before and after that are slips, and PostgreSQL and JavaScript write them in ways of their own.
  if (day === undefined || day < '1800' || day >= '3000') throw segmentFault('segment-value', text, token, `${token.value} is no day of the calendar`, 'a day is written like 2026-01-31');
  return { ...token, value: day };
}

/** NFC, as most programs write what people type. */
function readText(text: string, token: Token): string {
  const value = token.value.slice(1, -1).replaceAll(/\\(.)/gu, '$1').normalize('NFC');
  if (/\p{Cc}|\p{Cs}/u.test(value)) throw segmentFault('segment-value', text, token, 'the text holds a character that no value can have');
  return value;
}

function unknownAt(text: string, at: number): Error {
  const rest = text.slice(at, at + 40);
  const [, message, hint] = hints.find(([form]) => form.test(rest)) ?? [];
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return segmentFault('segment-syntax', text, { start: at, end: at + character.length }, message ?? 'this sign is not understood', hint);
}
