/** `courant subscriber import`: a table of people into a list, and what became of its rows. Exit 1 when some were refused. */
import { InvalidArgumentError, type Command } from 'commander';
import type { Mapping } from '../audience/columns.js';
import { fields, type Field } from '../audience/headings.js';
import { importOutcomes } from '../store/import-rows.js';
import { importSubscribers, type ImportProgress, type ImportResult } from '../audience/import.js';
import { requireList } from '../audience/lists.js';
import { UserError } from '../errors.js';
import type { ListRow } from '../store/lists.js';
import type { Store } from '../store/store.js';
import { openTalk } from './ask.js';
import { settleMapping } from './ask-columns.js';
import type { CliContext } from './context.js';
import { renderTable, showText } from './table.js';

type Options = { list: string; map: Mapping; skip?: readonly string[]; ask?: boolean; encoding?: string; consent?: string; source?: string; report?: string; dryRun?: true; json?: true };

export function registerImport(subscriber: Command, context: CliContext): void {
  subscriber.command('import').description('a CSV or JSON lines of people into a list; doing it twice changes nothing, what was cut off goes on').argument('<file>', 'a path, or - for standard input')
    .requiredOption('--list <slug>', 'which list')
    .option('--map <field=heading>', `which column is what, when it is not found out; field: ${fields.join(', ')}; an empty heading leaves it out`, addMapping, {})
    .option('--skip <heading>', 'leaves a column out; once for each', addSkipped)
    .option('--ask', 'asks what each column means, also when the headings tell; what was said is remembered for the same headings')
    .option('--no-ask', 'asks nothing, and takes nothing that was said before')
    .option('--encoding <name>', 'utf-8, utf-16le, cp949, gb18030, shift_jis, ...; default: found out')
    .option('--consent <text>', 'what these people agreed to, and when; a consent column wins')
    .option('--source <text>', 'whence they are', 'import')
    .option('--report <file>', 'CSV with the outcome of every row')
    .option('--dry-run', 'says what would happen, changes nothing')
    .option('--json', 'as JSON')
    .action((file: string, options: Options) => runImport(context, file, options));
}

function addMapping(text: string, mapping: Mapping): Mapping {
  const [name = '', ...heading] = text.split('=');
  const field = fields.find((candidate): candidate is Field => candidate === name);
  if (field === undefined || heading.length === 0) throw new InvalidArgumentError(`Write FIELD=HEADING; the fields are ${fields.join(', ')}.`);
  return { ...mapping, [field]: heading.join('=') };
}

function addSkipped(heading: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, heading.normalize('NFC')];
}

async function runImport(context: CliContext, file: string, options: Options): Promise<void> {
  const result = await context.withStore(async (store) => {
    const list = await requireList(store, options.list);
    const mapping = await toMapping(context, store, list, file, options);
    return mapping === null ? null : importFile(context, store, { list, file, mapping, options });
  });
  if (result === null) return context.err('Nothing was imported.\n');
  if (options.json) context.json(result);
  else context.out(renderImport(result));
  if (result.counts.refused > 0 || result.isInterrupted) context.setExitCode(1);
}

/** What the flags say; without any, what a person says or has said. Null: they left. */
async function toMapping(context: CliContext, store: Store, list: ListRow, file: string, { map, skip, ask, encoding, json }: Options): Promise<Mapping | null> {
  const flags: Mapping = { ...map, ...(skip === undefined ? {} : { skipped: skip }) };
  const canTalk = process.stdin.isTTY === true && context.isTerminal && json !== true && file !== '-';
  if (ask === true && !canTalk) throw new UserError('usage', 'Nobody is here to be asked.', { hint: 'Run it in a terminal with a file, without --json; or say what the columns are with --map.' });
  if (file === '-' || ask === false || Object.keys(flags).length > 0) return flags;
  const talk = canTalk ? openTalk(context) : undefined;
  try {
    const said = await settleMapping(context, store, list, { file, encoding, always: ask === true }, talk && { out: (text) => context.out(text), ask: (question) => talk.ask(question) });
    return said === undefined ? flags : said;
  } finally {
    talk?.close();
  }
}

async function importFile(context: CliContext, store: Store, { list, file, mapping, options }: { list: ListRow; file: string; mapping: Mapping; options: Options }): Promise<ImportResult> {
  const startedMs = context.clock.monotonicMs();
  const result = await importSubscribers(store, {
    listId: list.id,
    declared: list.attributes,
    topics: list.topics,
    input: file === '-' ? process.stdin : file,
    inputName: file === '-' ? 'standard input' : file,
    mapping,
    encoding: options.encoding,
    consent: options.consent,
    source: options.source,
    report: options.report,
    dryRun: options.dryRun,
    clock: context.clock,
    log: context.log,
    signal: context.stopSignal,
    onProgress: context.isTerminal && !options.json ? (progress) => context.err(`\r\u001b[K${renderProgress(progress, context.clock.monotonicMs() - startedMs)}`) : undefined,
  });
  if (context.isTerminal && !options.json) context.err('\r\u001b[K');
  return result;
}

/** Rows, rows a second, and how long it will still take when the size of the file is known. */
export function renderProgress({ rowCount, share }: ImportProgress, elapsedMs: number): string {
  const rate = `${rowCount.toLocaleString('en')} rows, ${Math.round((rowCount * 1000) / Math.max(1, elapsedMs)).toLocaleString('en')}/s`;
  if (share === null || share === 0) return rate;
  return `${rate}, ${Math.round(share * 100)} %, about ${Math.ceil((elapsedMs * (1 - share)) / share / 1000)} s left`;
}

const delimiterNames: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars', json: 'lines of JSON' };

export function renderImport(result: ImportResult): string {
  const uses = result.columns.map((column) => (column.use === column.heading ? column.heading : `${column.heading} (${column.use})`));
  return [
    `Read as ${result.encoding === '' ? 'utf-8' : result.encoding}, separated by ${delimiterNames[result.delimiter] ?? result.delimiter}. Columns: ${showText(uses.join(', '))}\n`,
    result.resumedAfterLine === null ? '' : `This file was cut off before: went on behind line ${result.resumedAfterLine.toLocaleString('en')}.\n`,
    result.isDryRun ? 'A dry run: nothing was changed. It would be:\n' : '',
    renderTable([...importOutcomes.map((outcome) => [outcome, result.counts[outcome]]), ['rows', result.rowCount]]),
    renderRows('Refused', result.refused, result.counts.refused),
    renderRows('Worth a look', result.doubtful, result.doubtful.length),
    result.report === null ? '' : `The outcome of every row: ${result.report}\n`,
    result.isInterrupted ? 'Interrupted. What was done stays; the same command does the rest.\n' : `Done in ${(result.elapsedMs / 1000).toFixed(1)} s.\n`,
  ].join('');
}

function renderRows(title: string, rows: ImportResult['refused'], count: number): string {
  if (rows.length === 0) return '';
  const more = count > rows.length ? `, the first ${rows.length} of ${count.toLocaleString('en')}` : '';
  return `${title}${more}:\n${renderTable(rows.map((row) => [`line ${row.line}`, row.address.slice(0, 60), row.reason]))}`;
}
