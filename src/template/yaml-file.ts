/** A YAML file of a template: read, checked against its schema, and every fault told at its line and column, all in one go. */
import { isMap, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { UserError, UserErrors, type Place } from '../errors.js';
import type { TemplateFile } from './engine.js';

export type YamlFile = {
  readonly source: TemplateFile;
  readonly content: unknown;
  /** Where the value of a path stands; where a key is missing, the mapping it is missing in. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place;
};

function toPlace(source: TemplateFile, line: number, column: number): Place {
  const lines = source.text.split('\n');
  const firstLine = Math.max(1, line - 2);
  return { file: source.file, line, column, context: { firstLine, lines: lines.slice(firstLine - 1, line + 1) } };
}

/** Offset of the key at the end of the path, or of the last key on the way that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
    if (pair === undefined || !isScalar(pair.key)) break;
    offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}

export function readYamlFile(source: TemplateFile): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: counter });
  const place = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return toPlace(source, Math.max(1, line), Math.max(1, col));
  };
  if (document.errors.length > 0) {
    throw new UserErrors(document.errors.map((error) => new UserError('template-invalid', `${source.file}: ${error.message.split('\n')[0] ?? ''}`, { at: place(error.pos[0]), cause: error })));
  }
  return { source, content: document.toJS() ?? {}, placeOf: (path) => place(offsetOf(document, path)) };
}

/** An unknown key is told where the key stands, not where its mapping does. */
function pathsOf(issue: z.core.$ZodIssue): readonly (readonly PropertyKey[])[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

/** Throws UserErrors: one for each value that the schema refuses. */
export function checkYamlFile<Value>(file: YamlFile, schema: z.ZodType<Value>): Value {
  const result = schema.safeParse(file.content);
  if (result.success) return result.data;
  throw new UserErrors(result.error.issues.flatMap((issue) => pathsOf(issue).map((path) => {
    const name = path.length === 0 ? '' : `${path.map(String).join('.')}: `;
    const reason = issue.code === 'unrecognized_keys' ? 'there is no such key' : issue.message;
    return new UserError('template-invalid', `${file.source.file}: ${name}${reason}`, { at: file.placeOf(path) });
  })));
}
