/** The bytes of a table of people: from a file or a pipe, counted, hashed, and refused where they are no text. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { UserError } from '../errors.js';

/** What is given in place of a table, by its first bytes (latin1). */
const otherKinds: readonly (readonly [begin: string, kind: string])[] = [
  ['PK\x03\x04', 'a spreadsheet file or an archive (.xlsx, .ods, .numbers, .zip)'],
  ['\xd0\xcf\x11\xe0', 'an old spreadsheet file (.xls)'],
  ['%PDF-', 'a PDF'],
  ['\x1f\x8b', 'compressed (.gz)'],
  ['7z\xbc\xaf', 'an archive (.7z)'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
];

function refuseOtherKinds(first: Uint8Array, file: string): void {
  const begin = Buffer.from(first.subarray(0, 8)).toString('latin1');
  const kind = otherKinds.find(([bytes]) => begin.startsWith(bytes))?.[1];
  if (kind !== undefined) throw new UserError('import-file', `${file} is no table but ${kind}.`, { hint: 'Open it where it is from, and save it as CSV (UTF-8).' });
}

/** Some milliseconds of reading: between two chunks PostgreSQL, which works on the batch before, gets its next statement. */
const chunkSize = 16 * 1024;

/** What is wrong with a path is told as such; of a stream only its own errors are. */
export async function* readBytes(input: string | AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  try {
    let isFirst = true;
    for await (const chunk of typeof input === 'string' ? (createReadStream(input, { highWaterMark: chunkSize }) as AsyncIterable<Uint8Array>) : input) {
      if (isFirst) refuseOtherKinds(chunk, file);
      isFirst = false;
      yield chunk;
    }
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error) || !('code' in error)) throw error;
    throw new UserError('import-file', `${file} cannot be read: ${error.message}`, { cause: error });
  }
}

/** SHA-256 of a file's bytes and of what is said about it, hex. */
export async function digestFile(path: string, about: string): Promise<string> {
  const hash = createHash('sha256').update(about).update('\0');
  for await (const chunk of readBytes(path, path)) hash.update(chunk);
  return hash.digest('hex');
}

export async function* countBytes(bytes: AsyncIterable<Uint8Array>, onBytes: (count: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    onBytes(chunk.length);
    yield chunk;
  }
}
