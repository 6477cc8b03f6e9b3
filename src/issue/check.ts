/** Holds YAML against a schema and says what is wrong in an editor's words, at the place where it was written. One message per fault. */
import { z } from 'zod';
import { addError, type Findings } from './findings.js';
import { findNearest } from './spelling.js';
import { childOf, hasForeignKey, placeOf, placeOfKey, toPlain, type YamlValue } from './yaml.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Reports every way in which the file does not fit the schema. */
export function checkAgainst(schema: z.ZodType, root: YamlValue, findings: Findings): void {
  const result = schema.safeParse(toPlain(root.node) ?? {});
  if (result.success) return;
  const issues = result.error.issues.flatMap((issue) => narrow(issue));
  const meant = new Set<string>();
  for (const issue of issues) if (issue.code === 'unrecognized_keys') reportUnknownKeys(schema, root, issue, meant, findings);
  const others = new Map<string, Issue>();
  // A value that fails two rules is one fault, and the first rule says more.
  for (const issue of issues.toReversed()) if (issue.code !== 'unrecognized_keys') others.set(pathName(issue.path), issue);
  for (const issue of [...others.values()].toReversed()) reportValue(schema, root, issue, meant, findings);
}

/** A union names the faults of all its branches; what counts are those of the branch that the value was meant for. */
function narrow(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const branches = issue.errors.map((errors) => errors.flatMap((inner) => narrow(inner)));
  const values = branches.flat().flatMap((inner) => (inner.code === 'invalid_value' && inner.path.length === 0 ? inner.values : []));
  // A choice of single words: the fault is to be none of them.
  if (values.length === branches.length) return [{ code: 'invalid_value', values, path: issue.path, input: issue.input, message: '' }];
  const meant = branches.find((errors) => !errors.some((inner) => inner.path.length === 0 && isWrongKind(inner)));
  if (meant === undefined) return [issue];
  return meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function isWrongKind(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_union';
}

function reportUnknownKeys(schema: z.ZodType, root: YamlValue, issue: z.core.$ZodIssueUnrecognizedKeys, meant: Set<string>, findings: Findings): void {
  const parent = valueAt(root, issue.path).value;
  const known = Object.keys(shapeAt(schema, issue.path));
  const absent = known.filter((key) => childOf(parent, key) === undefined);
  for (const key of issue.keys) {
    const nearest = findNearest(key, absent) ?? findNearest(key, known);
    if (nearest !== undefined) meant.add(pathName([...issue.path, nearest]));
    const hint = nearest === undefined ? `known here: ${known.join(', ')}` : `did you mean "${nearest}"?`;
    addError(findings, { code: 'issue-key-unknown', message: `unknown key "${key}"`, hint }, placeOfKey(parent, key));
  }
}

function reportValue(schema: z.ZodType, root: YamlValue, issue: Issue, meant: ReadonlySet<string>, findings: Findings): void {
  const { value, rest } = valueAt(root, issue.path);
  const name = issue.path.at(-1);
  const isMissing = rest.length > 0 || (isWrongKind(issue) && toPlain(value.node) === null);
  // The unknown key beside it is the same fault.
  if (isMissing && meant.has(pathName(issue.path))) return;
  if (isMissing) {
    addError(findings, { code: 'issue-key-missing', message: `the key "${String(name)}" is missing${whereOf(issue.path)}` }, placeOf(value));
    return;
  }
  // Told by the reader of the YAML: braces without quotes.
  if (hasForeignKey(value)) return;
  addError(findings, { code: 'issue-value', message: `${labelOf(issue.path)} ${messageOf(schema, issue)}`, ...hintOf(schema, issue) }, placeOf(value));
}

function messageOf(schema: z.ZodType, issue: Issue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (isWrongKind(issue)) return `must be ${wantedKinds(schemaAt(schema, issue.path)).join(' or ')}`;
  if (issue.code === 'too_small' && !issue.message.startsWith('must')) return `must be ${String(issue.minimum)} or more`;
  if (issue.code === 'too_big' && !issue.message.startsWith('must')) return `must be ${String(issue.maximum)} or less`;
  return issue.message;
}

function hintOf(schema: z.ZodType, issue: Issue): { hint?: string } {
  if (!isWrongKind(issue)) return {};
  const kinds = wantedKinds(schemaAt(schema, issue.path));
  if (kinds.includes('text')) return { hint: 'put it into quotes if it is meant as text' };
  if (kinds.includes('a list')) return { hint: 'each entry begins with "- "' };
  const keys = Object.keys(shapeAt(schema, issue.path));
  return keys.length === 0 ? {} : { hint: `keys: ${keys.join(', ')}` };
}

function labelOf(path: Path): string {
  const name = path.findLast((part) => typeof part === 'string');
  if (name === undefined) return 'the file';
  return typeof path.at(-1) === 'number' ? `an entry of "${String(name)}"` : `"${String(name)}"`;
}

/** ` in sections[0].items[2]`; nothing at the top. */
function whereOf(path: Path): string {
  const parent = path.slice(0, -1);
  return parent.length === 0 ? '' : ` in ${parent.map((part, index) => (typeof part === 'number' ? `[${part + 1}]` : (index > 0 ? '.' : '') + String(part))).join('')}`;
}

function pathName(path: Path): string {
  return JSON.stringify(path.map(String));
}

/** The value at a path; as far as it is there, with the part of the path that is not. */
function valueAt(root: YamlValue, path: Path): { value: YamlValue; rest: Path } {
  let value = root;
  for (const [index, part] of path.entries()) {
    const child = childOf(value, typeof part === 'number' ? part : String(part));
    if (child === undefined) return { value, rest: path.slice(index) };
    value = child;
  }
  return { value, rest: [] };
}

function shapeAt(schema: z.ZodType, path: Path): Readonly<Record<string, unknown>> {
  const found = alternatives(schemaAt(schema, path)).find((one) => one instanceof z.ZodObject);
  return found === undefined ? {} : found.shape;
}

/** The schema of the value at a path. */
function schemaAt(schema: z.ZodType, path: Path): z.ZodType {
  let found = schema;
  for (const part of path) {
    const options = alternatives(found);
    const list = options.find((one) => one instanceof z.ZodArray);
    const object = options.find((one) => one instanceof z.ZodObject);
    found = (typeof part === 'number' ? list?.element : object?.shape[String(part)]) as z.ZodType | undefined ?? z.unknown();
  }
  return found;
}

function alternatives(schema: z.ZodType): readonly z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return alternatives(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => alternatives(option as z.ZodType));
  return [schema];
}

function wantedKinds(schema: z.ZodType): readonly string[] {
  const options = alternatives(schema);
  const kinds = options.map((one) => {
    if (one instanceof z.ZodObject) return 'a group of keys';
    if (one instanceof z.ZodArray) return 'a list';
    if (one instanceof z.ZodBoolean) return 'true or false';
    return one instanceof z.ZodNumber ? 'a number' : 'text';
  });
  // Where text may stand, numbers are only tolerated; where a number is wanted, its quotes are.
  const isCount = options.some((one) => one instanceof z.ZodNumber && one.format === 'safeint');
  const wanted = [...new Set(kinds.filter((kind) => kind !== (isCount ? 'text' : 'a number')))];
  return wanted.length > 0 ? wanted : kinds;
}
