/** Faults of a segment's text, each at its column with the line shown. */
import { UserError, type ErrorCode, type Place } from '../errors.js';
import { findNearest } from '../issue/spelling.js';

/** A stretch of the text, in UTF-16 code units; `end` is behind it. */
export type Span = { readonly start: number; readonly end: number };

/** Lines of a saved segment shown before and after the place. */
const contextLines = 2;

export function segmentFault(code: ErrorCode, text: string, span: Span, message: string, hint?: string): UserError {
  return new UserError(code, message, { at: placeOf(text, span), hint });
}

function placeOf(text: string, { start, end }: Span): Place {
  const lines = text.split(/\r\n|[\n\r]/);
  const before = text.slice(0, start).split(/\r\n|[\n\r]/);
  const line = before.length;
  const column = 1 + (before.at(-1)?.length ?? 0);
  const first = Math.max(0, line - 1 - contextLines);
  return {
    file: 'segment', line, column, endColumn: Math.max(column + 1, column + end - start),
    context: { firstLine: first + 1, lines: lines.slice(first, line + contextLines) },
  };
}

/** `did you mean "country"?`, or what there is. */
export function nearestHint(typed: string, words: readonly string[], otherwise: string): string {
  const nearest = findNearest(typed, words);
  return nearest === undefined ? otherwise : `did you mean ${nearest}?`;
}
