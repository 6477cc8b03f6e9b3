/** One command in this process: what it says and its exit status. For many lines of one story; a process each costs a second. */
import { CommanderError } from 'commander';
import { createContext } from '../../src/cli/context-of.js';
import { renderThrown } from '../../src/cli/print-error.js';
import { createProgram } from '../../src/cli/program.js';

export type Said = { readonly code: number; readonly text: string };

export async function runCommand(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<Said> {
  let [text, code] = ['', 0];
  const say = (said: string): void => { text += said; };
  const context = createContext({ configFile: undefined, environment, stopSignal: new AbortController().signal, setExitCode: (status) => { code = status; } });
  try {
    await createProgram({ ...context, out: say, err: say, json: (value) => say(JSON.stringify(value)) }).parseAsync([...words], { from: 'user' });
    return { code, text };
  } catch (error) {
    if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2, text };
    const thrown = renderThrown(error);
    return { code: thrown.exitCode, text: text + thrown.text };
  }
}
