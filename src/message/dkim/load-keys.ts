/** The DKIM keys that the settings name, read from their files: once per process, before anything is sent. */
import { readFile } from 'node:fs/promises';
import type { Config } from '../../config.js';
import { toUserErrors, UserError, UserErrors } from '../../errors.js';
import { parseDkimKey, type DkimKey } from './key.js';

export type DkimSetup = {
  /** Undefined: the domain of each list's From address. */
  readonly domain: string | undefined;
  /** Empty: the relay signs. */
  readonly keys: readonly DkimKey[];
};

/** Throws UserError `dkim-key`, all faults at once: a mail without its signature lands in spam, so nothing is sent without one. */
export async function loadDkim(config: Pick<Config, 'dkimDomain' | 'dkimKeys'>): Promise<DkimSetup> {
  const faults: UserError[] = [];
  const keys: DkimKey[] = [];
  for (const [selector, file] of Object.entries(config.dkimKeys)) {
    try {
      keys.push(parseDkimKey(selector, await readKey(file), file));
    } catch (error) {
      if (toUserErrors(error).length === 0) throw error;
      faults.push(...toUserErrors(error));
    }
  }
  if (faults.length > 0) throw new UserErrors(faults);
  return { domain: config.dkimDomain?.toLowerCase(), keys };
}

async function readKey(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError('dkim-key', `The DKIM key ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      hint: 'Set dkimKeys to selector and file; make a key with `courant dkim new`.', cause: error,
    });
  }
}
