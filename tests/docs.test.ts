/** The documents say what the program does: the reference is made from it, every example command parses, every link leads somewhere. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { parse } from 'yaml';
import { CommanderError, type Command } from 'commander';
import { configSchema } from '../src/config.js';
import { createContext } from '../src/cli/context-of.js';
import { createProgram } from '../src/cli/program.js';
import { commandPath, leaves, renderReference } from '../src/cli/reference.js';
import { errorCodes } from '../src/errors.js';
import { packagePath } from '../src/package-root.js';
import { topics } from '../src/preflight/rule.js';
import { rules } from '../src/preflight/rules.js';

function program(): Command {
  return createProgram(createContext({ configFile: undefined, environment: {}, stopSignal: new AbortController().signal, setExitCode: () => undefined }));
}

const documents = ['README.md', 'SECURITY.md', 'CHANGELOG.md', ...(await readdir(packagePath('docs'))).filter((name) => name.endsWith('.md')).map((name) => join('docs', name))];
const textOf = (file: string): string => readFileSync(packagePath(file), 'utf8');

test('the reference is current (npm run reference rewrites it)', () => {
  const made = renderReference(program());
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(packagePath('docs', 'reference.md'), made);
  assert.equal(textOf('docs/reference.md'), made);
});

/** A bar would end its cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

function renderRules(): string {
  const rows = Object.entries(topics).flatMap(([topic, words]) => rules.filter((rule) => rule.topic === topic)
    .map(({ id, severity, needs, title, protects, source }) => `| ${words} | \`${id}\` | ${severity} | ${needs} | ${cell(title)} | ${cell(protects)} | ${cell(source)} |`));
  return ['| topic | rule | severity | needs | what must hold | or else | source |', '|---|---|---|---|---|---|---|', ...rows].join('\n');
}

test('the table of the preflight has every rule as the program has it (npm run reference rewrites it)', () => {
  const text = textOf('docs/preflight.md');
  const made = text.replace(/<!-- rules -->[^]*<!-- \/rules -->/, () => `<!-- rules -->\n\n${renderRules()}\n\n<!-- /rules -->`);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(packagePath('docs', 'preflight.md'), made);
  assert.equal(textOf('docs/preflight.md'), made);
});

test('the examples for continuous integration are YAML', () => {
  const examples = [...textOf('docs/ci.md').matchAll(/```yaml\n([^]*?)```/g)].map((match) => parse(match[1] ?? '') as unknown);
  assert.equal(examples.length, 2);
  for (const example of examples) assert.ok(typeof example === 'object' && example !== null);
});

test('every command, setting and error code is in the reference', () => {
  const reference = textOf('docs/reference.md');
  const names = [...leaves(program()).map(commandPath), ...Object.keys(configSchema.shape), ...Object.keys(errorCodes)];
  assert.deepEqual(names.filter((name) => !reference.includes(name)), []);
});

test('every setting and every error code says what it is for', () => {
  const silent = Object.entries(configSchema.shape).filter(([, schema]) => !schema.description).map(([key]) => key);
  assert.deepEqual(silent, []);
});

/** Lines of code blocks and inline code that begin with `courant ` or `npx courant `. */
function exampleCommands(text: string): string[] {
  const inline = [...text.matchAll(/`(?:npx )?courant ([^`\n]+)`/g)].map((match) => match[1] ?? '');
  const blocks = [...text.matchAll(/^ {4}(?:npx )?courant (.+)$/gm)].map((match) => match[1] ?? '');
  return [...inline, ...blocks].map((line) => line.replace(/\s+#.*$/, '').replace(/\s+[|>].*$/, '').trim());
}

/** Commander's own parser, with every action replaced: what it refuses here it refuses everywhere. */
function parses(words: readonly string[]): string | undefined {
  const stub = program();
  for (const leaf of leaves(stub)) leaf.action(() => undefined).configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  try {
    stub.configureOutput({ writeErr: () => undefined, writeOut: () => undefined }).parse(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError && (error.code === 'commander.helpDisplayed' || error.code === 'commander.version')) return undefined;
    return error instanceof Error ? error.message : String(error);
  }
}

test('every example command in the documents parses', () => {
  // The reference names commands by their form, `courant send <issue>`: it is made from the program and needs no such check.
  const wrong = documents.filter((file) => file !== join('docs', 'reference.md')).flatMap((file) => exampleCommands(textOf(file)).flatMap((line) => {
    const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
    const isName = leaves(program()).some((leaf) => `courant ${line}`.startsWith(commandPath(leaf)) && words.length <= commandPath(leaf).split(' ').length - 1);
    const fault = isName ? undefined : parses(words);
    return fault === undefined ? [] : [`${file}: courant ${line}: ${fault}`];
  }));
  assert.deepEqual(wrong, []);
});

test('every relative link and picture of the documents is there', () => {
  const lost = documents.flatMap((file) => [...textOf(file).replaceAll(/`[^`\n]*`/g, '').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '')
    .filter((target) => !/^[a-z]+:/.test(target) && !target.includes('...') && !file.endsWith('issue-format.md') && !existsSync(join(packagePath(dirname(file)), target)))
    .map((target) => `${file}: ${target}`));
  assert.deepEqual(lost, []);
});

test('every file that the README and SECURITY name in code is there', () => {
  const named = ['README.md', 'SECURITY.md'].flatMap((file) => [...textOf(file).matchAll(/`((?:src|tests|docs|templates|issues|workers|bench|schema)\/[^`\s*]*)`/g)].map((match) => match[1] ?? ''));
  assert.deepEqual(named.filter((path) => !existsSync(packagePath(path))), []);
});
