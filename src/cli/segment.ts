/** `courant segment`: parts of a list by a condition; whom one chooses, how it was understood, and those that are kept by name. */
import type { Command } from 'commander';
import { requireList } from '../audience/lists.js';
import { explainSegment, removeSegment, resolveSegment, saveSegment, type SegmentExplanation } from '../audience/segments.js';
import type { ListRow } from '../store/lists.js';
import { countSegment, listSegments } from '../store/segments.js';
import type { Store } from '../store/store.js';
import type { CliContext } from './context.js';
import { renderTable, showText } from './table.js';

type Options = { list: string; replace?: true; json?: true };

export function register(program: Command, context: CliContext): void {
  const segment = program.command('segment').description('parts of a list by a condition: country = "KR" and joined > 90 days ago');
  ofList(segment.command('explain').description('how a segment is understood, whom it chooses, and by which SQL').argument('<text>', 'a condition, or the name of a saved one'))
    .action((text: string, options: Options) => explain(context, text, options));
  ofList(segment.command('count').description('how many who subscribe are in it').argument('<text>', 'a condition, or the name of a saved one'))
    .action((text: string, options: Options) => count(context, text, options));
  ofList(segment.command('add').description('keeps a condition by a name, for commands and issues').argument('<name>', 'like engaged-readers').argument('<text>', 'the condition'))
    .option('--replace', 'changes what a name means')
    .action((name: string, text: string, options: Options) => add(context, name, text, options));
  ofList(segment.command('ls').description('the saved segments of a list')).action((options: Options) => showAll(context, options));
  segment.command('rm').description('forgets a saved segment').argument('<name>').requiredOption('--list <slug>', 'which list')
    .action(async (name: string, options: Options) => {
      await withList(context, options, (store, list) => removeSegment(store, list, name));
      context.out(`Removed the segment "${name}".\n`);
    });
}

function ofList(command: Command): Command {
  return command.requiredOption('--list <slug>', 'which list').option('--json', 'as JSON');
}

async function withList<Result>(context: CliContext, options: Options, work: (store: Store, list: ListRow) => Promise<Result>): Promise<Result> {
  return context.withStore(async (store) => work(store, await requireList(store, options.list)));
}

async function explain(context: CliContext, text: string, options: Options): Promise<void> {
  const explained = await withList(context, options, async (store, list) => explainSegment(store, list, await resolveSegment(store, list, text), context.clock.now()));
  if (options.json) context.json(explained);
  else context.out(renderExplanation(explained));
}

function renderExplanation({ segment, count: found, subscribedCount, sql, parameters }: SegmentExplanation): string {
  return [
    `${showText(segment)}\n\n`,
    `${found.toLocaleString('en')} of ${subscribedCount.toLocaleString('en')} who subscribe\n\n`,
    `${sql}\n\n`,
    renderTable(parameters.map((value, index) => [`$${index + 1}`, typeof value === 'string' ? value : JSON.stringify(value)])),
  ].join('');
}

async function count(context: CliContext, text: string, options: Options): Promise<void> {
  const found = await withList(context, options, async (store, list) => countSegment(store, list.id, await resolveSegment(store, list, text), context.clock.now()));
  if (options.json) context.json({ count: found });
  else context.out(`${found}\n`);
}

async function add(context: CliContext, name: string, text: string, options: Options): Promise<void> {
  const { saved, found } = await withList(context, options, async (store, list) => {
    const at = context.clock.now();
    const row = await saveSegment(store, list, { name, text, isReplacing: options.replace === true, at });
    return { saved: row, found: await countSegment(store, list.id, await resolveSegment(store, list, name), at) };
  });
  if (options.json) context.json({ ...saved, count: found });
  else context.out(`Saved the segment "${name}": ${found.toLocaleString('en')} people now.\n`);
}

async function showAll(context: CliContext, options: Options): Promise<void> {
  const saved = await withList(context, options, (store, list) => listSegments(store, list.id));
  if (options.json) return context.json(saved);
  context.out(saved.length === 0 ? `The list has no saved segment. Add one: courant segment add NAME TEXT --list ${options.list}\n` : renderTable(saved.map(({ name, text }) => [name, text])));
}
