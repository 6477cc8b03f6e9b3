/** The newsletters and issues of a project, as they lie on the disk. An issue is asked for by the names of its two folders, never by a path. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export type IssueName = { readonly newsletter: string; readonly slug: string };
export type ListedIssue = IssueName & { readonly folder: string; readonly title: string; readonly date: string };
export type ListedNewsletter = { readonly newsletter: string; readonly name: string; readonly issues: readonly ListedIssue[] };

const folderName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export const keyOf = ({ newsletter, slug }: IssueName): string => `${newsletter}/${slug}`;

async function listNames(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => folderName.test(name)).toSorted();
}

/** One line of YAML, read as cheaply as a list may: the issue itself is loaded when somebody looks at it. */
function valueOf(yaml: string, key: string): string | undefined {
  const value = new RegExp(`^${key}:[ \\t]+(.+?)[ \\t]*$`, 'm').exec(yaml)?.[1];
  return value?.replace(/^(["'])(.*)\1$/, '$2');
}

async function readIssue(folder: string, name: IssueName): Promise<ListedIssue | undefined> {
  const path = join(folder, 'issue.yaml');
  if (!(await stat(path).then((found) => found.isFile(), () => false))) return undefined;
  const yaml = await readFile(path, 'utf8').catch(() => '');
  return { ...name, folder, title: valueOf(yaml, 'title') ?? name.slug, date: valueOf(yaml, 'date') ?? '' };
}

/** Newest issue first; a newsletter without issues is shown too. */
export async function listProject(issuesDir: string): Promise<readonly ListedNewsletter[]> {
  const found: ListedNewsletter[] = [];
  for (const newsletter of await listNames(issuesDir)) {
    const folder = join(issuesDir, newsletter);
    const masthead = await readFile(join(folder, 'newsletter.yaml'), 'utf8').catch(() => undefined);
    const slugs = await listNames(folder);
    const issues = (await Promise.all(slugs.map((slug) => readIssue(join(folder, slug), { newsletter, slug })))).filter((issue) => issue !== undefined);
    if (masthead === undefined && issues.length === 0) continue;
    found.push({ newsletter, name: valueOf(masthead ?? '', 'name') ?? newsletter, issues: issues.toSorted((one, other) => (one.date < other.date ? 1 : -1)) });
  }
  return found;
}

/** undefined: no such issue. What is not a folder's name reaches no file. */
export async function findIssue(issuesDir: string, { newsletter, slug }: IssueName): Promise<ListedIssue | undefined> {
  if (!folderName.test(newsletter) || !folderName.test(slug)) return undefined;
  return readIssue(join(issuesDir, newsletter, slug), { newsletter, slug });
}
