/** What an admin does with mailing lists: add, show, edit, remove. The statements are in store/lists. */
import { isAddressFault, parseMailbox, type Mailbox } from '../address/parse.js';
import { UserError } from '../errors.js';
import type { AttributeDeclaration } from './attributes.js';
import { checkAttributes } from './attributes-file.js';
import { cleanText } from './clean.js';
import { frequencies, type Frequency } from './frequency.js';
import { parseQuietHours } from '../schedule/quiet.js';
import { checkZone } from '../schedule/zone.js';
import { countList, deleteList, findListBySlug, insertList, listLists, updateList, type ListCounts, type ListRow, type NewList, type OptIn, type Topic } from '../store/lists.js';
import type { Database, Store } from '../store/store.js';

export type ListValues = {
  readonly slug: string;
  /** Default: the slug. */
  readonly name?: string | undefined;
  /** A mailbox: `Weekly News <news@example.com>`. */
  readonly from: string;
  readonly replyTo?: string | undefined;
  /** BCP 47 tag; default `en`. */
  readonly lang?: string | undefined;
  /** Default: `<slug>.<domain of From>`. */
  readonly listIdHeader?: string | undefined;
  readonly optIn?: OptIn | undefined;
  /** Language tag -> name for its readers. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  readonly attributes?: readonly AttributeDeclaration[] | undefined;
  readonly topics?: readonly Topic[] | undefined;
  /** Empty: nothing is said of it. */
  readonly frequency?: string | undefined;
  /** What readers may choose beside every issue. */
  readonly frequencies?: readonly string[] | undefined;
  /** IANA name: whose weeks and months count; empty: that of the quiet hours, else UTC. */
  readonly timeZone?: string | undefined;
  /** `21:00-08:00 Asia/Seoul`; empty: none. */
  readonly quiet?: string | undefined;
  /** Do pages take new people? Default: closed. */
  readonly subscribe?: 'open' | 'closed' | undefined;
  readonly welcome?: boolean | undefined;
  /** `#rrggbb`; empty: the program's own colour. */
  readonly accent?: string | undefined;
  readonly font?: 'sans' | 'serif' | undefined;
  /** Name of an asset (logo.ts); empty: none. */
  readonly logo?: string | undefined;
  /** Language tag -> what the reader of a form agrees to; an empty text gives the program's own words back. */
  readonly consentTexts?: Readonly<Record<string, string>> | undefined;
};

export type ListChanges = { readonly [Key in Exclude<keyof ListValues, 'slug'>]?: ListValues[Key] | undefined };

/** In URLs, on the command line and in List-Id: one RFC 1035 label. */
const slugForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** RFC 2919 2: list-label "." list-id-namespace, at most 255 octets; kept to letters, digits and hyphens. */
const listIdForm = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;
const controlCharacter = /[\p{Cc}\u2028\u2029]/u;

/** Throws `list-invalid`, `address-invalid`, `already-exists`. */
export async function addList(store: Database, values: ListValues): Promise<ListRow> {
  const list = await insertList(store, checkList(values));
  if (list !== undefined) return list;
  throw new UserError('already-exists', `A list with the slug "${values.slug}" exists already.`, { hint: `See it with: courant list show ${values.slug}` });
}

function checkList(values: ListValues): NewList {
  const from = requireMailbox(values.from, 'From');
  return {
    slug: checkSlug(values.slug),
    name: checkName(values.name ?? values.slug),
    listIdHeader: checkListId(values.listIdHeader ?? `${values.slug}.${from.address.domain}`),
    fromName: from.name ?? values.name ?? values.slug,
    fromAddress: from.address.address,
    replyTo: values.replyTo === undefined ? null : requireMailbox(values.replyTo, 'Reply-To').address.address,
    lang: checkLang(values.lang ?? 'en'),
    optIn: values.optIn ?? 'single',
    names: checkNames(values.names ?? {}),
    attributes: checkAttributes(values.attributes ?? []),
    topics: checkTopics(values.topics ?? []),
    frequency: checkFrequency(values.frequency ?? ''),
    frequencies: checkFrequencies(values.frequencies ?? []),
    timeZone: toZone(values.timeZone ?? ''),
    quiet: parseQuietHours(values.quiet ?? ''),
    subscribe: values.subscribe ?? 'closed',
    welcome: values.welcome ?? false,
    accent: checkAccent(values.accent ?? ''),
    font: values.font ?? 'sans',
    logo: values.logo || null,
    consentTexts: checkConsentTexts(values.consentTexts ?? {}),
  };
}

