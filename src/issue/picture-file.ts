/** Reads pictures from the disk; for the preview only those that changed: an editor saves a text a hundred times and its pictures once. */
import { statSync } from 'node:fs';
import { readBytes } from './file.js';
import type { Found } from './findings.js';
import type { Asset } from './issue.js';
import { largestPictureBytes, toAsset } from './picture.js';

/** Of an absolute path. */
export type ReadPicture = (path: string) => Found<Asset>;

export function readPictureFile(path: string): Found<Asset> {
  const found = readBytes(path, largestPictureBytes, 'picture-file');
  return 'fault' in found ? found : toAsset(found.value);
}

/** Clocks of file systems are coarse: what was written just now may be written again at the same time of theirs. */
const settledMs = 2_000;

type Seen = { readonly stamp: string; readonly found: Found<Asset> };

/** Remembers what it read as long as the file has the same size, times and number. */
export function createPictureReader(now: () => number = Date.now): ReadPicture {
  const known = new Map<string, Seen>();
  return (path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return readPictureFile(path);
    const stamp = `${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
    const seen = known.get(path);
    if (seen?.stamp === stamp) return seen.found;
    const found = readPictureFile(path);
    if (now() - stats.ctimeMs > settledMs) known.set(path, { stamp, found });
    return found;
  };
}
