/** `courant list`: who a newsletter goes to, in whose name. */
import { Option, type Command } from 'commander';
import { addList, editList, removeList, showList, type ListChanges } from '../audience/lists.js';
import { listLists, type ListCounts, type ListRow, type OptIn } from '../store/lists.js';
import type { CliContext } from './context.js';
import { renderTable } from './table.js';

type Options = { name?: string; from?: string; replyTo?: string; lang?: string; listId?: string; optIn?: OptIn; json?: true };

export function register(program: Command, context: CliContext): void {
  const list = program.command('list').description('mailing lists');
  list.command('ls').description('all lists with their numbers').option('--json', 'as JSON')
    .action((options: Options) => showAll(context, options));
  withValues(list.command('add').description('a new list').argument('<slug>', 'its name in links and commands, like weekly-news')
    .requiredOption('--from <mailbox>', 'who it comes from: "Weekly News <news@example.com>"'))
    .action(async (slug: string, options: Options & { from: string }) => {
      const made = await context.withStore((store) => addList(store, { ...toValues(options), slug, from: options.from }));
      print(context, options, made, `Added the list "${slug}".\n${render(made)}`);
    });
  list.command('show').description('one list').argument('<slug>').option('--json', 'as JSON')
    .action(async (slug: string, options: Options) => {
      const shown = await context.withStore((store) => showList(store, slug));
      print(context, options, shown, render(shown) + renderCounts(shown));
    });
  withValues(list.command('edit').description('changes what is given, leaves the rest').argument('<slug>')
    .option('--from <mailbox>', 'who it comes from: "Weekly News <news@example.com>"'))
    .action(async (slug: string, options: Options) => {
      const edited = await context.withStore((store) => editList(store, slug, { ...toValues(options), from: options.from }));
      print(context, options, edited, `Changed the list "${slug}".\n${render(edited)}`);
    });
  list.command('rm').description('removes a list that nothing was sent to').argument('<slug>').option('--force', 'also when people are on it')
    .action(async (slug: string, options: { force?: true }) => {
      await context.withStore((store) => removeList(store, slug, { force: options.force }));
      context.out(`Removed the list "${slug}".\n`);
    });
}

function withValues(command: Command): Command {
  return command
    .option('--name <text>', 'its name for readers')
    .option('--reply-to <address>', 'where answers go; empty to take it away')
    .option('--lang <tag>', 'language of its pages and system mails: ko, en, zh-Hant')
    .option('--list-id <id>', 'the List-Id header (RFC 2919); default <slug>.<domain of From>')
    .addOption(new Option('--opt-in <kind>', 'double: people confirm by mail').choices(['single', 'double']))
    .option('--json', 'as JSON');
}

function toValues(options: Options): Omit<ListChanges, 'from'> {
  return { name: options.name, replyTo: options.replyTo, lang: options.lang, listIdHeader: options.listId, optIn: options.optIn };
}

function print(context: CliContext, options: Options, value: unknown, text: string): void {
  if (options.json) context.json(value);
  else context.out(text);
}

async function showAll(context: CliContext, options: Options): Promise<void> {
  const lists = await context.withStore((store) => listLists(store));
  const header = ['list', 'subscribed', 'left', 'waiting', 'name', 'from'];
  const rows = lists.map((list) => [list.slug, list.subscribedCount, list.unsubscribedCount, list.waitingCount, list.name, list.fromAddress]);
  print(context, options, lists, lists.length === 0 ? 'No list yet. Add one: courant list add SLUG --from "Name <address>"\n' : renderTable([header, ...rows]));
}

function render(list: ListRow): string {
  return renderTable([
    ['name', list.name],
    ['from', `${list.fromName} <${list.fromAddress}>`],
    ['reply to', list.replyTo ?? '(the same)'],
    ['language', list.lang],
    ['List-Id', list.listIdHeader],
    ['opt-in', list.optIn],
  ]);
}

function renderCounts(counts: ListCounts & { readonly campaignCount: number }): string {
  return renderTable([
    ['subscribed', counts.subscribedCount],
    ['left', counts.unsubscribedCount],
    ['waiting', counts.waitingCount],
    ['campaigns', counts.campaignCount],
  ]);
}
