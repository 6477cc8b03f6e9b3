/** A disk of its own that can be filled: a tmpfs, which only root may mount. Named after its process, so that the next one takes away what an interrupted run left. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type TestLike = { after(work: () => Promise<void>): void };

export type SmallDisk = { readonly path: string; fill(): void; free(): Promise<void> };

/** Undefined where it cannot be had. Taken away after the test, also under processes that still hold it. */
export async function mountSmallDisk(t: TestLike, megabytes: number): Promise<SmallDisk | undefined> {
  const path = await mkdtemp(join(tmpdir(), 'courant-disk-'));
  if (!mountTmpfs(path, megabytes)) {
    await rm(path, { recursive: true });
    return undefined;
  }
  t.after(async () => {
    unmount(path);
    await rm(path, { recursive: true, force: true });
  });
  const filler = join(path, 'filler');
  return {
    path,
    fill() {
      // dd ends with an error when the disk is full, which is what is wanted; the second one takes what a whole block was too large for.
      for (const size of ['1M', '512']) try { execFileSync('dd', ['if=/dev/zero', `of=${filler}-${size}`, `bs=${size}`], { stdio: 'ignore' }); } catch { continue; }
    },
    free: async () => { for (const size of ['1M', '512']) await rm(`${filler}-${size}`, { force: true }); },
  };
}

const namePrefix = 'courant-test-';

/** On an empty folder; false where it may not. */
export function mountTmpfs(path: string, megabytes: number): boolean {
  if (process.getuid?.() !== 0) return false;
  for (const left of findLeftMounts()) unmount(left);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, `${namePrefix}${process.pid}`, path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Also under processes that still hold it. */
export function unmount(path: string): void {
  execFileSync('umount', ['-l', path]);
}

/** Of processes that are gone. */
function findLeftMounts(): string[] {
  return readFileSync('/proc/mounts', 'utf8').split('\n').flatMap((line) => {
    const [name = '', path = ''] = line.split(' ');
    return name.startsWith(namePrefix) && !isAlive(Number(name.slice(namePrefix.length))) ? [path] : [];
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
