/** The cluster folder: made whole or not at all, and only ever used by the major version that made it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../../errors.js';
import type { Binaries } from './binaries.js';
import { errnoOf } from './errno.js';
import { identity, type Launch } from './launch.js';
import type { Layout } from './layout.js';
import { isAlive } from './postmaster.js';
import { initdbArguments } from './settings.js';
import { toStartError } from './start-error.js';

export type Tools = { readonly binaries: Binaries; readonly launch: Launch; readonly env: NodeJS.ProcessEnv };

export function clusterFolder(layout: Layout, { major }: Binaries): string {
  return join(layout.home, major);
}

/** Two first starts at once each make a cluster; the rename decides, and the loser throws its own away. */
export async function ensureCluster(layout: Layout, tools: Tools): Promise<string> {
  const cluster = clusterFolder(layout, tools.binaries);
  await removeAbandoned(layout);
  if (existsSync(cluster)) return cluster;
  await refuseOtherMajor(layout, tools.binaries);
  const fresh = `${cluster}.new-${process.pid}`;
  try {
    await runInitdb(fresh, tools);
    await rename(fresh, cluster).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '')) throw error;
    });
    // The rename is durable only with the folder it happened in.
    await syncFolder(layout.home);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return cluster;
}

async function runInitdb(folder: string, { binaries, launch, env }: Tools): Promise<void> {
  const [command = binaries.initdb, ...words] = [...launch.prefix, binaries.initdb, ...initdbArguments(folder)];
  try {
    await promisify(execFile)(command, words, { cwd: '/', env, ...identity(launch) });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw toStartError('The database could not be created.', said, error);
  }
}

async function refuseOtherMajor(layout: Layout, { major }: Binaries): Promise<void> {
  const others = (await readdir(layout.home)).filter((name) => /^\d+$/.test(name));
  if (others.length === 0) return;
  throw new UserError('data-version', `The data folder belongs to PostgreSQL ${others.join(', ')}, this Courant carries ${major}.`, {
    hint: `Export with the older Courant and import here, or upgrade ${layout.home} with pg_upgrade.`,
  });
}

/** What a start that was killed during initdb left. Its name ends in the process that made it. */
async function removeAbandoned(layout: Layout): Promise<void> {
  for (const name of await readdir(layout.home)) {
    const pid = /^\d+\.new-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && Number(pid) !== process.pid && !isAlive(Number(pid))) await rm(join(layout.home, name), { recursive: true, force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
