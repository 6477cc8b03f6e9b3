/**
 * The embedded PostgreSQL for tests in which processes die and never the machine: what was written need not reach a disk, and many
 * processes may come. Program and libraries are the real ones; the arguments that come last count.
 */
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinaries } from '../../src/store/embedded/binaries.js';

const settings = ['fsync=off', 'full_page_writes=off', 'max_connections=300', 'autovacuum_naptime=10s'];

/** Makes a folder to be given as `binaries`; undefined where there is no shell. */
export async function makeLoosePostgres(folder: string): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const real = await findBinaries();
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true, mode: 0o755 });
  for (const name of ['lib', 'share', 'pg-symlinks.json']) await symlink(join(real.folder, name), join(folder, name));
  const scripts = { initdb: `exec '${real.initdb}' "$@"`, postgres: `exec '${real.postgres}' "$@" ${settings.map((setting) => `-c ${setting}`).join(' ')}` };
  for (const [name, command] of Object.entries(scripts)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${command}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return folder;
}
