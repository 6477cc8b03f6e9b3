/** Runs every test file, or those whose path holds one of the words given, over one embedded server that all of them share. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLog } from '../src/log.js';
import { packagePath } from '../src/package-root.js';
import { openStore } from '../src/store/open.js';
import { makeLoosePostgres } from './support/loose-postgres.js';

const folder = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const files = (await readdir(folder, { recursive: true }))
  .filter((file) => file.endsWith('.test.js') && (words.length === 0 || words.some((word) => file.includes(word))))
  // What an older build left behind is no test any more.
  .filter((file) => existsSync(packagePath('tests', file.replace(/\.js$/, '.ts'))))
  .toSorted()
  .map((file) => join(folder, file));
if (files.length === 0) {
  process.stderr.write(`no test file matches ${words.join(' ')}\n`);
  process.exit(1);
}

const dataDir = await mkdtemp(join(tmpdir(), 'courant-tests-'));
// Held open for the whole run: the server would stop and start between files otherwise.
const server = await openStore({ dataDir, binaries: await makeLoosePostgres(`${dataDir}-binaries`), log: silentLog });
const supportUrl = (name: string): string => new URL(`support/${name}.js`, import.meta.url).href;
const tests = spawn(process.execPath, ['--import', supportUrl('seed'), '--test', `--test-reporter=${supportUrl('test-reporter')}`, '--test-concurrency=2', '--test-timeout=600000', ...files], {
  stdio: 'inherit',
  env: { ...process.env, COURANT_TEST_DATA: dataDir },
});
process.exitCode = await new Promise<number>((resolve) => tests.once('exit', (code) => resolve(code ?? 1)));
await server.close();
await rm(`${dataDir}-binaries`, { recursive: true, force: true });
if (process.exitCode === 0) await rm(dataDir, { recursive: true, force: true });
else process.stderr.write(`the data of this run is kept in ${dataDir}\n`);
