/**
 * Keeps what a picture was made into, by what it was made of: an editor saves a text a hundred times and its pictures once. A folder
 * that may be deleted at any time; whatever is wrong with it only costs time.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type PictureCache = {
  /** Undefined when it is not there. */
  readonly read: (key: string) => Promise<Uint8Array | undefined>;
  readonly write: (key: string, bytes: Uint8Array) => Promise<void>;
};

export const noPictureCache: PictureCache = { read: async () => undefined, write: async () => undefined };

export function openPictureCache(folder: string): PictureCache {
  return {
    read: (key) => readFile(join(folder, key)).catch(() => undefined),
    write: async (key, bytes) => {
      // Another process may write the same: each its own file, and the last one takes the name.
      const draft = join(folder, `${key}.${randomBytes(6).toString('hex')}`);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(draft, bytes);
        await rename(draft, join(folder, key));
      } catch {
        await rm(draft, { force: true }).catch(() => undefined);
      }
    },
  };
}

/** Without a look at the disk for what was asked for before; as long as the process lives. */
export function rememberPictures(below: PictureCache): PictureCache {
  const kept = new Map<string, Uint8Array>();
  const remember = (key: string, bytes: Uint8Array | undefined): Uint8Array | undefined => {
    if (bytes !== undefined) kept.set(key, bytes);
    return bytes;
  };
  return {
    read: async (key) => kept.get(key) ?? remember(key, await below.read(key)),
    write: async (key, bytes) => {
      remember(key, bytes);
      await below.write(key, bytes);
    },
  };
}
