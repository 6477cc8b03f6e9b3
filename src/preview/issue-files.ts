/** The files an editor writes for an issue, as a list to choose from by number: a name of the address never becomes a path. */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

export type IssueFile = { readonly name: string; readonly path: string };

const written = /\.(?:ya?ml|md|csv)$/i;

/** issue.yaml first, then its articles and tables, then the newsletter's own. A link that leads out of the newsletter's folder is left out. */
export async function listIssueFiles(issueFolder: string): Promise<readonly IssueFile[]> {
  const root = await realpath(join(issueFolder, '..'));
  const folders = [issueFolder, ...(await readdir(issueFolder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => join(issueFolder, entry.name)), join(issueFolder, '..')];
  const found: IssueFile[] = [];
  for (const folder of folders) {
    for (const entry of (await readdir(folder, { withFileTypes: true })).toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      if (!written.test(entry.name)) continue;
      const path = await realpath(join(folder, entry.name)).catch(() => undefined);
      if (path === undefined || !path.startsWith(root + sep)) continue;
      found.push({ name: relative(issueFolder, join(folder, entry.name)).replaceAll('\\', '/'), path });
    }
  }
  return found.toSorted((one, other) => Number(other.name === 'issue.yaml') - Number(one.name === 'issue.yaml'));
}

export async function readIssueFile(file: IssueFile): Promise<string> {
  return readFile(file.path, 'utf8');
}
