/** The text of a report: a file and its failures, and what comes last. Pure. */
import { inspect } from 'node:util';

export type Failure = { readonly file: string; readonly name: string; readonly error: unknown };
export type FileReport = {
  readonly path: string;
  testCount: number;
  readonly skips: string[];
  readonly failures: Failure[];
  /** Diagnostics: what tests measured. */
  readonly notes: string[];
  output: string;
  ms: number | undefined;
};

export function renderFile(report: FileReport): string {
  const { path, testCount, ms, failures, skips, notes, output } = report;
  const facts = [counted(testCount, 'test'), ...(skips.length > 0 ? [`${skips.length} skipped`] : []), ...(failures.length > 0 ? [`${failures.length} failed`] : []), ...(ms === undefined ? [] : [`${grouped(Math.round(ms))} ms`])];
  const lines = [
    `${failures.length === 0 ? 'ok  ' : 'FAIL'} ${sourceOf(path)}: ${facts.join(', ')}`,
    ...skips.map((skip) => `       skipped: ${skip}`),
    ...notes.map((note) => indent(note, 7)),
    ...(output.trim() === '' ? [] : [indent(output.trimEnd(), 7)]),
  ];
  return `${lines.join('\n')}\n`;
}

export function renderFailure({ file, name, error }: Failure): string {
  return `\nFAILED ${sourceOf(file)}: ${name}\n${indent(renderError(error), 4)}\n\n`;
}

export function renderEnd(files: readonly FileReport[], totalMs: number): string {
  const failures = files.flatMap((file) => file.failures);
  const [testCount, skipCount] = [sum(files, (file) => file.testCount), sum(files, (file) => file.skips.length)];
  const again = [...new Set(failures.map(({ file }) => sourceOf(file).replace(/^tests\/|\.test\.ts$/g, '')))];
  return [
    '',
    ...(failures.length === 0 ? [] : [`${counted(failures.length, 'failure')}:`, ...failures.map(({ file, name, error }) => `  ${sourceOf(file)}: ${name}: ${inShort(error)}`), `again: npm test -- ${again.join(' ')}`, '']),
    `${counted(testCount, 'test')} in ${counted(files.length, 'file')}, ${skipCount} skipped, ${failures.length} failed, in ${(totalMs / 1000).toFixed(0)} s`,
    '',
  ].join('\n');
}

/** `dist/tests/a/b.test.js` as people write it. */
function sourceOf(path: string): string {
  return path.replace(/^.*\/dist\/(tests\/.*)\.js$/, '$1.ts');
}

/** node:test wraps what was thrown. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

function renderError(error: unknown): string {
  const cause = causeOf(error);
  const text = typeof cause === 'string' ? cause : inspect(cause, { depth: 4 });
  return [...text.split('\n').flatMap(withoutRunner), ...endingOf(error)].join('\n');
}

/** How the process of a file ended, which the runner says beside the error. */
function endingOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  if ('signal' in error && typeof error.signal === 'string') return [`it ended with ${error.signal}`];
  return 'exitCode' in error && typeof error.exitCode === 'number' ? [`it ended with exit code ${error.exitCode}`] : [];
}

/** The last place of a stack may open the properties of the error. */
function withoutRunner(line: string): string[] {
  if (!/^\s+at .*node:(internal|async_hooks)/.test(line)) return [line];
  return line.endsWith('{') ? ['{'] : [];
}

const shortLength = 240;

/** Of an assertion the first line only says that something was expected. */
function inShort(error: unknown): string {
  const cause = causeOf(error);
  const text = cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : inspect(cause);
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, 4).join(' ').slice(0, shortLength);
}

function indent(text: string, width: number): string {
  return text.split('\n').map((line) => (line === '' ? '' : ' '.repeat(width) + line)).join('\n');
}

function counted(count: number, what: string): string {
  return `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

function sum<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}
