/** `courant list`: who a newsletter goes to, in whose name. */
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { AttributeDeclaration } from '../audience/attributes.js';
import { parseAttributesFile, parseAttributeWord } from '../audience/attributes-file.js';
import { addList, editList, removeList, requireList, showList, type ListChanges } from '../audience/lists.js';
import { keepLogo } from '../audience/logo.js';
import { findMisfits, type Misfit } from '../audience/misfits.js';
import { UserError } from '../errors.js';
import { showQuietHours } from '../schedule/quiet.js';
import { listLists, type ListCounts, type ListRow, type OptIn, type Topic } from '../store/lists.js';
import type { Store } from '../store/store.js';
import type { CliContext } from './context.js';
import { registerForm } from './list-form.js';
import { renderTable } from './table.js';
import { registerListTracking } from './tracking.js';

type Options = {
  name?: string; from?: string; replyTo?: string; lang?: string; listId?: string; optIn?: OptIn; nameIn?: Readonly<Record<string, string>>; frequency?: string; frequencies?: string; timeZone?: string; quiet?: string; json?: true;
  subscribe?: 'open' | 'closed'; welcome?: 'yes' | 'no'; accent?: string; font?: 'sans' | 'serif'; logo?: string; topicIn?: readonly TopicName[]; consentIn?: Readonly<Record<string, string>>;
  attributes?: string; attribute?: readonly AttributeDeclaration[]; dropAttribute?: readonly string[]; topic?: readonly Topic[]; dropTopic?: readonly string[];
};

export function register(program: Command, context: CliContext): void {
  const list = program.command('list').description('mailing lists');
  list.command('ls').description('all lists with their numbers').option('--json', 'as JSON')
    .action((options: Options) => showAll(context, options));
  withValues(list.command('add').description('a new list').argument('<slug>', 'its name in links and commands, like weekly-news')
    .requiredOption('--from <mailbox>', 'who it comes from: "Weekly News <news@example.com>"'))
    .action(async (slug: string, options: Options & { from: string }) => {
      const declared = await toDeclared(options, { attributes: [], topics: [] });
      const made = await context.withStore(async (store) => addList(store, { ...toValues(options), ...declared, logo: await toLogo(store, options.logo), names: options.nameIn, consentTexts: options.consentIn, slug, from: options.from }));
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
      const { edited, misfits } = await context.withStore(async (store) => {
        const list = await requireList(store, slug);
        const names = options.nameIn === undefined ? undefined : withoutEmpty({ ...list.names, ...options.nameIn });
        const consentTexts = options.consentIn === undefined ? undefined : { ...list.consentTexts, ...options.consentIn };
        const changed = await editList(store, slug, { ...toValues(options), ...(await toDeclared(options, list)), names, consentTexts, logo: await toLogo(store, options.logo), from: options.from });
        const fresh = changed.attributes.filter((one) => !list.attributes.some((old) => isDeepStrictEqual(old, one)));
        return { edited: changed, misfits: await findMisfits(store, changed, fresh, context.clock.now()) };
      });
      print(context, options, { ...edited, misfits }, `Changed the list "${slug}".\n${render(edited)}${renderMisfits(misfits)}`);
    });
  registerListTracking(list, context);
  registerForm(list, context);
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
    .option('--name-in <lang=text>', 'its name for readers of a language: ko=주간 소식; once for each, empty to take it away', addName)
    .addOption(new Option('--subscribe <kind>', 'open: pages and forms take new people').choices(['open', 'closed']))
    .addOption(new Option('--welcome <kind>', 'yes: a mail to who has joined by a page').choices(['yes', 'no']))
    .option('--accent <colour>', 'colour of its pages, like #1b5e8c; empty for the usual one')
    .addOption(new Option('--font <kind>', 'letters of its pages').choices(['sans', 'serif']))
    .option('--logo <file>', 'a picture above its pages: PNG, JPEG, GIF or WebP; empty to take it away')
    .option('--consent-in <lang=text>', 'what the reader of a form agrees to, in a language; once for each, empty for the usual words', addName)
    .option('--frequency <text>', 'how often mail comes, in words; empty to say nothing')
    .option('--frequencies <words>', 'how often readers may choose to be written to, beside every issue: weekly,monthly; empty for no choice')
    .option('--time-zone <zone>', 'whose weeks and months count for that, such as Asia/Seoul; empty for that of the quiet hours, else UTC')
    .option('--quiet <hours>', 'when nobody is written to: "21:00-08:00 Asia/Seoul"; sends wait until they are over; empty to take them away')
    .option('--attribute <name:type>', 'declares an attribute, or changes it: age:number, country!:choice=KR|US; text, number, date, boolean, choice; ! is required; once for each', addWord)
    .option('--attributes <file>', 'declares all of them by a YAML file; those that are not in it go')
    .option('--drop-attribute <name>', 'takes a declaration away; what people have stays', addText)
    .option('--topic <slug=name>', 'a topic people may choose: economy=Economy; once for each', addTopic)
    .option('--topic-in <slug:lang=name>', 'the name of a topic for readers of a language: economy:ko=경제; once for each', addTopicName)
    .option('--drop-topic <slug>', 'takes a topic away', addText)
    .option('--json', 'as JSON');
}

