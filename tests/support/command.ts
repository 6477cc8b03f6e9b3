/** The program as a process of its own: what it prints, and how it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

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
