/** Where the reader of a segment stands, and what it knows of the list. */
import type { AttributeDeclaration } from '../audience/attributes.js';
import type { ErrorCode, UserError } from '../errors.js';
import { segmentFault, type Span } from './fault.js';
import type { Token } from './lex.js';
import type { Outcome } from './words.js';

/** Slugs, when they are known. */
export type Known = { readonly topics?: readonly string[] | undefined; readonly lists?: readonly string[] | undefined; /** Outcomes that the list counts per person. */ readonly counted?: readonly Outcome[] | undefined };

export type Cursor = {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly attributes: readonly AttributeDeclaration[];
  readonly known: Known;
  at: number;
  conditionCount: number;
};

export function createCursor(text: string, tokens: readonly Token[], attributes: readonly AttributeDeclaration[], known: Known): Cursor {
  return { text, tokens, attributes, known, at: 0, conditionCount: 0 };
}

/** The end stays the end. */
export function peek(cursor: Cursor, ahead = 0): Token {
  const token = cursor.tokens[Math.min(cursor.at + ahead, cursor.tokens.length - 1)];
  if (token === undefined) throw new Error('a segment without an end');
  return token;
}

export function next(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.at += 1;
  return token;
}

/** The words of the language are the same in capitals; the names of fields are not. */
export function isWord(cursor: Cursor, word: string, ahead = 0): boolean {
  const token = peek(cursor, ahead);
  return token.kind === 'word' && token.value.toLowerCase() === word;
}

export function skipWord(cursor: Cursor, word: string): boolean {
  if (!isWord(cursor, word)) return false;
  cursor.at += 1;
  return true;
}

export function expectWord(cursor: Cursor, words: readonly string[], hint: string): void {
  if (!words.some((word) => skipWord(cursor, word))) throw faultAt(cursor, 'segment-syntax', `${words[0] ?? ''} is missing here`, hint);
}

export function skipSign(cursor: Cursor, sign: string): boolean {
  if (peek(cursor).kind !== 'sign' || peek(cursor).value !== sign) return false;
  cursor.at += 1;
  return true;
}

export function expectSign(cursor: Cursor, sign: string, message: string): void {
  if (!skipSign(cursor, sign)) throw faultAt(cursor, 'segment-syntax', message, `write ${sign}`);
}

export function faultAt(cursor: Cursor, code: ErrorCode, message: string, hint?: string, span: Span = peek(cursor)): UserError {
  return segmentFault(code, cursor.text, span, message, hint);
}
