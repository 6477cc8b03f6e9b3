/** Reads courant.yaml and the environment into a Config; tells all faults at once, each with its place. */
import { existsSync, readFileSync } from 'node:fs';
import { LineCounter, parseDocument, isMap, isScalar } from 'yaml';
import type { z } from 'zod';
import { configSchema, environmentName, type Config, type ConfigKey } from '../config.js';
import { UserError, UserErrors, type Place } from '../errors.js';

const defaultFile = 'courant.yaml';

type Raw = { readonly values: Readonly<Record<string, unknown>>; placeOf(key: string): Place | undefined };

export function readConfig(options: { file?: string | undefined; environment: NodeJS.ProcessEnv; overrides?: Partial<Record<ConfigKey, unknown>> }): Config {
  const file = options.file ?? (existsSync(defaultFile) ? defaultFile : undefined);
  const raw = file === undefined ? { values: {}, placeOf: () => undefined } : readFile(file);
  const fromEnvironment = readEnvironment(options.environment);
  const parsed = configSchema.safeParse({ ...raw.values, ...fromEnvironment, ...options.overrides });
  if (parsed.success) return parsed.data;
  throw new UserErrors(parsed.error.issues.flatMap((issue) => toUserErrors(issue, raw, fromEnvironment)));
}

function readEnvironment(environment: NodeJS.ProcessEnv): Partial<Record<string, string>> {
  const keys = Object.keys(configSchema.shape) as ConfigKey[];
  return Object.fromEntries(keys.flatMap((key) => {
    const value = environment[environmentName(key)];
    return value === undefined || value === '' ? [] : [[key, value]];
  }));
}

function readFile(file: string): Raw {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError('config-file', `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { hint: 'Name another file with --config, or write one with `courant config sample > courant.yaml`.', cause: error });
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const place = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col, context: contextAround(text, line) };
  };
  const fault = document.errors[0];
  if (fault) throw new UserError('config-file', fault.message.split('\n')[0] ?? fault.message, { at: place(fault.pos[0]) });
  const root = document.contents;
  if (root === null) return { values: {}, placeOf: () => undefined };
  if (!isMap(root)) throw new UserError('config-file', `${file} must hold keys and values`, { at: place(0), hint: 'See `courant config sample`.' });
  return {
    values: document.toJS() as Record<string, unknown>,
    placeOf(key) {
      const pair = root.items.find((item) => isScalar(item.key) && item.key.value === key);
      return isScalar(pair?.key) && pair.key.range ? place(pair.key.range[0]) : undefined;
    },
  };
}

function contextAround(text: string, line: number): { firstLine: number; lines: string[] } {
  const firstLine = Math.max(1, line - 2);
  return { firstLine, lines: text.split(/\r?\n/).slice(firstLine - 1, line + 2) };
}

function toUserErrors(issue: z.core.$ZodIssue, raw: Raw, fromEnvironment: Partial<Record<string, string>>): UserError[] {
  const [first = '', ...inside] = issue.path.map(String);
  const key = first as ConfigKey;
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    return issue.keys.map((key) => new UserError('config-invalid', `There is no setting "${key}".`, { at: raw.placeOf(key), hint: 'The settings are listed by `courant config sample`.' }));
  }
  const where = key in fromEnvironment ? environmentName(key) : `"${key}"`;
  // Inside a list or a table of settings: `0.oauth.clientId`.
  const place = inside.length === 0 ? '' : ` at ${inside.join('.')}`;
  return [new UserError('config-invalid', `${where}${place}: ${issue.message}.`, { at: key in fromEnvironment ? undefined : raw.placeOf(key), hint: configSchema.shape[key]?.description })];
}
