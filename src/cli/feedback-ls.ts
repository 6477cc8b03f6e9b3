/** `courant feedback ls`: what came back, with what became of it; `--disagreeing` those whose tokens name two deliveries. */
import { Option, type Command } from 'commander';
import { feedbackStates, listFeedback, type FeedbackState } from '../store/feedback.js';
import type { CliContext } from './context.js';
import { parseCount } from './options.js';
import { formatTime } from './render-plan.js';
import { renderTable } from './table.js';

type ListOptions = { state?: FeedbackState; disagreeing?: true; before?: string; limit: number; json?: true };

export function registerLs(feedback: Command, context: CliContext): void {
  feedback.command('ls').description('what came back, the newest first')
    .addOption(new Option('--state <state>', 'only these').choices(feedbackStates))
    .option('--disagreeing', 'only messages in which two of our tokens name different deliveries')
    .option('--before <id>', 'older than this one: the next page')
    .option('--limit <count>', 'how many', parseCount, 100)
    .option('--json', 'as JSON')
    .action((options: ListOptions) => show(context, options));
}

async function show(context: CliContext, { state, disagreeing, before, limit, json }: ListOptions): Promise<void> {
  const rows = await context.withStore((store) => listFeedback(store, { state: state ?? null, isDisagreeing: disagreeing === true, before: before ?? null, limit }));
  if (json) return context.json(rows);
  if (rows.length === 0) return context.out('Nothing of that kind came back.\n');
  context.out(renderTable([['id', 'received', 'by', 'state', 'to', 'why'], ...rows.map((row) => [row.id, formatTime(row.receivedAt), row.source, row.state, row.envelopeRecipient ?? '-', row.note ?? ''])]));
  if (rows.length === limit) context.out(`More: --before ${rows.at(-1)?.id ?? ''}\n`);
}