function toValues(options: Options): Omit<ListChanges, 'from'> {
  return {
    name: options.name, replyTo: options.replyTo, lang: options.lang, listIdHeader: options.listId, optIn: options.optIn, frequency: options.frequency, quiet: options.quiet,
    frequencies: options.frequencies?.split(',').map((word) => word.trim()).filter((word) => word !== ''), timeZone: options.timeZone,
    subscribe: options.subscribe, welcome: options.welcome === undefined ? undefined : options.welcome === 'yes', accent: options.accent, font: options.font,
  };
}

function splitWord(word: string, form: string): readonly [key: string, text: string] {
  const at = word.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`Write ${form}.`);
  return [word.slice(0, at), word.slice(at + 1)];
}

function addName(word: string, names: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [lang, text] = splitWord(word, 'LANG=NAME');
  return Object.fromEntries([...Object.entries(names), [lang, text]]);
}

function withoutEmpty(names: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(names).filter(([, text]) => text !== ''));
}

function addWord(word: string, earlier: readonly AttributeDeclaration[] = []): readonly AttributeDeclaration[] {
  return [...earlier, parseAttributeWord(word)];
}

function addTopic(word: string, earlier: readonly Topic[] = []): readonly Topic[] {
  const [slug, text] = splitWord(word, 'SLUG=NAME');
  return [...earlier, { slug, name: text, names: {} }];
}

type TopicName = { readonly slug: string; readonly lang: string; readonly name: string };

function addTopicName(word: string, earlier: readonly TopicName[] = []): readonly TopicName[] {
  const [topic, name] = splitWord(word, 'SLUG:LANG=NAME');
  const [slug, lang] = topic.split(':');
  if (slug === undefined || lang === undefined) throw new InvalidArgumentError('Write SLUG:LANG=NAME.');
  return [...earlier, { slug, lang, name }];
}

function nameTopics(topics: readonly Topic[], names: readonly TopicName[] = []): readonly Topic[] {
  const lost = names.find(({ slug }) => !topics.some((topic) => topic.slug === slug));
  if (lost !== undefined) throw new UserError('not-found', `There is no topic "${lost.slug}".`, { hint: `There are: ${topics.map(({ slug }) => slug).join(', ') || 'none'}` });
  return topics.map((topic) => {
    const own = names.filter(({ slug }) => slug === topic.slug).map(({ lang, name }) => [lang, name] as const);
    return { ...topic, names: withoutEmpty({ ...topic.names, ...Object.fromEntries(own) }) };
  });
}

function addText(word: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, word];
}

/** What is declared, after the flags; undefined when they say nothing of it. */
async function toDeclared(options: Options, list: Pick<ListRow, 'attributes' | 'topics'>): Promise<Pick<ListChanges, 'attributes' | 'topics'>> {
  const ofFile = options.attributes === undefined ? undefined : parseAttributesFile(options.attributes, await readText(options.attributes));
  const isAttributes = ofFile !== undefined || options.attribute !== undefined || options.dropAttribute !== undefined;
  const isTopics = options.topic !== undefined || options.dropTopic !== undefined || options.topicIn !== undefined;
  return {
    attributes: isAttributes ? change(ofFile ?? list.attributes, options.attribute, options.dropAttribute, ({ name }) => name) : undefined,
    topics: isTopics ? nameTopics(change(list.topics, keepNames(options.topic, list.topics), options.dropTopic, ({ slug }) => slug), options.topicIn) : undefined,
  };
}

