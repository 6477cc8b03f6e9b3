/** `courant archive`: the web editions, their index and their feeds as a static site. */
import { Option, type Command } from 'commander';
import { toEntry } from '../archive/entry.js';
import type { Site } from '../archive/place.js';
import { collectSite, type SiteSource } from '../archive/site.js';
import { publicUrlOf, type Config } from '../config.js';
import { toUserErrors, UserError, UserErrors } from '../errors.js';
import { findAsset, findSentEdition, listSentEditions } from '../store/editions.js';
import type { Store } from '../store/store.js';
import type { CliContext } from './context.js';
import { listIssueFolders } from './issue-folders.js';
import { parseBaseUrl } from './options.js';
import { prepareEdition, type Prepared } from './prepare.js';
import { writeSite, type WrittenSite } from './site-folder.js';

type Options = { readonly out: string; readonly newsletter?: string; readonly baseUrl?: string; readonly from: 'sent' | 'issues'; readonly json?: true };

export function register(program: Command, context: CliContext): void {
  program.command('archive').description('writes the web editions with index and feeds as a static site; never deletes a file')
    .requiredOption('--out <folder>', 'where the site goes; made when missing')
    .option('--newsletter <name>', 'this newsletter alone')
    .option('--base-url <url>', 'where the site will be reached; default: feeds and canonical links name the pages of the server at publicUrl', parseBaseUrl)
    .addOption(new Option('--from <source>', 'issues that were sent, or every issue below issuesDir as it is now').choices(['sent', 'issues']).default('sent'))
    .option('--json', 'what was written as JSON')
    .action((options: Options) => archive(context, options));
}

async function archive(context: CliContext, options: Options): Promise<void> {
  const written = options.from === 'issues'
    ? await write(context, options, await context.config(), await compileIssues(context, await context.config(), options.newsletter))
    : await context.withStore(async (store, config) => write(context, options, config, await readSent(store, options.newsletter)));
  if (options.json) return context.json(written);
  context.out(`Wrote ${written.issueCount} ${written.issueCount === 1 ? 'issue' : 'issues'} as ${written.fileCount} files into ${options.out}; ${written.changedCount} of them new or changed\n`);
  if (written.leftOver.length > 0) context.out(`Left over from an earlier run, and not deleted: ${written.leftOver.join(', ')}\n`);
}

async function write(context: CliContext, options: Options, config: Config, source: SiteSource): Promise<WrittenSite & { readonly issueCount: number }> {
  const { newsletter, baseUrl } = options;
  if (newsletter !== undefined && source.entries.length === 0) {
    const [message, hint] = options.from === 'sent'
      ? [`no issue of ${newsletter} was sent yet`, 'with --from issues the site is made of issues that were not sent']
      : [`there is no issue of ${newsletter} below ${config.issuesDir}`, 'name the folder of the newsletter'];
    throw new UserError('not-found', message, { hint });
  }
  if (baseUrl === undefined && config.publicUrl === undefined) context.err(`warning: neither --base-url nor publicUrl is set: feeds and canonical links name ${publicUrlOf(config)}\n`);
  return { issueCount: source.entries.length, ...(await writeSite(options.out, await collectSite(source, toSite(config, baseUrl)))) };
}

function toSite(config: Config, baseUrl: string | undefined): Site {
  const canonical = baseUrl === undefined ? { baseUrl: publicUrlOf(config), layout: 'server' as const } : { baseUrl, layout: 'files' as const };
  return { layout: 'files', canonical };
}

async function readSent(store: Store, newsletter: string | undefined): Promise<SiteSource> {
  return {
    entries: await listSentEditions(store, newsletter),
    findEdition: ({ newsletter: name, slug }) => findSentEdition(store, name, slug),
    findAsset: async (_entry, name) => (await findAsset(store, name))?.bytes,
  };
}

async function compileIssues(context: CliContext, config: Config, newsletter: string | undefined): Promise<SiteSource> {
  const prepared = new Map<string, Prepared>();
  const faults: UserError[] = [];
  for (const folder of await listIssueFolders(config.issuesDir, newsletter)) {
    try {
      const one = await prepareEdition(context, config, folder);
      prepared.set(keyOf(one.edition), one);
    } catch (error) {
      if (toUserErrors(error).length === 0) throw error;
      faults.push(...toUserErrors(error));
    }
  }
  if (faults.length > 0) throw new UserErrors(faults);
  return {
    entries: [...prepared.values()].map(({ edition }) => toEntry(edition)),
    findEdition: async (entry) => prepared.get(keyOf(entry))?.edition,
    findAsset: async (entry, name) => prepared.get(keyOf(entry))?.issue.assets.find((asset) => asset.name === name)?.bytes,
  };
}

function keyOf({ newsletter, slug }: { readonly newsletter: string; readonly slug: string }): string {
  return `${newsletter}/${slug}`;
}
