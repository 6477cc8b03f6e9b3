/** Where a template or a theme lies: the editor's own folder, a package in node_modules, or the ones that ship. */
import { readdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { UserError } from '../errors.js';
import { findNearest } from '../issue/spelling.js';
import { packagePath } from '../package-root.js';

export type TemplateOptions = {
  /** Folder of the editor's own templates. */
  readonly templatesDir?: string | undefined;
  /** Packages are looked for in the node_modules of this folder and of those above it, as Node does; default: where the program runs. */
  readonly projectDir?: string | undefined;
  /** A theme laid over the template's own: `theme.yaml` beside newsletter.yaml. It may be missing. */
  readonly themeFile?: string | undefined;
  /** Its `check` is called by the caller, who has something to show before. */
  readonly isCheckedLater?: boolean;
};

/** Partials that every template may use; a partial of its own with the same name wins. Not a template, as the line tells. */
export const sharedFolder = '_shared';

/** A package says by its name what it is: no other one is opened. */
const packageName = /^(?:@[a-z0-9][\w.-]*\/)?courant-(?:template|theme)-[a-z0-9][\w.-]*$/;

function templateRoots(options: TemplateOptions): readonly string[] {
  return options.templatesDir === undefined ? [packagePath('templates')] : [options.templatesDir, packagePath('templates')];
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** Names in a folder, sorted; none when there is no such folder. */
export async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isFile(), () => false);
}

async function isTemplate(folder: string): Promise<boolean> {
  return isFile(join(folder, 'template.yaml'));
}

/** Names of all templates there are, sorted; packages only by asking for them. */
export async function listTemplates(options: TemplateOptions = {}): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const root of templateRoots(options)) {
    for (const name of await listFolder(root)) if (/^[a-z0-9]/i.test(name) && (await isTemplate(join(root, name)))) names.add(name);
  }
  return [...names].toSorted();
}

/** The folder of a package that has `file` at its root, from `start` upward. */
async function findPackage(name: string, file: string, start: string): Promise<string | undefined> {
  if (!packageName.test(name)) return undefined;
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (await isFile(join(candidate, file))) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

export async function findTemplateFolder(name: string, options: TemplateOptions): Promise<string> {
  // A name is a folder's name, never a way out of the templates' folder.
  if (/^[\w-]+$/.test(name) && name !== sharedFolder) {
    for (const root of templateRoots(options)) if (await isTemplate(join(root, name))) return join(root, name);
  }
  const inPackage = await findPackage(name, 'template.yaml', options.projectDir ?? process.cwd());
  if (inPackage !== undefined) return inPackage;
  const names = await listTemplates(options);
  const near = findNearest(name, names);
  const guess = near === undefined ? '' : `Did you mean ${near}? `;
  const install = packageName.test(name) ? `Install it: npm install ${name}. ` : '';
  throw new UserError('template-not-found', `There is no template ${name}.`, { hint: `${install}${guess}Templates: ${names.join(', ')}.` });
}

/** The theme.yaml that `extends:` names: a package, or a folder seen from the file that says it. */
export async function findThemeFile(name: string, from: string): Promise<string | undefined> {
  const inPackage = await findPackage(name, 'theme.yaml', from);
  const path = join(inPackage ?? (isAbsolute(name) ? name : join(from, name)), 'theme.yaml');
  return (await isFile(path)) ? path : undefined;
}
