/** Reads a template from its folder, with the theme laid over its own. The texts become a Template in template.ts. */
import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { UserError, UserErrors } from '../errors.js';
import { packagePath } from '../package-root.js';
import type { TemplateFile } from './engine.js';
import { findTemplateFolder, isMissing, listFolder, sharedFolder, type TemplateOptions } from './find.js';
import { parseTemplate, type MailKind, type Template } from './template.js';
import { readLogo, readThemeFiles, type ThemeFile } from './theme-files.js';

const partFiles = { settings: 'template.yaml', theme: 'theme.yaml', web: 'web.html.hbs', text: 'text.hbs' } as const;
const mailFiles: Readonly<Record<MailKind, string>> = { mjml: 'mail.mjml.hbs', html: 'mail.html.hbs' };

async function readTemplateFile(path: string, root: string): Promise<TemplateFile> {
  return { file: relative(root, path), text: await readFile(path, 'utf8') };
}

async function readPartials(folder: string, root: string): Promise<Record<string, TemplateFile>> {
  const names = (await listFolder(folder)).filter((name) => name.endsWith('.hbs'));
  const files = await Promise.all(names.map(async (name) => [basename(name, '.hbs'), await readTemplateFile(join(folder, name), root)] as const));
  return Object.fromEntries(files);
}

/** MJML or HTML, as the name of the file says; a folder has one of them. */
async function findMailKind(folder: string): Promise<MailKind> {
  const names = await listFolder(folder);
  if (names.includes(mailFiles.html) && names.includes(mailFiles.mjml)) {
    throw new UserError('template-invalid', `The template in ${folder} has both ${mailFiles.mjml} and ${mailFiles.html}.`, { hint: 'Take one of them away.' });
  }
  return names.includes(mailFiles.html) ? 'html' : 'mjml';
}

async function readParts(folder: string, root: string, mailKind: MailKind): Promise<Record<keyof typeof partFiles | 'mail', TemplateFile>> {
  const missing: UserError[] = [];
  const read = async (file: string): Promise<TemplateFile> => readTemplateFile(join(folder, file), root).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    missing.push(new UserError('template-invalid', `The template in ${folder} has no ${file}.`));
    return { file, text: '' };
  });
  const [settings, theme, mail, web, text] = await Promise.all([read(partFiles.settings), read(partFiles.theme), read(mailFiles[mailKind]), read(partFiles.web), read(partFiles.text)]);
  if (missing.length > 0) throw new UserErrors(missing);
  return { settings, theme, mail, web, text };
}

/** Throws UserError(s): no such template (with the names there are), a file is missing, a file has faults. */
export async function loadTemplate(name: string, options: TemplateOptions = {}): Promise<Template> {
  const folder = await findTemplateFolder(name, options);
  const root = join(folder, '..');
  const mailKind = await findMailKind(folder);
  const parts = await readParts(folder, root, mailKind);
  const shared = await readPartials(packagePath('templates', sharedFolder), packagePath('templates'));
  const own = await readPartials(join(folder, 'partials'), root);
  const base: ThemeFile = { ...parts.theme, path: join(folder, partFiles.theme) };
  const themeOverrides = options.themeFile === undefined ? [] : await readThemeFiles(options.themeFile);
  const logo = await readLogo([base, ...themeOverrides]);
  return parseTemplate({ name, ...parts, mailKind, themeOverrides, logo, partials: { ...shared, ...own }, isCheckedLater: options.isCheckedLater });
}
