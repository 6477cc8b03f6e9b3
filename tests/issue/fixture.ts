/** Small issues on the disk, with the place of the expected fault marked in the text itself: `«` stands right before it. */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { toUserErrors, type UserError } from '../../src/errors.js';
import { loadIssue, type LoadedIssue } from '../../src/issue/load.js';

export const masthead = 'name: Weekly\nlang: ko\nadvertising: false\n';

/** An issue of one item with this body, or with these lines of YAML instead. */
export function issueWith(lines: string): string {
  return `date: 2020-07-22\ntitle: Title\nsections:\n  - title: News\n    items:\n      - title: One\n${lines}\n`;
}

export type Marked = { readonly content: string; readonly line: number; readonly column: number };

/** Takes the mark out of a text and says where it was. */
export function takeMark(text: string): Marked | undefined {
  const at = text.indexOf('«');
  if (at < 0) return undefined;
  const before = text.slice(0, at).split('\n');
  return { content: text.slice(0, at) + text.slice(at + 1), line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const folders: string[] = [];
// A file of tests that failed keeps its folders, to be looked at.
process.on('exit', (status) => {
  if (status === 0) for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Writes files under a new newsletter folder; the issue is `2020-07-22-1`. Returns the folder of the issue. */
export async function writeFiles(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-issue-'));
  folders.push(folder);
  const root = join(folder, 'weekly');
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return join(root, '2020-07-22-1');
}

export type Outcome = { readonly loaded: LoadedIssue | undefined; readonly errors: readonly UserError[] };

/** What loading gives; anything thrown but user errors is thrown again. */
export async function tryLoad(path: string): Promise<Outcome> {
  try {
    return { loaded: await loadIssue(path), errors: [] };
  } catch (error) {
    const errors = toUserErrors(error);
    if (errors.length === 0) throw error;
    return { loaded: undefined, errors };
  }
}

/** Loads an issue.yaml beside the usual newsletter.yaml. */
export async function loadYaml(issue: string, others: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Outcome & { readonly path: string }> {
  const path = await writeFiles({ 'newsletter.yaml': masthead, '2020-07-22-1/issue.yaml': issue, ...others });
  return { path, ...(await tryLoad(path)) };
}
