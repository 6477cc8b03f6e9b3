/** Reads a template from its folder: the editor's own wins over one that ships. The texts become a Template in template.ts. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { UserError, UserErrors } from '../errors.js';
import { findNearest } from '../issue/spelling.js';
import { packagePath } from '../package-root.js';
import type { TemplateFile } from './engine.js';
import { parseTemplate, type Template } from './template.js';

export type TemplateOptions = {
  /** Folder of the editor's own templates. */
  readonly templatesDir?: string | undefined;
};

/** Partials that every template may use; a partial of its own with the same name wins. Not a template, as the line tells. */
const sharedFolder = '_shared';

const partFiles = { settings: 'template.yaml', theme: 'theme.yaml', mail: 'mail.mjml.hbs', web: 'web.html.hbs', text: 'text.hbs' } as const;

function templateRoots(options: TemplateOptions): readonly string[] {
  return options.templatesDir === undefined ? [packagePath('templates')] : [options.templatesDir, packagePath('templates')];
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** Names of all templates there are, sorted. */
export async function listTemplates(options: TemplateOptions = {}): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const root of templateRoots(options)) {
    for (const name of await listFolder(root)) if (/^[a-z0-9]/i.test(name) && (await isTemplate(join(root, name)))) names.add(name);
  }
  return [...names].toSorted();
}

async function isTemplate(folder: string): Promise<boolean> {
  return stat(join(folder, partFiles.settings)).then((found) => found.isFile(), () => false);
}

async function findFolder(name: string, options: TemplateOptions): Promise<string> {
  // A name is a folder's name, never a way out of the templates' folder.
  if (/^[\w-]+$/.test(name) && name !== sharedFolder) {
    for (const root of templateRoots(options)) if (await isTemplate(join(root, name))) return join(root, name);
  }
  const names = await listTemplates(options);
  const near = findNearest(name, names);
  const guess = near === undefined ? '' : `Did you mean ${near}? `;
  throw new UserError('template-not-found', `There is no template ${name}.`, { hint: `${guess}Templates: ${names.join(', ')}.` });
}

async function readTemplateFile(path: string, root: string): Promise<TemplateFile> {
  return { file: relative(root, path), text: await readFile(path, 'utf8') };
}

async function readPartials(folder: string, root: string): Promise<Record<string, TemplateFile>> {
  const names = (await listFolder(folder)).filter((name) => name.endsWith('.hbs'));
  const files = await Promise.all(names.map(async (name) => [basename(name, '.hbs'), await readTemplateFile(join(folder, name), root)] as const));
  return Object.fromEntries(files);
}

async function readParts(folder: string, root: string): Promise<Record<keyof typeof partFiles, TemplateFile>> {
  const missing: UserError[] = [];
  const read = async (file: string): Promise<TemplateFile> => readTemplateFile(join(folder, file), root).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    missing.push(new UserError('template-invalid', `The template in ${folder} has no ${file}.`));
    return { file, text: '' };
  });
  const [settings, theme, mail, web, text] = await Promise.all([read(partFiles.settings), read(partFiles.theme), read(partFiles.mail), read(partFiles.web), read(partFiles.text)]);
  if (missing.length > 0) throw new UserErrors(missing);
  return { settings, theme, mail, web, text };
}

/** Throws UserError(s): no such template (with the names there are), a file is missing, a file has faults. */
export async function loadTemplate(name: string, options: TemplateOptions = {}): Promise<Template> {
  const folder = await findFolder(name, options);
  const root = join(folder, '..');
  const parts = await readParts(folder, root);
  const shared = await readPartials(packagePath('templates', sharedFolder), packagePath('templates'));
  const own = await readPartials(join(folder, 'partials'), root);
  return parseTemplate({ name, ...parts, partials: { ...shared, ...own } });
}
