/** `npm run faults -- --mutations`: each mutation is put into the program, and the seed that found it must find it again. A race may want a few tries. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { mutations, type Mutation } from './mutations.js';

const triesEach = 4;
/** Some list every row. */
const sentenceLength = 160;
const mainFile = fileURLToPath(new URL('main.js', import.meta.url));

/** The names of those that no try found. */
export async function tryMutations(say: (text: string) => void): Promise<readonly string[]> {
  const missed: string[] = [];
  for (const mutation of mutations) {
    const told = await tellOf(mutation);
    say(`${mutation.name}, seed ${mutation.seed}: ${told ?? 'NOT FOUND'}\n`);
    if (told === undefined) missed.push(mutation.name);
  }
  return missed;
}

/** The first sentence of what was found. */
async function tellOf({ name, seed }: Mutation): Promise<string | undefined> {
  for (let tries = 0; tries < triesEach; tries += 1) {
    const { code, out } = await runSeed(name, seed);
    const [, told] = /^FAILED .*\n(?: {2}\d+\. .*\n)*((?: {2}.*\n)+)/m.exec(out) ?? [];
    if (code === 1 && told !== undefined) return told.trim().split('\n')[0]?.slice(0, sentenceLength);
    if (code !== 0) throw new Error(`seed ${seed} could not be run with ${name}:\n${out}`);
  }
  return undefined;
}

async function runSeed(name: string, seed: number): Promise<{ code: number | null; out: string }> {
  const mutate = new URL(`mutate.js?${name}`, import.meta.url);
  const child = spawn(process.execPath, ['--import', mutate.href, mainFile, '--seed', String(seed), '--patience', '60', '--no-shrink', '--throw-away'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}