/** Who gives a topic another name leaves what it is called in other languages. */
function keepNames(set: readonly Topic[] = [], old: readonly Topic[]): readonly Topic[] {
  return set.map((topic) => ({ ...topic, names: old.find(({ slug }) => slug === topic.slug)?.names ?? topic.names }));
}

/** An empty path takes the logo away. */
async function toLogo(store: Store, path: string | undefined): Promise<string | undefined> {
  return path === undefined || path === '' ? path : keepLogo(store, path);
}

/** One that is there is changed in its place; a new one comes last. */
function change<Value>(old: readonly Value[], set: readonly Value[] = [], dropped: readonly string[] = [], keyOf: (value: Value) => string): readonly Value[] {
  const lost = dropped.find((key) => !old.some((value) => keyOf(value) === key));
  if (lost !== undefined) throw new UserError('not-found', `There is no "${lost}" to take away.`, { hint: `There are: ${old.map(keyOf).join(', ') || 'none'}` });
  const kept = old.filter((value) => !dropped.includes(keyOf(value))).map((value) => set.findLast((one) => keyOf(one) === keyOf(value)) ?? value);
  return [...kept, ...set.filter((one) => !kept.some((value) => keyOf(value) === keyOf(one)))];
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: Error) => {
    throw new UserError('list-attributes', `The file ${path} cannot be read: ${error.message}`, { cause: error });
  });
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
    ['forms', list.subscribe],
    ...(list.welcome ? [['welcome mail', 'yes']] : []),
    ...(list.accent === null ? [] : [['colour', list.accent]]),
    ...(list.font === 'sans' ? [] : [['letters', list.font]]),
    ...(list.logo === null ? [] : [['logo', list.logo]]),
    ...Object.entries(list.consentTexts).map(([lang, text]) => [`consent in ${lang}`, text]),
    ...Object.entries(list.names).map(([lang, name]) => [`name in ${lang}`, name]),
    ...(list.frequency === null ? [] : [['frequency', list.frequency]]),
    ...(list.frequencies.length === 0 ? [] : [['readers choose', ['every', ...list.frequencies].join(', ')]]),
    ...(list.timeZone === null ? [] : [['time zone', list.timeZone]]),
    ...(list.quiet === null ? [] : [['quiet hours', showQuietHours(list.quiet)]]),
    ...list.topics.map(({ slug, name, names }) => [`topic ${slug}`, [name, ...Object.entries(names).map(([lang, text]) => `${lang}: ${text}`)].join('; ')]),
    ...list.attributes.map((declared) => [`attribute ${declared.name}`, renderDeclaration(declared)]),
  ]);
}

function renderDeclaration({ type, choices, required, isShown, labels, default: begin }: AttributeDeclaration): string {
  const parts = [
    choices === undefined ? type : `choice of ${choices.join(' | ')}`, required ? 'required' : '', isShown ? '' : 'not on forms',
    begin === undefined ? '' : `default ${begin}`, Object.entries(labels).map(([lang, label]) => `${lang}: ${label}`).join(', '),
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function renderMisfits(misfits: readonly Misfit[]): string {
  if (misfits.length === 0) return '';
  const rows = misfits.map(({ attribute, unfitCount, unfit, missingCount }) => [
    attribute, unfitCount, 'do not fit', missingCount, 'have none', unfit.map(({ address, value }) => `${address}: ${JSON.stringify(value.slice(0, 30))}`).join(', '),
  ]);
  return `Of those who subscribe, by the new declarations (nothing of theirs was changed; an import with right values mends it):\n${renderTable(rows)}`;
}

function renderCounts(counts: ListCounts & { readonly campaignCount: number }): string {
  return renderTable([
    ['subscribed', counts.subscribedCount],
    ['left', counts.unsubscribedCount],
    ['waiting', counts.waitingCount],
    ['campaigns', counts.campaignCount],
  ]);
}
