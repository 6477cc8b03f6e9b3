/** `courant suppression`: addresses that are never written to. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { requireList } from '../audience/lists.js';
import { liftSuppression, listSuppressions, suppressAddress } from '../audience/suppression.js';
import type { ListId } from '../ids.js';
import { appendAudit } from '../store/audits.js';
import type { Database } from '../store/store.js';
import { suppressionReasons, type SuppressionReason, type SuppressionRow } from '../store/suppressions.js';
import { actorOfCommand } from './actor.js';
import type { CliContext } from './context.js';
import { renderTable } from './table.js';

type ListOptions = { reason?: SuppressionReason; all?: true; limit: number; before?: string; json?: true };
type ChangeOptions = { list?: string; note?: string };

export function register(program: Command, context: CliContext): void {
  const suppression = program.command('suppression').description('addresses that are never written to');
  suppression.command('ls').description('the newest first')
    .addOption(new Option('--reason <reason>', 'only these').choices(suppressionReasons))
    .option('--all', 'also those that have ended')
    .option('--limit <count>', 'how many', toCount, 100)
    .option('--before <id>', 'older than this one: the next page')
    .option('--json', 'as JSON')
    .action((options: ListOptions) => showSuppressions(context, options));
  suppression.command('add').description('never write to an address again').argument('<address>')
    .option('--list <slug>', 'only for this list; default: for all')
    .option('--note <text>', 'why, kept as evidence')
    .action((address: string, options: ChangeOptions) => add(context, address, options));
  suppression.command('rm').description('lets mail go there again; the old entry stays with the note').argument('<address>')
    .requiredOption('--note <text>', 'why')
    .option('--list <slug>', 'the suppression of this list; default: the one for all')
    .action((address: string, options: ChangeOptions & { note: string }) => lift(context, address, options));
}

function toCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 100_000) return count;
  throw new InvalidArgumentError('A number from 1 to 100000.');
}

async function showSuppressions(context: CliContext, options: ListOptions): Promise<void> {
  const rows = await context.withStore((store) => listSuppressions(store, {
    at: context.clock.now(), withEnded: options.all === true, reason: options.reason, before: options.before, limit: options.limit,
  }));
  if (options.json) return context.json(rows);
  if (rows.length === 0) return context.out('No address is suppressed.\n');
  context.out(renderTable([['id', 'address', 'list', 'reason', 'since', 'until', 'evidence'], ...rows.map(toCells)]));
  if (rows.length === options.limit) context.out(`More: --before ${rows.at(-1)?.id ?? ''}\n`);
}

function toCells(row: SuppressionRow): readonly string[] {
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  return [row.id, row.canonical, row.listSlug ?? 'all', row.reason, day(row.createdAt), row.expiresAt === null ? '' : day(row.expiresAt), (row.evidence ?? '').slice(0, 80)];
}

async function add(context: CliContext, address: string, options: ChangeOptions): Promise<void> {
  const { isNew } = await context.withStore(async (store) =>
    suppressAddress(store, { address, listId: await toListId(store, options.list), note: options.note, at: context.clock.now() }));
  context.out(isNew ? 'Suppressed.\n' : 'It is suppressed already; the first reason stays.\n');
}

async function lift(context: CliContext, address: string, options: ChangeOptions & { note: string }): Promise<void> {
  const at = context.clock.now();
  await context.withStore((store) => store.transaction(async (transaction) => {
    const ended = await liftSuppression(transaction, { address, listId: await toListId(transaction, options.list), note: options.note, at });
    // By number: the record holds no addresses.
    for (const id of ended) await appendAudit(transaction, { at, actor: actorOfCommand(), action: 'suppression.lift', subject: `suppression:${id}`, detail: {} });
  }));
  context.out('Lifted. Who had left a list stays off it.\n');
}

async function toListId(store: Database, slug: string | undefined): Promise<ListId | null> {
  return slug === undefined ? null : (await requireList(store, slug)).id;
}
