/** The issues below a folder, as commands that take all of them walk them. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';

/** Folders with an issue.yaml, in a folder with a newsletter.yaml; by name, so that every disk gives the same order. */
export async function listIssueFolders(issuesDir: string, newsletter: string | undefined): Promise<readonly string[]> {
  if (!existsSync(issuesDir)) throw new UserError('not-found', `there is no folder ${issuesDir}`, { hint: 'set issuesDir, or run the command where the issues are' });
  const newsletters = (newsletter === undefined ? await readdir(issuesDir) : [newsletter]).filter((name) => existsSync(join(issuesDir, name, 'newsletter.yaml')));
  const folders = await Promise.all(newsletters.map(async (name) => (await readdir(join(issuesDir, name))).map((slug) => join(issuesDir, name, slug))));
  return folders.flat().filter((folder) => existsSync(join(folder, 'issue.yaml'))).toSorted();
}
