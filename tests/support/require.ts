/** Things of the machine that a test may need. Without them it is skipped and says so; with COURANT_TEST_REQUIRE=all it fails, so that no run is green by accident. */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packagePath } from '../../src/package-root.js';

type TestLike = { skip(message?: string): void };

/** True when the test is skipped: `if (skipUnless(t, redis !== undefined, 'redis-server')) return;` */
export function skipUnless(t: TestLike, condition: boolean, what: string): boolean {
  if (condition) return false;
  if (process.env['COURANT_TEST_REQUIRE'] === 'all') throw new Error(`this test needs ${what}, and COURANT_TEST_REQUIRE=all allows no skipping`);
  t.skip(`needs ${what}`);
  return true;
}

/** The folder of shared material beside the repository, or SHARED_DIR. */
export function sharedDir(): string | undefined {
  const folder = process.env['SHARED_DIR'] ?? packagePath('..', 'shared');
  return existsSync(folder) ? folder : undefined;
}

/** Path of an installed program. Servers are often in sbin, which is not in everybody's PATH. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
