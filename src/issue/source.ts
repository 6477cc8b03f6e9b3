/**
 * A file an editor wrote, and the way back from any text in it to line and column. Everything downstream sees NFC; places count in
 * the file as it lies on the disk.
 */
import type { Place } from '../errors.js';

export type SourceFile = {
  /** As messages show it. */
  readonly name: string;
  /** Absolute, with links resolved. */
  readonly path: string;
  /** NFC, without a byte order mark. */
  readonly text: string;
  /** The lines as the editor wrote them. */
  readonly lines: readonly string[];
  /** False when the editor's text was not in NFC: then columns differ. */
  readonly isNormalized: boolean;
  /** Offset in `text` of each line's first character. */
  readonly lineStarts: readonly number[];
};

/** A piece of a file after its YAML quoting was taken off. `toOffset` leads from an index in `value` to an offset in the file. */
export type SourceText = {
  readonly file: SourceFile;
  readonly value: string;
  readonly toOffset: (index: number) => number;
};

/** Lines shown before and after a place. */
const contextLines = 2;

export function toSourceFile(name: string, path: string, content: string): SourceFile {
  const raw = content.replace(/^\ufeff/, '');
  const text = raw.normalize('NFC');
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { name, path, text, lines: raw.split(/\r?\n/), isNormalized: raw === text, lineStarts };
}

/** The whole file as one text: a Markdown file. */
export function wholeText(file: SourceFile): SourceText {
  return { file, value: file.text, toOffset: (index) => index };
}

/** Number of the line, from 0, that holds the offset. */
function lineIndexAt(file: SourceFile, offset: number): number {
  let low = 0;
  let high = file.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((file.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** An index in a line of the raw file for one in the same line after NFC: composing shortens what stands in front. */
function toRawIndex(rawLine: string, index: number): number {
  let composed = 0;
  for (const { segment, index: at } of new Intl.Segmenter('en').segment(rawLine)) {
    if (composed >= index) return at;
    composed += segment.normalize('NFC').length;
  }
  return rawLine.length;
}

/** The place of a stretch of a file; `end` counts only as far as the line goes. */
export function placeAt(file: SourceFile, start: number, end?: number): Place {
  const index = lineIndexAt(file, start);
  const lineStart = file.lineStarts[index] ?? 0;
  const line = file.lines[index] ?? '';
  const column = (offset: number) => 1 + Math.min(line.length, file.isNormalized ? offset - lineStart : toRawIndex(line, offset - lineStart));
  const first = Math.max(0, index - contextLines);
  const lines = file.lines.slice(first, index + contextLines + 1);
  const place = { file: file.name, line: index + 1, column: column(start), context: { firstLine: first + 1, lines } };
  return end === undefined || end <= start ? place : { ...place, endColumn: Math.max(column(start) + 1, column(end)) };
}

type Point = { readonly offset?: number | undefined } | undefined;

/** A node of a tree. After hostile HTML the parser leaves positions half empty, whatever its types say. */
export type Positioned = { readonly position?: { readonly start?: Point; readonly end?: Point } | undefined };

/** Where a node begins and ends in its text. */
export function spanOf(node: Positioned): { readonly start: number; readonly end: number | undefined } {
  return { start: node.position?.start?.offset ?? 0, end: node.position?.end?.offset };
}

export function placeOfNode(node: Positioned, text: SourceText): Place {
  const { start, end } = spanOf(node);
  return placeIn(text, start, end);
}

/** The place of a stretch of a text. */
export function placeIn(text: SourceText, start: number, end?: number): Place {
  return placeAt(text.file, text.toOffset(start), end === undefined ? undefined : text.toOffset(end));
}
