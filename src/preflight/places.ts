/** Where something of a mail was written: in a file of the editor, or else in one of the template. */
import type { Place } from '../errors.js';
import { patternOfWords, type IssuePlaces } from '../issue/places.js';
import type { TemplateFile } from '../template/engine.js';

export type Sources = { readonly places: IssuePlaces; readonly templateFiles?: readonly TemplateFile[] | undefined };

/** Of words as they are written. Undefined when they stand in no file as they do in the mail. */
export function placeOfWords({ places, templateFiles = [] }: Sources, words: string | RegExp): Place | undefined {
  const pattern = typeof words === 'string' ? patternOfWords(words) : words;
  return places.words(words) ?? (pattern === undefined ? undefined : placeInTemplate(templateFiles, pattern));
}

/** Where the template of the mail begins: for what is missing in it. */
export function placeOfMail({ templateFiles = [] }: Sources): Place | undefined {
  return placeInTemplate(templateFiles.slice(0, 1), /<(?:mjml|html)\b|^/i);
}

/** The first of the files that has it. */
export function placeInTemplate(files: readonly TemplateFile[], pattern: RegExp): Place | undefined {
  for (const file of files) {
    const found = pattern.exec(file.text);
    if (found !== null) return toPlace(file, found.index, found[0].length);
  }
  return undefined;
}

const contextLines = 2;

function toPlace({ file, text }: TemplateFile, offset: number, length: number): Place {
  const before = text.slice(0, offset).split('\n');
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const lines = text.split('\n');
  const endOfLine = (lines[line - 1]?.length ?? 0) + 1;
  const firstLine = Math.max(1, line - contextLines);
  return { file, line, column, endColumn: Math.min(column + length, endOfLine), context: { firstLine, lines: lines.slice(firstLine - 1, line + contextLines) } };
}
