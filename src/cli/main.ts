/** The program `courant`: one run of one command, its exit status 0 done, 1 findings or failure, 2 wrong usage or bad input. */
import { CommanderError, type Command } from 'commander';
import type { CliContext } from './context.js';
import { createContext } from './context-of.js';
import { renderThrown } from './print-error.js';
import { runProcess } from './run-process.js';

/** The settings must be known before the command runs: commander hands options to actions only. */
function findConfigFile(words: readonly string[]): string | undefined {
  const at = words.indexOf('--config');
  if (at >= 0) return words[at + 1];
  return words.find((word) => word.startsWith('--config='))?.slice('--config='.length);
}

/** All commands load half a second of parts; the preview is wanted at once and needs few of them. */
async function loadProgram(context: CliContext, words: readonly string[]): Promise<Command> {
  const command = words.find((word, index) => !word.startsWith('-') && words[index - 1] !== '--config');
  if (command !== 'preview') return (await import('./program.js')).createProgram(context);
  const [{ createRoot }, preview] = await Promise.all([import('./root.js'), import('./preview.js')]);
  const program = createRoot(context);
  preview.register(program, context);
  return program;
}

await runProcess(async ({ stopSignal, setGraceSeconds, endSoon }) => {
  const words = process.argv.slice(2);
  const context = createContext({ configFile: findConfigFile(words), environment: process.env, stopSignal, setGraceSeconds, endSoon, setExitCode: (code) => { process.exitCode = code; } });
  try {
    await (await loadProgram(context, words)).parseAsync(words, { from: 'user' });
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
