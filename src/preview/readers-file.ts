/** Reads `readers.yaml`: of the newsletter, else of the project. A fault is told at its place, and made-up readers stand in meanwhile. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UserError } from '../errors.js';
import { checkAgainst } from '../issue/check.js';
import { createFindings, sortFindings } from '../issue/findings.js';
import { toSourceFile } from '../issue/source.js';
import { parseYaml, toPlain } from '../issue/yaml.js';
import { madeUpReaders, readersFile, readersSchema, toLongest, toReaders, type SampleReader } from './reader.js';

export type ReadReaders = { readonly readers: readonly SampleReader[]; readonly faults: readonly UserError[] };

const standIns = (faults: readonly UserError[]): ReadReaders => ({ readers: [...madeUpReaders, toLongest([])], faults });

/** The first of the folders that has the file. */
export async function loadReaders(folders: readonly string[]): Promise<ReadReaders> {
  for (const folder of folders) {
    const path = join(folder, readersFile);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return parseReaders(path, text);
  }
  return standIns([]);
}

export function parseReaders(path: string, text: string): ReadReaders {
  const findings = createFindings();
  const root = parseYaml(toSourceFile(path, path, text), findings);
  if (root === undefined || findings.errors.length > 0) return standIns(sortFindings(findings.errors));
  // An empty file names nobody.
  const data = toPlain(root.node) ?? [];
  if (Array.isArray(data) && data.length === 0) return standIns([]);
  checkAgainst(readersSchema, root, findings);
  if (findings.errors.length > 0) return standIns(sortFindings(findings.errors));
  const readers = toReaders(data);
  return { readers: [...readers, toLongest(readers)], faults: [] };
}
