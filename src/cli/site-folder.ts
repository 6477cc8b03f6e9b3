/**
 * Writes the files of a site into a folder that may hold other things. A list of what was written is kept in it: a file that is not on
 * the list is somebody else's and is never overwritten, and nothing at all is ever deleted.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SiteFile } from '../archive/site.js';
import { UserError, UserErrors } from '../errors.js';

export type WrittenSite = {
  readonly fileCount: number;
  readonly changedCount: number;
  /** Files of earlier runs that are no part of the site any more. */
  readonly leftOver: readonly string[];
};

const listName = '.courant-archive';

async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'EISDIR' || code === 'ENOTDIR') throw new UserError('already-exists', `${path} is in the way`, { hint: 'choose another folder' });
    throw error;
  });
}

export async function writeSite(folder: string, files: readonly SiteFile[]): Promise<WrittenSite> {
  const known = new Set((await readIfThere(join(folder, listName)))?.toString('utf8').split('\n').filter((line) => line !== '') ?? []);
  const changed: SiteFile[] = [];
  const foreign: UserError[] = [];
  for (const file of files) {
    const old = await readIfThere(join(folder, file.path));
    if (old?.equals(Buffer.from(file.content)) === true) continue;
    if (old === undefined || known.has(file.path)) changed.push(file);
    else foreign.push(new UserError('already-exists', `${join(folder, file.path)} was not written by this command`, { hint: 'choose an empty folder, or move the file away' }));
  }
  if (foreign.length > 0) throw new UserErrors(foreign);
  const paths = files.map((file) => file.path);
  // The list first: were the run cut short, the next one would take its own files for somebody else's.
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, listName), [...new Set([...known, ...paths])].toSorted().map((path) => `${path}\n`).join(''));
  for (const { path, content } of changed) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return { fileCount: files.length, changedCount: changed.length, leftOver: [...known].filter((path) => !paths.includes(path)).toSorted() };
}
