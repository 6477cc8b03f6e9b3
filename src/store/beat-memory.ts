/** The last heartbeat that this machine wrote: a small file in the data folder, beside the database and not in it. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `installation` names the database: several may share a data folder. */
export function createBeatMemory(dataDir: string, installation: string): { read(): Promise<bigint>; write(beat: bigint): Promise<void> } {
  const path = join(dataDir, `heartbeat-${installation}`);
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch(() => '0');
      return /^[0-9]+\n?$/.test(text) ? BigInt(text.trim()) : 0n;
    },
    async write(beat) {
      await mkdir(dataDir, { recursive: true, mode: 0o700 });
      // Whole or not at all; two processes may write at once, and either number will do.
      const draft = `${path}.${process.pid}`;
      try {
        await writeFile(draft, `${beat}\n`, { mode: 0o600 });
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        throw error;
      }
    },
  };
}
