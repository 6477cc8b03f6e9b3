/**
 * The text of a YAML scalar with the way back to the file. A scalar loses its indentation, folds its lines and its escapes on the
 * way in, but the order of its visible characters stays: walking both sides at once finds each of them again.
 */
import { Scalar } from 'yaml';
import type { SourceFile, SourceText } from './source.js';

const escapeLengths: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };
const blankEscapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', ' ': ' ', '_': '\u00a0', r: '\r', v: '\v', f: '\f', L: '\u2028', P: '\u2029', N: '\u0085', '\t': '\t' };

type Escape = { readonly length: number; readonly units: number; readonly blank: string | undefined };

/** YAML 1.2 5.7: the escape that begins at a backslash. `units` counts UTF-16 code units of what it stands for. */
function readEscape(source: string, at: number): Escape {
  const kind = source.charAt(at + 1);
  const length = escapeLengths[kind] ?? 2;
  if (kind === '\n' || kind === '\r') return { length, units: 0, blank: '' };
  const point = length > 2 ? Number.parseInt(source.slice(at + 2, at + length), 16) : 0;
  const blank = length > 2 && /\s/.test(String.fromCharCode(point)) ? String.fromCharCode(point) : blankEscapes[kind];
  return { length, units: point > 0xffff ? 2 : 1, blank };
}

function skipBlanks(source: string, at: number, hasEscapes: boolean): number {
  let next = at;
  for (;;) {
    const character = source.charAt(next);
    if (character !== '' && /\s/.test(character)) next += 1;
    else if (hasEscapes && character === '\\' && readEscape(source, next).blank !== undefined) next += readEscape(source, next).length;
    else return next;
  }
}

/** Offset in the file of every code unit of the value, and one more behind the last. */
function alignScalar(source: string, start: number, value: string, type: Scalar.Type | undefined | null): readonly number[] {
  const hasEscapes = type === Scalar.QUOTE_DOUBLE;
  const offsets: number[] = [];
  let at = start;
  while (offsets.length < value.length) {
    const wanted = value.charAt(offsets.length);
    if (/\s/.test(wanted)) {
      const escape = hasEscapes && source.charAt(at) === '\\' ? readEscape(source, at) : undefined;
      offsets.push(at);
      if (escape?.blank === wanted) at += escape.length;
      else if (source.charAt(at) === wanted) at += 1;
      continue;
    }
    at = skipBlanks(source, at, hasEscapes);
    const escape = hasEscapes && source.charAt(at) === '\\' ? readEscape(source, at) : undefined;
    for (let unit = 0; unit < (escape?.units ?? 1); unit += 1) offsets.push(at);
    const isDoubledQuote = type === Scalar.QUOTE_SINGLE && wanted === "'";
    at += escape?.length ?? (isDoubledQuote ? 2 : 1);
  }
  return [...offsets.slice(0, value.length), at];
}

/** Where the characters of a scalar begin: behind the quote, or on the line below the block header. */
function contentStart(source: string, scalar: Scalar): number {
  const start = scalar.range?.[0] ?? 0;
  if (scalar.type === Scalar.QUOTE_DOUBLE || scalar.type === Scalar.QUOTE_SINGLE) return start + 1;
  if (scalar.type === Scalar.BLOCK_FOLDED || scalar.type === Scalar.BLOCK_LITERAL) return source.indexOf('\n', start) + 1;
  return start;
}

/** The text of a scalar. A number gives what was written: `1.10` stays `1.10`. */
export function toSourceText(file: SourceFile, scalar: Scalar): SourceText {
  const value = typeof scalar.value === 'string' ? scalar.value : scalar.source ?? String(scalar.value);
  let offsets: readonly number[] | undefined;
  return {
    file,
    value,
    // Only a fault asks for a place, so most texts are never aligned.
    toOffset: (index) => {
      offsets ??= alignScalar(file.text, contentStart(file.text, scalar), value, scalar.type);
      return offsets[Math.min(index, value.length)] ?? 0;
    },
  };
}
