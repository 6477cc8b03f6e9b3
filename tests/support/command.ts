/** The program as a process of its own: what it prints, and how it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createContext } from '../../src/cli/context-of.js';
import { createProgram } from '../../src/cli/program.js';
import { toUserErrors } from '../../src/errors.js';

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

/** The command in this process, which is quicker: what it printed, and the code of the error it ended with. */
export async function runHere(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<{ out: string; code: string | undefined }> {
  let out = '';
  const context = createContext({ configFile: undefined, environment, stopSignal: new AbortController().signal, setExitCode: () => undefined });
  const program = createProgram({ ...context, out: (text) => { out += text; }, json: (value) => { out += JSON.stringify(value); } });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return { out, code: undefined };
  } catch (error) {
    return { out, code: toUserErrors(error)[0]?.code ?? String(error) };
  }
}