function requireMailbox(text: string, field: string): Mailbox {
  const mailbox = parseMailbox(text);
  if (!isAddressFault(mailbox)) return mailbox;
  throw new UserError('address-invalid', `The ${field} "${text}" ${mailbox.reason}.`, { hint: 'Write it like: Weekly News <news@example.com>' });
}

function checkSlug(slug: string): string {
  if (slugForm.test(slug)) return slug;
  throw new UserError('list-invalid', `"${slug}" is no slug.`, { hint: 'Lower-case letters, digits and hyphens inside, at most 63 characters, like weekly-news.' });
}

function checkName(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= 200 && !controlCharacter.test(trimmed)) return trimmed;
  throw new UserError('list-invalid', 'The name of a list has 1 to 200 characters and no line break.');
}

function checkListId(listId: string): string {
  if (listId.length <= 255 && listIdForm.test(listId)) return listId;
  throw new UserError('list-invalid', `"${listId}" is no List-Id.`, { hint: 'RFC 2919: labels joined by dots, like weekly.example.com.' });
}

function checkLang(lang: string): string {
  try {
    return Intl.getCanonicalLocales(lang)[0] ?? lang;
  } catch {
    throw new UserError('list-invalid', `"${lang}" is no language tag.`, { hint: 'BCP 47, like ko, en or zh-Hant.' });
  }
}

/** Names of a list or a topic; the language tags in canonical form. */
function checkNames(names: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(names).map(([lang, name]) => [checkLang(lang), checkName(name)]));
}

const maxTopicCount = 50;

function checkTopics(topics: readonly Topic[]): readonly Topic[] {
  const slugs = topics.map(({ slug }) => checkSlug(slug));
  if (topics.length > maxTopicCount) throw new UserError('list-invalid', `A list has at most ${maxTopicCount} topics.`);
  if (new Set(slugs).size < slugs.length) throw new UserError('list-invalid', 'A topic is there twice.');
  return topics.map(({ slug, name, names }) => ({ slug, name: checkName(name), names: checkNames(names) }));
}

function checkFrequency(text: string): string | null {
  const cleaned = cleanText(text, { maxLength: 200, multiLine: false });
  if ('reason' in cleaned) throw new UserError('list-invalid', `The frequency ${cleaned.reason}.`);
  return cleaned.value === '' ? null : cleaned.value;
}

/** In the order of the table, each once. */
function checkFrequencies(words: readonly string[]): readonly Frequency[] {
  const lost = words.find((word) => !frequencies.some((one) => one === word));
  if (lost !== undefined) throw new UserError('list-invalid', `"${lost}" is no frequency that readers may choose.`, { hint: `There are: ${frequencies.join(', ')}. Every issue can always be chosen.` });
  return frequencies.filter((one) => words.includes(one));
}

function toZone(text: string): string | null {
  return text === '' ? null : checkZone(text);
}

function checkAccent(colour: string): string | null {
  const lower = colour.toLowerCase();
  if (lower === '') return null;
  if (/^#[0-9a-f]{6}$/.test(lower)) return lower;
  throw new UserError('list-invalid', `"${colour}" is no colour.`, { hint: 'Write # and six hex digits, like #1b5e8c.' });
}

const maxConsentLength = 2000;

function checkConsentTexts(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([lang, text]) => {
    const cleaned = cleanText(text, { maxLength: maxConsentLength, multiLine: true });
    if ('reason' in cleaned) throw new UserError('list-invalid', `The consent text ${cleaned.reason}.`);
    return [checkLang(lang), cleaned.value] as const;
  }).filter(([, text]) => text !== ''));
}

