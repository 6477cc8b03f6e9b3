/** `courant subscriber`: people, one at a time; tables of them are in subscriber-import. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { exportFormats, exportSubscribers, type ExportFormat } from '../audience/export.js';
import { frequencyWords, type FrequencyWord } from '../audience/frequency.js';
import { requireList } from '../audience/lists.js';
import { resolveSegment } from '../audience/segments.js';
import { requireAddress } from '../audience/suppression.js';
import { eraseSubscriber, type Erased } from '../audience/erase.js';
import { addSubscriber, showSubscriber, unsubscribe, type SubscriberView, type SubscriptionView } from '../audience/subscribers.js';
import { UserError } from '../errors.js';
import type { Attributes } from '../store/subscribers.js';
import type { SuppressionRow } from '../store/suppressions.js';
import { actorOfCommand } from './actor.js';
import { askYes } from './ask.js';
import type { CliContext } from './context.js';
import { registerFrequency, toFrequency } from './subscriber-frequency.js';
import { registerImport } from './subscriber-import.js';
import { renderTable } from './table.js';
import { registerReaderTracking } from './tracking.js';

type ExportOptions = { list: string; segment?: string; format: ExportFormat; out?: string };
type AddOptions = { list: string; name?: string; lang?: string; attribute?: Attributes; consent?: string; frequency?: FrequencyWord; again?: true };

export function register(program: Command, context: CliContext): void {
  const subscriber = program.command('subscriber').description('people on the lists');
  subscriber.command('add').description('puts one person on a list').argument('<address>')
    .requiredOption('--list <slug>', 'which list')
    .option('--name <text>', 'how the person is called')
    .option('--lang <tag>', 'their language')
    .option('--attribute <name=value>', 'what the list asks of its people; once for each', addAttribute)
    .option('--consent <text>', 'what they agreed to, and when')
    .addOption(new Option('--frequency <choice>', 'how often they want to be written to').choices(frequencyWords))
    .option('--again', 'they left once and have asked to come back')
    .action((address: string, options: AddOptions) => add(context, address, options));
  subscriber.command('show').description('everything known of an address').argument('<address>').option('--json', 'as JSON')
    .action((address: string, options: { json?: true }) => show(context, address, options));
  registerImport(subscriber, context);
  subscriber.command('export').description('a list as CSV, safe to open in a spreadsheet, or as JSON lines').requiredOption('--list <slug>', 'which list')
    .option('--segment <text>', 'only who subscribes and is in it: a name or a condition, as in docs/segments.md')
    .addOption(new Option('--format <form>', 'csv, or a JSON object a line').choices(exportFormats).default('csv'))
    .option('--out <file>', 'default: standard output')
    .action((options: ExportOptions) => exportList(context, options));
  subscriber.command('unsubscribe').description('takes one person off a list').argument('<address>').requiredOption('--list <slug>', 'which list')
    .action((address: string, options: { list: string }) => end(context, address, options));
  registerReaderTracking(subscriber, context);
  registerFrequency(subscriber, context);
  subscriber.command('erase').description('forgets a person for good: of the address only a keyed hash stays, so that nobody imports it or writes to it again').argument('<address>')
    .option('--yes', 'do not ask').option('--json', 'as JSON')
    .action((address: string, options: { yes?: true; json?: true }) => erase(context, address, options));
}

function addAttribute(word: string, earlier: Attributes = {}): Attributes {
  const at = word.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write NAME=VALUE.');
  return Object.fromEntries([...Object.entries(earlier), [word.slice(0, at), word.slice(at + 1)]]);
}

const outcomeTexts = { subscribed: 'Subscribed.', already: 'On the list already.', resubscribed: 'Subscribed again.' } as const;

async function add(context: CliContext, address: string, options: AddOptions): Promise<void> {
  const { outcome } = await context.withStore(async (store) =>
    addSubscriber(store, { ...options, attributes: options.attribute, frequency: options.frequency && toFrequency(options.frequency), address, list: await requireList(store, options.list), source: 'admin', at: context.clock.now() }));
  context.out(`${outcomeTexts[outcome]}\n`);
}

async function show(context: CliContext, address: string, options: { json?: true }): Promise<void> {
  const view = await context.withStore((store) => showSubscriber(store, address));
  if (options.json) return context.json(view);
  if ('id' in view) context.out(renderSubscriber(view));
  context.out(renderSuppressions(view.suppressions));
}

function renderSubscriber(view: SubscriberView): string {
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  const person = [['address', view.address], ['name', view.name ?? ''], ['language', view.lang ?? ''], ...Object.entries(view.attributes), ['known since', day(view.createdAt)]];
  const subscriptions = view.subscriptions.map((subscription) => [
    subscription.listSlug, subscription.status, `since ${day(subscription.joinedAt)}`, `by ${subscription.source}`,
    subscription.unsubscribedAt === null ? (subscription.consent ?? '') : `left ${day(subscription.unsubscribedAt)} (${subscription.unsubscribeReason ?? ''})`,
  ]);
  return renderTable(person) + renderTable(subscriptions) + renderTable(view.subscriptions.flatMap(renderWishes));
}

/** What they chose of a list, and what it keeps from them now. */
function renderWishes({ listSlug, status, topics, frequency, lastIssueAt, nextIssueFrom }: SubscriptionView): readonly (readonly string[])[] {
  if (status === 'unsubscribed') return [];
  const last = lastIssueAt === null ? 'no issue yet' : `last issue ${showMinute(lastIssueAt)}${nextIssueFrom === null ? '' : `; left out of those due before ${showMinute(nextIssueFrom)}`}`;
  return [
    ...(topics === null ? [] : [[listSlug, 'topics', topics.join(', ') || 'none', 'left out of issues of other topics']]),
    ...(frequency === null ? [] : [[listSlug, 'frequency', frequency, last]]),
  ];
}

