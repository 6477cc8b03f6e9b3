/** Reads a segment's text into conditions; the first fault is told at its column. What may follow a field is in conditions. */
import type { AttributeDeclaration } from '../audience/attributes.js';
import { readCondition } from './conditions.js';
import { createCursor, expectSign, faultAt, isWord, next, peek, skipWord, type Cursor, type Known } from './cursor.js';
import { segmentFault } from './fault.js';
import { readTokens } from './lex.js';
import type { Condition, Segment } from './segment.js';
import { maxConditionCount, maxDepth, maxLength } from './words.js';

/** Throws UserError `segment-*`. `known` lets topics and lists be checked; without it any slug is taken. */
export function parseSegment(text: string, attributes: readonly AttributeDeclaration[], known: Known = {}): Segment {
  if (text.length > maxLength) throw segmentFault('segment-size', '', { start: 0, end: 0 }, `The segment has ${text.length} characters; ${maxLength} is the most`);
  const cursor = createCursor(text, readTokens(text), attributes, known);
  if (peek(cursor).kind === 'end') throw faultAt(cursor, 'segment-syntax', 'the segment says nothing', 'write a condition, like: joined > 90 days ago');
  const where = readAny(cursor, 0);
  if (peek(cursor).kind !== 'end') throw leftOver(cursor);
  return { text, where };
}

function leftOver(cursor: Cursor): Error {
  const token = peek(cursor);
  if (token.value === ')') return faultAt(cursor, 'segment-syntax', 'a bracket closes here that was never opened');
  return faultAt(cursor, 'segment-syntax', 'the condition before this is complete', 'join conditions with and, or');
}

function readAny(cursor: Cursor, depth: number): Condition {
  return readJoined(cursor, 'or', () => readJoined(cursor, 'and', () => readNegated(cursor, depth)));
}

/** `a or b or c` is one condition of three parts, however it was bracketed. */
function readJoined(cursor: Cursor, kind: 'and' | 'or', readPart: () => Condition): Condition {
  const parts: Condition[] = [];
  do {
    const part = readPart();
    parts.push(...(part.kind === kind ? part.parts : [part]));
  } while (skipWord(cursor, kind));
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { kind, parts };
}

function readNegated(cursor: Cursor, depth: number): Condition {
  if (depth > maxDepth) throw faultAt(cursor, 'segment-size', `conditions are nested deeper than ${maxDepth}`);
  if (skipWord(cursor, 'not')) return { kind: 'not', part: readNegated(cursor, depth + 1) };
  if (peek(cursor).value !== '(' || peek(cursor).kind !== 'sign') return readCounted(cursor);
  next(cursor);
  const inner = readAny(cursor, depth + 1);
  expectSign(cursor, ')', 'the bracket that opened before is not closed');
  return inner;
}

function readCounted(cursor: Cursor): Condition {
  cursor.conditionCount += 1;
  if (cursor.conditionCount > maxConditionCount) throw faultAt(cursor, 'segment-size', `there are more than ${maxConditionCount} conditions`);
  if (isWord(cursor, 'and') || isWord(cursor, 'or') || peek(cursor).kind === 'end') throw faultAt(cursor, 'segment-syntax', 'a condition is missing here');
  return readCondition(cursor);
}