/** The list with this slug, or `not-found` with the slugs there are. */
export async function requireList(store: Database, slug: string): Promise<ListRow> {
  const list = await findListBySlug(store, slug);
  if (list !== undefined) return list;
  const slugs = (await listLists(store)).map((other) => other.slug);
  const hint = slugs.length === 0 ? 'There is no list yet; add one with: courant list add SLUG --from "Name <address>"' : `There are: ${slugs.join(', ')}`;
  throw new UserError('not-found', `There is no list "${slug}".`, { hint });
}

export async function showList(store: Database, slug: string): Promise<ListRow & ListCounts & { readonly campaignCount: number }> {
  const list = await requireList(store, slug);
  return { ...list, ...(await countList(store, list.id)) };
}

/** Only what is given changes. The slug is in links that readers have: it stays. */
export async function editList(store: Database, slug: string, changes: ListChanges): Promise<ListRow> {
  const list = await requireList(store, slug);
  const from = changes.from === undefined ? undefined : requireMailbox(changes.from, 'From');
  const edited: ListRow = {
    ...list,
    name: changes.name === undefined ? list.name : checkName(changes.name),
    fromName: from === undefined ? list.fromName : (from.name ?? list.fromName),
    fromAddress: from?.address.address ?? list.fromAddress,
    replyTo: changes.replyTo === undefined ? list.replyTo : toReplyTo(changes.replyTo),
    lang: changes.lang === undefined ? list.lang : checkLang(changes.lang),
    listIdHeader: changes.listIdHeader === undefined ? list.listIdHeader : checkListId(changes.listIdHeader),
    optIn: changes.optIn ?? list.optIn,
    names: changes.names === undefined ? list.names : checkNames(changes.names),
    attributes: changes.attributes === undefined ? list.attributes : checkAttributes(changes.attributes),
    topics: changes.topics === undefined ? list.topics : checkTopics(changes.topics),
    frequency: changes.frequency === undefined ? list.frequency : checkFrequency(changes.frequency),
    frequencies: changes.frequencies === undefined ? list.frequencies : checkFrequencies(changes.frequencies),
    timeZone: changes.timeZone === undefined ? list.timeZone : toZone(changes.timeZone),
    quiet: changes.quiet === undefined ? list.quiet : parseQuietHours(changes.quiet),
    subscribe: changes.subscribe ?? list.subscribe,
    welcome: changes.welcome ?? list.welcome,
    accent: changes.accent === undefined ? list.accent : checkAccent(changes.accent),
    font: changes.font ?? list.font,
    logo: changes.logo === undefined ? list.logo : changes.logo || null,
    consentTexts: changes.consentTexts === undefined ? list.consentTexts : checkConsentTexts(changes.consentTexts),
  };
  await updateList(store, list.id, edited);
  return edited;
}

/** An empty text takes the Reply-To away. */
function toReplyTo(text: string): string | null {
  return text === '' ? null : requireMailbox(text, 'Reply-To').address.address;
}

/** Refused when something was sent to the list, because its ledger stays; and, unless forced, when anybody is on it. */
export async function removeList(store: Store, slug: string, options: { force?: boolean | undefined } = {}): Promise<ListRow> {
  return store.transaction(async (transaction) => {
    const list = await showList(transaction, slug);
    if (list.campaignCount > 0) {
      throw new UserError('refused', `Campaigns were sent to the list "${slug}" (${list.campaignCount}); their ledger stays, so the list does too.`);
    }
    const people = list.subscribedCount + list.unsubscribedCount + list.waitingCount;
    if (people > 0 && options.force !== true) {
      throw new UserError('refused', `People are on the list "${slug}" or have left it (${people}); who has left would be forgotten with it.`, { hint: 'Remove it all the same with --force.' });
    }
    await deleteList(transaction, list.id);
    return list;
  });
}
