/**
 * Reads people from JSON lines: one object a line, its keys like the headings of a table. An `attributes` object is taken apart into keys
 * of its own, as `subscriber export --format jsonl` writes it. A line that cannot be read costs itself alone.
 */
import type { CsvRow } from './csv.js';
import { readLines } from './csv.js';

export type JsonRow = CsvRow & { readonly keys: readonly string[] };

export async function* readJsonLines(text: AsyncIterable<string>): AsyncGenerator<readonly JsonRow[]> {
  for await (const lines of readLines(text)) {
    const rows = lines.filter((line) => line.text.trim() !== '').map((line) => readLine(line.text, line.number, line.isCut));
    if (rows.length > 0) yield rows;
  }
}

function readLine(text: string, line: number, isCut: boolean): JsonRow {
  const refuse = (fault: string): JsonRow => ({ line, keys: [], fields: [], fault });
  if (isCut) return refuse('the line is too long');
  const value = parseObject(text);
  if (typeof value === 'string') return refuse(value);
  const { attributes, ...own } = value;
  const nested = attributes !== null && typeof attributes === 'object' && !Array.isArray(attributes) ? Object.entries(attributes) : Object.entries({ attributes }).filter(() => attributes !== undefined);
  const entries = [...Object.entries(own), ...nested];
  return { line, keys: entries.map(([key]) => key), fields: entries.map(([, one]) => toText(one)) };
}

/** The object, or what is wrong with the line. */
function parseObject(text: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : 'is JSON, but no object';
  } catch (error) {
    return `is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
