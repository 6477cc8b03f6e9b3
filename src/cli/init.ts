/** `courant init`: a folder that an editor can start from. It writes nothing over, and all or nothing. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { UserError } from '../errors.js';
import { isLanguageTag } from '../issue/language.js';
import { packagePath } from '../package-root.js';
import { renderSample } from './config.js';
import type { CliContext } from './context.js';
import { projectFiles, slugOf, type Project, type ProjectFile } from './init/project.js';

type InitOptions = { newsletter: string; name: string; lang: string; json?: true };

export function register(program: Command, context: CliContext): void {
  program.command('init').description('writes a project an editor can start from: settings, a newsletter, its first issue, schemas for text editors')
    .argument('[dir]', 'folder of the project; made when missing', '.')
    .option('--newsletter <folder>', 'folder of the newsletter under issues/; default: weekly', parseFolder, 'weekly')
    .option('--name <name>', 'name of the newsletter, as the masthead shows it; default: The Weekly', parseName, 'The Weekly')
    .option('--lang <tag>', 'language of the newsletter, such as ko; default: en', parseLanguage, 'en')
    .option('--json', 'the files as JSON')
    .action((dir: string, options: InitOptions) => init(context, dir, options));
}

/** The name stands in addresses; the editor may want it short. */
function parseFolder(text: string): string {
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(text)) throw new InvalidArgumentError('A folder name of letters from a to z, digits, - and _: it stands in addresses.');
  return text;
}

function parseName(text: string): string {
  if (text.trim() === '' || /\p{Cc}/u.test(text)) throw new InvalidArgumentError('A name in one line.');
  return text.trim();
}

function parseLanguage(text: string): string {
  if (!isLanguageTag(text)) throw new InvalidArgumentError('A language tag such as en, ko or zh-Hans.');
  return text;
}

async function init(context: CliContext, dir: string, options: InitOptions): Promise<void> {
  const project: Project = { newsletter: options.newsletter, name: options.name, lang: options.lang, date: toLocalDay(context.clock.now()) };
  const files = [{ path: 'courant.yaml', text: renderSample() }, ...(await readSchemas()), ...projectFiles(project)];
  refuseExisting(dir, files);
  for (const file of files) await writeNew(join(dir, file.path), file.text);
  if (options.json) return context.json({ dir, files: files.map((file) => file.path) });
  const issue = `issues/${project.newsletter}/${slugOf(project)}`;
  const next = [...(dir === '.' ? [] : [`cd ${dir}`]), `npx courant preview ${issue}`, `npx courant check ${issue}`, `npx courant compile ${issue} --out out`];
  context.out(`Wrote ${files.length} files into ${dir}:\n${files.map((file) => `  ${file.path}\n`).join('')}\nNext:\n${next.map((line) => `  ${line}\n`).join('')}`);
}

/** The day on the editor's own calendar. */
function toLocalDay(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

async function readSchemas(): Promise<readonly ProjectFile[]> {
  const names = (await readdir(packagePath('schema'))).filter((name) => name.endsWith('.schema.json')).toSorted();
  return Promise.all(names.map(async (name) => ({ path: `schema/${name}`, text: await readFile(packagePath('schema', name), 'utf8') })));
}

function refuseExisting(dir: string, files: readonly ProjectFile[]): void {
  const existing = files.map((file) => file.path).filter((path) => existsSync(join(dir, path)));
  if (existing.length === 0) return;
  throw new UserError('already-exists', `There ${existing.length === 1 ? 'is' : 'are'} already ${existing.join(', ')} in ${dir}; nothing was written.`, { hint: 'Name another folder: courant init my-letters.' });
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    throw new UserError('refused', `${path} cannot be written (${code}).`, { hint: 'Name a folder that you may write to.', cause: error });
  }
}
