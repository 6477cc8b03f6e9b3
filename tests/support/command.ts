/** The program as its user meets it: in a process of its own, or in this one, which is quicker by a second and says the same. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { createContext } from '../../src/cli/context-of.js';
import type { CliContext } from '../../src/cli/context.js';
import { renderThrown } from '../../src/cli/print-error.js';
import { createProgram } from '../../src/cli/program.js';
import type { Config } from '../../src/config.js';
import type { Store } from '../../src/store/store.js';

export const mainFile = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

export type Run = { readonly code: number | null; readonly out: string; readonly err: string };

/** Nothing of this process's environment goes along but the two that every program needs. */
export async function runCourant(words: readonly string[], environment: Readonly<Record<string, string>> = {}, input = ''): Promise<Run> {
  const child = spawn(process.execPath, [mainFile, ...words], { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

/** `text`: all of it in the order in which it was said. `json`: what was last said as JSON. */
export type Said = Run & { readonly text: string; readonly json: unknown };

type Spoken = { code: number; out: string; err: string; text: string; json: unknown };

/** One command in this process: its output, and errors as the program prints them, with the exit status they end it with. */
export async function runHere(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Said> {
  const spoken = silence();
  const context = listen(spoken, environment);
  try {
    await createProgram(context).parseAsync([...words], { from: 'user' });
  } catch (error) {
    const thrown = error instanceof CommanderError ? { text: '', exitCode: error.exitCode === 0 ? 0 : 2 } : renderThrown(error);
    context.err(thrown.text);
    spoken.code = thrown.exitCode;
  }
  return spoken;
}

/** Commands on a store that is open already, or none; what a command throws comes through. */
export function commandsOn(store: Store | undefined, config: Config, changes: Partial<CliContext> = {}): (...words: string[]) => Promise<Said> {
  return async (...words) => {
    const spoken = silence();
    const parts: Partial<CliContext> = {
      config: () => Promise.resolve(config),
      withStore: (work) => (store === undefined ? Promise.reject(new Error('these commands need no store')) : work(store, config)),
      withApp: () => Promise.reject(new Error('these commands need no more than the store')),
    };
    await createProgram({ ...listen(spoken, {}), ...parts, ...changes }).parseAsync(words, { from: 'user' });
    return spoken;
  };
}

function silence(): Spoken {
  return { code: 0, out: '', err: '', text: '', json: undefined };
}

function listen(spoken: Spoken, environment: NodeJS.ProcessEnv): CliContext {
  const context = createContext({ configFile: undefined, environment, stopSignal: new AbortController().signal, setExitCode: (code) => { spoken.code = code; } });
  const say = (stream: 'out' | 'err') => (text: string): void => {
    spoken[stream] += text;
    spoken.text += text;
  };
  const json = (value: unknown): void => {
    spoken.json = JSON.parse(JSON.stringify(value));
    say('out')(`${JSON.stringify(value)}\n`);
  };
  return { ...context, out: say('out'), err: say('err'), json, isTerminal: false, columns: () => 80 };
}
