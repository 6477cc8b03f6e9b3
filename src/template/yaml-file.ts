/**
 * A YAML file of a template: read, checked against its schema, and every fault told at its line and column, all in one go. Reading and
 * checking are those of the issue, so that both speak the same words.
 */
import type { z } from 'zod';
import { UserError, UserErrors, type Place } from '../errors.js';
import { checkAgainst } from '../issue/check.js';
import { createFindings, sortFindings, type Findings } from '../issue/findings.js';
import { toSourceFile } from '../issue/source.js';
import { childOf, parseYaml, placeOf, placeOfKey, toPlain, type YamlValue } from '../issue/yaml.js';
import type { TemplateFile } from './engine.js';

export type YamlFile = {
  readonly source: TemplateFile;
  readonly root: YamlValue;
  readonly content: unknown;
  /** Where the key of a path stands; where it is missing, the last key on the way that is there. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place;
};

function placeOfPath(root: YamlValue, path: readonly PropertyKey[]): Place {
  let value = root;
  let place = placeOf(root);
  for (const key of path.map(String)) {
    const child = childOf(value, key);
    if (child === undefined) return place;
    place = placeOfKey(value, key);
    value = child;
  }
  return place;
}

function throwFindings(source: TemplateFile, { errors }: Findings): void {
  if (errors.length === 0) return;
  throw new UserErrors(sortFindings(errors).map(({ message, at, hint }) => new UserError('template-invalid', `${source.file}: ${message}`, { at, hint })));
}

export function readYamlFile(source: TemplateFile): YamlFile {
  const findings = createFindings();
  const file = toSourceFile(source.file, source.file, source.text);
  const root = parseYaml(file, findings) ?? { file, node: null };
  throwFindings(source, findings);
  return { source, root, content: toPlain(root.node) ?? {}, placeOf: (path) => placeOfPath(root, path) };
}

/** Throws UserErrors: one for each fault. */
export function checkYamlFile<Value>(file: YamlFile, schema: z.ZodType<Value>): Value {
  const findings = createFindings();
  checkAgainst(schema, file.root, findings);
  throwFindings(file.source, findings);
  return schema.parse(file.content);
}
