/**
 * Tells which files below some folders change, within milliseconds. One system watch per folder: it sees a file that is written over, put
 * in the place of another (as vim and most editors save), made, renamed or taken away. Refused: fs.watch with `recursive`, which on Linux
 * in Node 20 watches each file by its inode and loses it at the first atomic save; and chokidar, which throws away a second change within
 * 50 ms, so that a file truncated and then written is read empty.
 */
import { watch, type FSWatcher } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export type Watcher = { close(): void };

export type WatchOptions = {
  /** With everything below them. */
  readonly folders: readonly string[];
  /** In folders of which nothing else matters. */
  readonly files?: readonly string[];
  /** Absolute paths, each once. Called in one go for what belongs together. */
  readonly onChange: (paths: readonly string[]) => void;
};

/** A save is several events: truncate, write, close; or write, rename. */
const settleMs = 3;
/** With a program that writes without end, changes are told at least this often. */
const longestWaitMs = 30;
/** A watched root that went away, or that was never there, is looked for this often. */
const lookAgainMs = 1000;

const skipped: ReadonlySet<string> = new Set(['node_modules', '.git']);
/** Swap and backup files of editors; 4913 is what vim writes to try a folder. */
const noise = /(?:~|\.sw[a-z]|\.tmp|\.bak|___jb_\w+___)$|^(?:4913|\.#.*|#.*#|\.DS_Store)$/;

export async function watchFolders({ folders, files = [], onChange }: WatchOptions): Promise<Watcher> {
  const watches = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let firstAt = 0;
  let isClosed = false;

  const tell = (): void => {
    timer = undefined;
    const paths = [...changed];
    changed.clear();
    if (!isClosed && paths.length > 0) onChange(paths);
  };
  const note = (path: string): void => {
    if (changed.size === 0) firstAt = performance.now();
    changed.add(path);
    if (timer !== undefined && performance.now() - firstAt > longestWaitMs) return;
    clearTimeout(timer);
    timer = setTimeout(tell, settleMs);
  };
  const forget = (folder: string): void => {
    watches.get(folder)?.close();
    watches.delete(folder);
  };
  const isWatched = (folder: string): boolean => watches.has(folder);

  const onEvent = (folder: string, event: string, name: string | null): void => {
    if (name === null) return note(folder);
    const path = join(folder, name);
    if (noise.test(name)) return;
    note(path);
    // Made, renamed or gone: when it is a folder, its own watch follows it.
    if (event === 'rename' && !skipped.has(name)) void follow(path, true);
  };

  const listen = (folder: string): boolean => {
    if (isWatched(folder)) return true;
    try {
      const made = watch(folder, { persistent: true }, (event, name) => onEvent(folder, event, name));
      made.on('error', () => forget(folder));
      watches.set(folder, made);
      return true;
    } catch {
      return false;
    }
  };

  /** Watches the folder and all below. `isNew`: files may have come before the watch did, so they count as changed. */
  const follow = async (folder: string, isNew: boolean): Promise<void> => {
    const isFolder = await lstat(folder).then((found) => found.isDirectory(), () => false);
    if (!isFolder) return forget(folder);
    if (isClosed) return;
    // A folder put in the place of another has the same name and needs a watch of its own.
    if (isNew) forget(folder);
    // The watch first: what comes after it is told, what came before it is in the list.
    if (!listen(folder)) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (isNew) for (const { name } of entries) if (!noise.test(name)) note(join(folder, name));
    await Promise.all(entries.filter((entry) => entry.isDirectory() && !skipped.has(entry.name)).map((entry) => follow(join(folder, entry.name), isNew)));
  };

  const toReal = (folder: string): Promise<string> => realpath(folder).catch(() => folder);
  const roots = await Promise.all(folders.map(toReal));
  await Promise.all(roots.map((root) => follow(root, false)));
  const lookouts = (await Promise.all(files.map(async (file) => join(await toReal(dirname(file)), basename(file))))).flatMap((file) => watchFile(file, note));
  const again = setInterval(() => {
    for (const root of roots) if (!isWatched(root)) void follow(root, true);
  }, lookAgainMs);
  again.unref();
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
      clearInterval(again);
      for (const folder of watches.keys()) forget(folder);
      for (const lookout of lookouts) lookout.close();
    },
  };
}

/** By its folder, since the file itself may come, go and be replaced. Without the folder there is nothing to watch. */
function watchFile(file: string, note: (path: string) => void): readonly FSWatcher[] {
  try {
    const made = watch(dirname(file), (_event, name) => {
      if (name === basename(file)) note(file);
    });
    made.on('error', () => made.close());
    return [made];
  } catch {
    return [];
  }
}
