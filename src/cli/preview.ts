/** `courant preview`: the editor's desk in the browser. Reads and shows; what it sends are tests. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { openMjmlThread } from '../edition/mjml-thread.js';
import { UserError } from '../errors.js';
import type { CliContext } from './context.js';

type PreviewOptions = { readonly port?: number; readonly list?: string };

export function register(program: Command, context: CliContext): void {
  program.command('preview').description('live preview in the browser: every save is seen at once; on this machine only')
    .argument('[issue]', 'folder of the issue, its issue.yaml, or newsletter/slug; default: the newest')
    .option('--port <number>', 'listen on this port; default: previewPort, or the next free one', parsePort)
    .option('--list <slug>', 'choose among the readers of this list; needs the database')
    .action((issue: string | undefined, options: PreviewOptions) => preview(context, issue, options));
}

function parsePort(text: string): number {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('A port is a number up to 65535; 0 is any free one.');
  return Number(text);
}

async function preview(context: CliContext, issue: string | undefined, options: PreviewOptions): Promise<void> {
  const settings = await context.config();
  const folder = issue === undefined ? undefined : findFolder(settings.issuesDir, issue);
  // The issue tells where its newsletters are, so that one outside of the project is shown as well.
  // Named from here, as whoever reads of a fault would.
  const config = folder === undefined ? settings : { ...settings, issuesDir: relative('.', dirname(dirname(folder))) || '.' };
  const first = folder === undefined ? undefined : { newsletter: basename(dirname(folder)), slug: basename(folder) };
  if (!existsSync(config.issuesDir)) throw new UserError('not-found', `there is no folder ${config.issuesDir}`, { hint: 'Set issuesDir, run the command where the issues are, or begin with: courant init my-letters' });
  // Database, queue and the like stay unread: the first render waits for none of them. MJML loads beside what it needs.
  const mjml = openMjmlThread();
  const { openDesk } = await import('../desk.js');
  const desk = await openDesk({ config, log: context.log, environment: process.env, first, list: options.list, port: options.port ?? config.previewPort, isPortFixed: options.port !== undefined, runMjml: mjml.run });
  context.out(`Preview: ${desk.url}${first === undefined ? '' : `/issue/${first.newsletter}/${first.slug}`}\nCtrl-C ends it.\n`);
  await new Promise<void>((done) => {
    if (context.stopSignal.aborted) done();
    context.stopSignal.addEventListener('abort', () => done(), { once: true });
  });
  await desk.close();
  await mjml.close();
}

function findFolder(issuesDir: string, path: string): string {
  const below = join(issuesDir, path);
  const found = !existsSync(path) && existsSync(below) ? below : path;
  const folder = resolve(basename(found) === 'issue.yaml' ? dirname(found) : found);
  if (!existsSync(join(folder, 'issue.yaml'))) throw new UserError('not-found', `there is no issue at ${path}`, { hint: 'Name the folder of the issue, such as issues/weekly/2020-07-22-134.' });
  return folder;
}
