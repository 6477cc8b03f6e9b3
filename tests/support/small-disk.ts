/** A disk of its own that can be filled: a tmpfs, which only root may mount. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type TestLike = { after(work: () => Promise<void>): void };

export type SmallDisk = { readonly path: string; fill(): void; free(): Promise<void> };

/** Undefined where it cannot be had. Taken away after the test, also under processes that still hold it. */
export async function mountSmallDisk(t: TestLike, megabytes: number): Promise<SmallDisk | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const path = await mkdtemp(join(tmpdir(), 'courant-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    await rm(path, { recursive: true });
    return undefined;
  }
  t.after(async () => {
    execFileSync('umount', ['-l', path]);
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
