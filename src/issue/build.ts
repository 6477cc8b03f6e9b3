/**
 * The issue out of its YAML and its files. Every text is read with its place, and reading goes on after a fault, so that one run tells
 * all of them; the result counts only when there was none.
 */
import type { Place } from '../errors.js';
import type { IssueFiles } from './beside.js';
import { clientNames } from '../preflight/support/clients.js';
import { addError, addWarning, type Findings } from './findings.js';
import type { Issue, Publisher, TextOptions } from './issue.js';
import { directionOf, toCanonicalLanguage } from './language.js';
import type { ParseMarkdown } from './parse-cache.js';
import { addSpot, findSpot, findWords, type IssuePlaces } from './places.js';
import { buildSections, reserveIds } from './section.js';
import { fillSubject } from './subject.js';
import { placeFields } from './reader-field.js';
import { checkText } from './text.js';
import { buildWordList } from './word-list.js';
import { compact, readPersonalText, readRich, readText, type Workshop } from './workshop.js';
import { childOf, entriesOf, isTrue, placeOf, textOf, type YamlValue } from './yaml.js';

export type IssueParts = {
  readonly newsletter: string;
  readonly slug: string;
  readonly folder: string;
  /** newsletter.yaml; undefined when it cannot be read, which is reported already. */
  readonly masthead: YamlValue | undefined;
  readonly root: YamlValue;
  /** words.yaml, when there is one. */
  readonly words?: YamlValue | undefined;
};

export function buildIssue(parts: IssueParts, files: IssueFiles, findings: Findings, parse?: ParseMarkdown): { readonly issue: Issue; readonly places: IssuePlaces } {
  const shop: Workshop = { findings, files, ids: new Set(), fragments: [], assets: new Map(), spots: new Map(), fields: [], conditional: { count: 0 }, parse, texts: [], prose: [] };
  reserveIds(parts.root, shop);
  const identity = buildIdentity(parts, shop);
  const sections = buildSections(parts.root, shop);
  const intro = readRich(childOf(parts.root, 'intro'), { prefix: '_intro--', hasOutline: false }, shop);
  checkFragments(shop);
  const assets = [...shop.assets.values()];
  for (const { places } of shop.fields) places.sort((one, other) => one.line - other.line || one.column - other.column);
  const fields = shop.fields.length === 0 ? undefined : shop.fields;
  const issue = compact({ newsletter: parts.newsletter, slug: parts.slug, folder: parts.folder, ...identity, intro, sections, assets, fields, acknowledged: buildAcknowledged(parts.root, shop), clients: buildClients(parts.masthead), words: parts.words === undefined ? undefined : buildWordList(parts.words, findings) });
  return { issue, places: toPlaces(parts, shop) };
}

function toPlaces({ masthead, root }: IssueParts, { spots, texts, prose }: Workshop): IssuePlaces {
  const files = [root.file, ...texts, ...(masthead === undefined ? [] : [masthead.file])];
  const find = (from: YamlValue | undefined, path: string): YamlValue | undefined => path.split('.').reduce((value: YamlValue | undefined, key) => childOf(value, key), from);
  const key = (path: string): Place | undefined => {
    const value = find(root, path) ?? find(masthead, path);
    if (value !== undefined) return placeOf(value);
    // A subject that nobody wrote is the title.
    if (path === 'subject') return key('title');
    return path.includes('.') ? key(path.slice(0, path.lastIndexOf('.'))) : undefined;
  };
  return { key, link: (url) => findSpot(spots, 'link', url), picture: (src) => findSpot(spots, 'picture', src), words: (words) => findWords(files, words), prose };
}

function buildAcknowledged(root: YamlValue, shop: Workshop): Issue['acknowledged'] {
  const acknowledged = entriesOf(childOf(root, 'acknowledge')).flatMap((entry) => {
    const rule = childOf(entry, 'rule');
    const name = readText(rule, shop);
    const reason = readText(childOf(entry, 'reason'), shop);
    return rule === undefined || name === undefined || reason === undefined ? [] : [{ rule: name, reason, at: placeOf(rule) }];
  });
  return acknowledged.length === 0 ? undefined : acknowledged;
}

function buildClients(masthead: YamlValue | undefined): Issue['clients'] {
  const mix = childOf(masthead, 'clients');
  const shares = clientNames.map((name): [string, number] => [name, Number(textOf(childOf(mix, name))?.value ?? Number.NaN)]);
  return mix === undefined ? undefined : Object.fromEntries(shares.filter(([, share]) => Number.isFinite(share)));
}