function showMinute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function renderSuppressions(suppressions: readonly SuppressionRow[]): string {
  return renderTable(suppressions.map((row) => [
    `suppressed for ${row.listSlug ?? 'all lists'}`, row.reason, `since ${row.createdAt.toISOString().slice(0, 10)}`,
    row.expiresAt === null ? '' : `until ${row.expiresAt.toISOString().slice(0, 10)}`, row.evidence ?? '',
  ]));
}

async function exportList(context: CliContext, options: ExportOptions): Promise<void> {
  await context.withStore(async (store) => {
    const list = await requireList(store, options.list);
    const choice = options.segment === undefined ? null : { segment: await resolveSegment(store, list, options.segment), now: context.clock.now() };
    const lines = exportSubscribers(store, list, options.format, choice);
    if (options.out !== undefined) return pipeline(Readable.from(lines), createWriteStream(options.out, { mode: 0o600 }));
    for await (const text of lines) context.out(text);
  });
}

async function end(context: CliContext, address: string, options: { list: string }): Promise<void> {
  const isEnded = await context.withStore(async (store) => {
    const list = await requireList(store, options.list);
    const person = await showSubscriber(store, address);
    if (!('id' in person)) throw new UserError('not-found', 'This address is suppressed, and on no list.');
    return unsubscribe(store, { subscriberId: person.id, listId: list.id, reason: 'admin', at: context.clock.now() });
  });
  context.out(isEnded ? 'Unsubscribed.\n' : 'Not on the list, or gone already.\n');
}

async function erase(context: CliContext, address: string, options: { yes?: true; json?: true }): Promise<void> {
  requireAddress(address);
  if (options.yes !== true && !(await askYes(context, `Erase ${address}? This cannot be undone.`))) return context.out('Nobody was erased.\n');
  const erased = await context.withStore((store) => eraseSubscriber(store, { address, at: context.clock.now(), cause: 'admin', actor: actorOfCommand() }));
  return options.json ? context.json(erased) : context.out(renderErased(erased));
}

function renderErased({ wasKnown, isNew, deliveryCount, cancelledCount, feedbackCount }: Erased): string {
  const who = wasKnown ? 'Erased.' : isNew ? 'Nobody with this address was on a list. It will not be imported or written to.' : 'It was erased before.';
  return `${who} Deliveries under a made-up name: ${deliveryCount} (${cancelledCount} cancelled); kept messages emptied: ${feedbackCount}.
Files outside of the database are yours to clean: tables that were imported, reports of imports, exports, logs of the mail server, backups.
`;
}
