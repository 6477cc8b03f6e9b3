/**
 * Where the embedded PostgreSQL keeps its things under the data folder, and making those folders. What is inside the cluster is
 * left to PostgreSQL.
 *
 *     <dataDir>/postgres/18/    the cluster, named by the major version that can read it
 *     <dataDir>/postgres/run/   the sockets of PostgreSQL and of its keeper
 *     <dataDir>/postgres/lib/   links to shared libraries, only where the package came without them
 *     <dataDir>/postgres/log    what PostgreSQL says
 */
import { createHash } from 'node:crypto';
import { lstat, mkdir, readlink, realpath, rmdir, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../../errors.js';
import { errnoOf } from './errno.js';
import { diskFull } from './start-error.js';

export type Layout = {
  readonly home: string;
  /** Short enough for the address of a Unix socket; elsewhere when the data folder is too deep. */
  readonly run: string;
  readonly keeperSocket: string;
  readonly lib: string;
  readonly log: string;
};

/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, the final zero included. */
const socketPathBytes = 103;
const longestSocketName = '/.s.PGSQL.5432';

export async function prepareLayout(dataDir: string): Promise<Layout> {
  const folder = resolve(dataDir);
  try {
    await mkdir(folder, { recursive: true });
    // One name for one folder, whichever link led here: processes compare it.
    const home = join(await realpath(folder), 'postgres');
    await mkdir(home, { recursive: true, mode: 0o700 });
    const run = await prepareRunFolder(home);
    return { home, run, keeperSocket: join(run, 'keeper.sock'), lib: join(home, 'lib'), log: join(home, 'log') };
  } catch (error) {
    throw toFolderError(error, folder);
  }
}

function isSocketFolder(folder: string): boolean {
  return Buffer.byteLength(folder + longestSocketName) <= socketPathBytes;
}

async function prepareRunFolder(home: string): Promise<string> {
  const near = join(home, 'run');
  if (isSocketFolder(near)) {
    await mkdir(near, { recursive: true, mode: 0o700 });
    return near;
  }
  const far = await linkShortFolder(near, home);
  await mkdir(far, { mode: 0o700 }).catch(ignore('EEXIST'));
  await refuseForeignFolder(far, home);
  return far;
}

/** `run` becomes a link, so that a process with another TMPDIR finds the same folder. */
async function linkShortFolder(near: string, home: string): Promise<string> {
  const name = 'courant-' + createHash('sha256').update(home).digest('hex').slice(0, 16);
  const inTmpdir = join(tmpdir(), name);
  await symlink(isAbsolute(inTmpdir) && isSocketFolder(inTmpdir) ? inTmpdir : join('/tmp', name), near).catch(ignore('EEXIST'));
  return readlink(near);
}

/** The temporary folder is everybody's: whoever made the folder first could read along. */
async function refuseForeignFolder(far: string, home: string): Promise<void> {
  const found = await lstat(far);
  const owners = [process.getuid?.(), (await stat(home)).uid];
  if (found.isDirectory() && (found.mode & 0o077) === 0 && owners.includes(found.uid)) return;
  throw new UserError('data-unwritable', `The folder ${far} for the sockets of the database belongs to somebody else.`, {
    hint: 'Remove it, or choose a data folder with a shorter path.',
  });
}

/** Takes the temporary socket folder away after the end; one inside the data folder stays. */
export async function removeShortFolder(layout: Layout): Promise<void> {
  if (layout.run.startsWith(layout.home)) return;
  // Not empty: another server has begun already.
  await rmdir(layout.run).catch(ignore('ENOENT', 'ENOTEMPTY', 'EEXIST'));
}

export function toFolderError(error: unknown, folder: string): unknown {
  const code = errnoOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(error);
  if (code === undefined) return error;
  return new UserError('data-unwritable', `The data folder ${folder} cannot be written (${code}).`, {
    hint: 'Choose another one with dataDir (COURANT_DATA_DIR), or give this user the right to write there.',
    cause: error,
  });
}

function ignore(...codes: readonly string[]) {
  return (error: unknown): void => {
    if (!codes.includes(errnoOf(error) ?? '')) throw error;
  };
}