type Identity = Omit<Issue, 'newsletter' | 'slug' | 'folder' | 'intro' | 'sections' | 'assets' | 'fields' | 'acknowledged' | 'clients' | 'words'>;

function buildIdentity({ masthead, root }: IssueParts, shop: Workshop): Identity {
  const own = (key: string) => readText(childOf(root, key), shop);
  const either = (key: string) => own(key) ?? readText(childOf(masthead, key), shop);
  for (const key of ['lang', 'advertising']) requireEither(root, masthead, key, shop);
  const lang = toCanonicalLanguage(either('lang') ?? 'und');
  const name = readText(childOf(masthead, 'name'), shop) ?? '';
  const title = readPersonalText(childOf(root, 'title'), shop) ?? '';
  const date = own('date') ?? '';
  const number = own('number');
  const subject = textOf(childOf(root, 'subject')) ?? textOf(childOf(masthead, 'subject'));
  if (subject !== undefined) {
    checkText(subject, shop.findings);
    shop.prose.push(subject);
  }
  const direction = either('dir');
  const advertising = childOf(root, 'advertising') ?? childOf(masthead, 'advertising');
  return compact({
    name,
    number: number === undefined ? undefined : Number(number),
    date,
    lang,
    dir: direction === 'ltr' || direction === 'rtl' ? direction : directionOf(lang),
    title,
    subject: subject === undefined ? title : fillSubject(placeFields(subject, shop, true), { name, number, title, date }, shop.findings),
    preheader: readPersonalText(childOf(root, 'preheader'), shop),
    template: either('template') ?? 'weekly',
    mail: toMail(either('mail')),
    advertising: isTrue(advertising),
    topics: buildTopics(root),
    publisher: buildPublisher(root, masthead, name, shop),
    textOptions: buildTextOptions(root, masthead),
  });
}

function buildTopics(root: YamlValue): Issue['topics'] {
  const topics = entriesOf(childOf(root, 'topics')).flatMap((entry) => textOf(entry)?.value ?? []);
  return topics.length === 0 ? undefined : topics;
}

function toMail(value: string | undefined): Issue['mail'] {
  return value === 'digest' || value === 'full' ? value : 'auto';
}

/** Without newsletter.yaml nobody knows what it would have said. */
function requireEither(root: YamlValue, masthead: YamlValue | undefined, key: string, { findings }: Workshop): void {
  if (masthead === undefined || childOf(root, key) !== undefined || childOf(masthead, key) !== undefined) return;
  const hint = key === 'advertising' ? 'true or false: the law of several countries asks for it' : 'the language of the text, such as ko or en';
  addError(findings, { code: 'issue-key-missing', message: `the key "${key}" is missing, here and in newsletter.yaml`, hint }, placeOf(root));
}

function buildPublisher(root: YamlValue, masthead: YamlValue | undefined, name: string, shop: Workshop): Publisher {
  const read = (key: string) => readText(childOf(childOf(root, 'publisher'), key), shop) ?? readText(childOf(childOf(masthead, 'publisher'), key), shop);
  const written = childOf(childOf(root, 'publisher'), 'url') ?? childOf(childOf(masthead, 'publisher'), 'url');
  const url = read('url');
  if (written !== undefined && url !== undefined) addSpot(shop.spots, 'link', url, () => placeOf(written));
  return compact({
    name: read('name') ?? name,
    director: read('director'),
    phone: read('phone'),
    email: read('email'),
    address: read('address'),
    url,
    licence: read('licence'),
  });
}

function buildTextOptions(root: YamlValue, masthead: YamlValue | undefined): TextOptions | undefined {
  const wrap = textOf(childOf(childOf(root, 'text'), 'wrap')) ?? textOf(childOf(childOf(masthead, 'text'), 'wrap'));
  return wrap === undefined ? undefined : { wrap: Number(wrap.value) };
}

function checkFragments({ fragments, ids, findings }: Workshop): void {
  for (const { target, at } of fragments) {
    if (ids.has(target)) continue;
    addWarning(findings, { code: 'link-fragment', message: `nothing in the issue has the id "${target}"`, hint: 'sections and items take an id: key' }, at);
  }
}
