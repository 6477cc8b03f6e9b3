/** What PostgreSQL said when it did not start, as an error for a person. */
import { statfs } from 'node:fs/promises';
import { UserError } from '../../errors.js';
import { ownDatabaseHint } from './binaries.js';

const shownLineCount = 12;

/** `said` is the end of the log or of stderr; `where` the file that holds the rest. */
export function toStartError(sentence: string, said: string, cause?: unknown, where?: string): UserError {
  if (/No space left on device|Disk quota exceeded/.test(said)) return diskFull(cause);
  const lines = said.trimEnd().split('\n').slice(-shownLineCount);
  return new UserError('postgres-failed', [sentence, ...lines.map((line) => '  ' + line)].join('\n'), {
    hint: where === undefined ? ownDatabaseHint : `All of it is in ${where}. ${ownDatabaseHint}`,
    cause,
  });
}

/** Less than PostgreSQL needs to write its first page and lock files. */
const leastBytes = 256 * 1024;

export async function isDiskFull(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < leastBytes;
}

export function diskFull(cause?: unknown): UserError {
  return new UserError('disk-full', 'No room is left on the disk of the data folder.', { hint: 'Make room on that disk and try again; nothing is lost.', cause });
}
