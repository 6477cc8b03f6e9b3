/** The issues a schedule may choose from: date and readiness of what its pattern names, read without compiling anything. */
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { UserError } from '../errors.js';
import { createFindings } from '../issue/findings.js';
import { toSourceFile } from '../issue/source.js';
import { childOf, isTrue, parseYaml, textOf } from '../issue/yaml.js';
import type { FoundIssue } from './schedule.js';

/**
 * `weekly/*` out of `issues/weekly/*`, `weekly/*` or `weekly`. Throws `schedule-issues`: outside of issuesDir, no such newsletter, or a
 * pattern over several newsletters.
 */
export function checkIssues(text: string, issuesDir: string): string {
  const inside = relative(resolve(issuesDir), resolve(text));
  const isInside = inside !== '' && !inside.startsWith('..') && !inside.startsWith(sep);
  const parts = (isInside ? inside : text).split(sep).filter((part) => part !== '' && part !== '.');
  const [newsletter = '', folder = '*', ...more] = parts;
  const hint = `Write ${issuesDir}/NEWSLETTER/*, where * stands for anything in the name of an issue's folder.`;
  if (more.length > 0 || parts.length === 0 || newsletter === '..' || text.startsWith(sep) && !isInside) throw new UserError('schedule-issues', `"${text}" names no issues below ${issuesDir}.`, { hint });
  if (/[*?]/.test(newsletter)) throw new UserError('schedule-issues', `"${text}" names more than one newsletter.`, { hint });
  if (!existsSync(join(issuesDir, newsletter, 'newsletter.yaml'))) throw new UserError('schedule-issues', `There is no newsletter "${newsletter}" below ${issuesDir}.`, { hint });
  return `${newsletter}/${folder}`;
}

/** `*` and `?` alone; everything else means itself. */
function toForm(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

/** In the order of their names. A newsletter that is gone has none. */
export async function findIssues(issuesDir: string, pattern: string): Promise<readonly FoundIssue[]> {
  const [newsletter = '', folder = '*'] = pattern.split('/');
  const form = toForm(folder);
  const folders = await readdir(join(issuesDir, newsletter)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return folders.filter((slug) => form.test(slug) && existsSync(join(issuesDir, newsletter, slug, 'issue.yaml'))).toSorted()
    .map((slug) => readStanding(`${newsletter}/${slug}`, join(issuesDir, newsletter, slug)));
}

function readStanding(name: string, path: string): FoundIssue {
  const file = join(path, 'issue.yaml');
  const findings = createFindings();
  try {
    const root = parseYaml(toSourceFile(file, file, readFileSync(file, 'utf8')), findings);
    const date = textOf(childOf(root, 'date'))?.value;
    if (date !== undefined) return { name, path, date, isReady: isTrue(childOf(root, 'ready')) };
    return { name, path, date: null, isReady: false, fault: findings.errors[0]?.message ?? 'it has no date' };
  } catch (error) {
    return { name, path, date: null, isReady: false, fault: error instanceof Error ? error.message : String(error) };
  }
}
