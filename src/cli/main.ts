/** The program `courant`: one run of one command, its exit status 0 done, 1 findings or failure, 2 wrong usage or bad input. */
import { CommanderError } from 'commander';
import { createContext } from './context-of.js';
import { createProgram } from './program.js';
import { renderThrown } from './print-error.js';
import { runProcess } from './run-process.js';

/** The settings must be known before the command runs: commander hands options to actions only. */
function findConfigFile(words: readonly string[]): string | undefined {
  const at = words.indexOf('--config');
  if (at >= 0) return words[at + 1];
  return words.find((word) => word.startsWith('--config='))?.slice('--config='.length);
}

await runProcess(async ({ stopSignal }) => {
  const words = process.argv.slice(2);
  const context = createContext({ configFile: findConfigFile(words), environment: process.env, stopSignal, setExitCode: (code) => { process.exitCode = code; } });
  try {
    await createProgram(context).parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const { text, exitCode } = renderThrown(error);
    context.err(text);
    process.exitCode = exitCode;
  }
});
