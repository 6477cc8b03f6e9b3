/** Runs the benchmarks, or those named, one after another in processes of their own. Each prints one JSON line with its ratio. Numbers go to the benchmarks: `wire 15000 5`. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const isNumber = (word: string): boolean => /^\d+$/.test(word);
const words = process.argv.slice(2).filter((word) => !isNumber(word));
const numbers = process.argv.slice(2).filter(isNumber);
const files = readdirSync(folder).filter((file) => file.endsWith('.js') && file !== 'run.js' && (words.length === 0 || words.some((word) => file.includes(word))));
for (const file of files.toSorted()) {
  const { status } = spawnSync(process.execPath, [join(folder, file), ...numbers], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
