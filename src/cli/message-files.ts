/** Messages as a command names them: files, folders of files, mailbox files with many, the standard input. */
import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { splitMailbox, type FoundMessage } from '../feedback/intake/mailbox-file.js';

export type NamedMessage = FoundMessage & {
  /** The path; of a mailbox file's second message `bounces.mbox#2`. */
  readonly name: string;
};

/** One after the other, in order. `-` is the standard input. A file named `.eml` holds one message, whatever it quotes. */
export async function* readMessages(paths: readonly string[], maxBytes: number): AsyncGenerator<NamedMessage> {
  for (const path of await listFiles(paths)) {
    let count = 0;
    const messages = splitMailbox(path === '-' ? process.stdin : readChunks(path), maxBytes, !path.endsWith('.eml'));
    for await (const message of messages) {
      count += 1;
      yield { ...message, name: count === 1 ? path : `${path}#${count}` };
    }
  }
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Buffer;
  } catch (error) {
    cannotRead(path)(error);
  }
}

/** Files as named, folders by their files (a maildir's new and cur too), sorted. All are there before the first is read. */
async function listFiles(paths: readonly string[], above: readonly string[] = []): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if (path !== '-' && (await isFolder(path))) found.push(...(await listFolder(path, above)));
    else found.push(path);
  }
  return found;
}

/** A link back to a folder that we are in is passed over. */
async function listFolder(path: string, above: readonly string[]): Promise<string[]> {
  const real = await realpath(path);
  if (above.includes(real)) return [];
  const names = await readdir(path).catch(cannotRead(path));
  return listFiles(names.toSorted().map((name) => join(path, name)), [...above, real]);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(cannotRead(path))).isDirectory();
}

function cannotRead(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new UserError('not-found', `${path} cannot be read.`, { cause });
  };
}
