/** Sections, groups and items of an issue, with their ids. */
import { findAddressFault } from './address.js';
import { openBeside } from './beside.js';
import { addError } from './findings.js';
import { takeId, toSlug } from './identifier.js';
import type { Group, Item, Picture, Section, Source } from './issue.js';
import { toCanonicalLanguage } from './language.js';
import { addSpot } from './places.js';
import { readReaders } from './readers.js';
import { withoutFields } from './reader-field.js';
import { compact, readPersonalAddress, readPersonalText, readRich, readText, type Workshop } from './workshop.js';
import { childOf, entriesOf, isFalse, isTrue, placeOf, textOf, type YamlValue } from './yaml.js';

/** Takes the ids that the editor gave, so that no other part gets one of them; the same twice is a fault. */
export function reserveIds(root: YamlValue, shop: Workshop): void {
  const sections = entriesOf(childOf(root, 'sections'));
  const groups = sections.flatMap((section) => entriesOf(childOf(section, 'groups')));
  const items = [...sections, ...groups].flatMap((part) => entriesOf(childOf(part, 'items')));
  for (const part of [...sections, ...groups, ...items]) {
    const id = childOf(part, 'id');
    const name = textOf(id)?.value;
    if (id === undefined || name === undefined) continue;
    if (shop.ids.has(name)) addError(shop.findings, { code: 'issue-id', message: `the id "${name}" is here twice`, hint: 'ids are unique in the whole issue' }, placeOf(id));
    shop.ids.add(name);
  }
}

export function buildSections(root: YamlValue, shop: Workshop): readonly Section[] {
  return entriesOf(childOf(root, 'sections')).map((value, index) => buildSection(value, `section-${index + 1}`, shop));
}

function buildSection(value: YamlValue, fallback: string, shop: Workshop): Section {
  const id = idOf(value, fallback, shop);
  const sourceLang = readText(childOf(value, 'sourceLang'), shop);
  return compact({
    id,
    title: readPersonalText(childOf(value, 'title'), shop) ?? '',
    readers: readReaders(childOf(value, 'readers'), shop),
    web: isFalse(childOf(value, 'web')) ? false as const : undefined,
    sourceLang: sourceLang === undefined ? undefined : toCanonicalLanguage(sourceLang),
    intro: readRich(childOf(value, 'intro'), { prefix: `${id}--intro-`, hasOutline: false }, shop),
    items: buildItems(value, id, shop),
    groups: entriesOf(childOf(value, 'groups')).map((group, index) => buildGroup(group, `${id}-group-${index + 1}`, shop)),
  });
}

function buildGroup(value: YamlValue, fallback: string, shop: Workshop): Group {
  const id = idOf(value, fallback, shop);
  return compact({
    id,
    title: readPersonalText(childOf(value, 'title'), shop) ?? '',
    intro: readRich(childOf(value, 'intro'), { prefix: `${id}--intro-`, hasOutline: false }, shop),
    items: buildItems(value, id, shop),
  });
}

function buildItems(parent: YamlValue, parentId: string, shop: Workshop): readonly Item[] {
  return entriesOf(childOf(parent, 'items')).map((value, index) => buildItem(value, index + 1, parentId, shop));
}

function buildItem(value: YamlValue, position: number, parentId: string, shop: Workshop): Item {
  const id = idOf(value, `${parentId}-${position}`, shop);
  const text = (key: string) => readText(childOf(value, key), shop);
  return compact({
    id,
    position,
    title: readPersonalText(childOf(value, 'title'), shop) ?? '',
    series: buildSeries(childOf(value, 'series'), shop),
    source: buildSource(childOf(value, 'source'), shop),
    date: text('date'),
    byline: text('byline'),
    url: readItemUrl(childOf(value, 'url'), shop),
    image: buildPicture(childOf(value, 'image'), shop),
    summary: readRich(childOf(value, 'summary'), { prefix: `${id}--summary-`, hasOutline: false }, shop),
    body: readRich(childOf(value, 'body'), { prefix: `${id}--`, hasOutline: true }, shop),
    at: placeOf(value),
  });
}

/** What the editor gave; else the title in Latin letters; else the place in the issue. */
function idOf(value: YamlValue, fallback: string, shop: Workshop): string {
  const given = textOf(childOf(value, 'id'))?.value;
  if (given !== undefined) return given;
  return takeId(shop.ids, toSlug(withoutFields(textOf(childOf(value, 'title'))?.value ?? '')) ?? fallback);
}

function readItemUrl(value: YamlValue | undefined, shop: Workshop): string | undefined {
  const url = readPersonalAddress(value, shop);
  if (value !== undefined && url !== undefined) addSpot(shop.spots, 'link', url, () => placeOf(value));
  return url;
}

function readUrl(value: YamlValue | undefined, shop: Workshop): string | undefined {
  const url = readText(value, shop);
  if (value !== undefined && url !== undefined) addSpot(shop.spots, 'link', url, () => placeOf(value));
  return url;
}

function buildSeries(value: YamlValue | undefined, shop: Workshop): Item['series'] {
  const name = readText(childOf(value, 'name'), shop);
  const number = readText(childOf(value, 'number'), shop);
  return name === undefined || number === undefined ? undefined : { name, number: Number(number) };
}

function buildSource(value: YamlValue | undefined, shop: Workshop): Source | undefined {
  const plain = readText(value, shop);
  if (plain !== undefined) return { name: plain };
  const read = (key: string) => readText(childOf(value, key), shop);
  const name = read('name');
  const lang = read('lang');
  if (name === undefined) return undefined;
  return compact({ name, original: read('original'), lang: lang === undefined ? undefined : toCanonicalLanguage(lang), url: readUrl(childOf(value, 'url'), shop) });
}

function buildPicture(value: YamlValue | undefined, shop: Workshop): Picture | undefined {
  // Without a src the schema has spoken.
  if (value === undefined || textOf(childOf(value, 'src')) === undefined) return undefined;
  const alt = readPersonalText(childOf(value, 'alt'), shop);
  checkAlt(value, alt, shop);
  const caption = readPersonalText(childOf(value, 'caption'), shop);
  const credit = readText(childOf(value, 'credit'), shop);
  return compact({ ...findPicture(value, shop), alt: alt ?? '', caption, credit });
}

function checkAlt(value: YamlValue, alt: string | undefined, { findings }: Workshop): void {
  const decorative = childOf(value, 'decorative');
  const isDecorative = isTrue(decorative);
  if (alt === undefined && !isDecorative) {
    addError(findings, { code: 'picture-alt', message: 'the picture has no alt text', hint: 'say in alt: what it shows; for a picture that tells nothing: decorative: true' }, placeOf(value));
  }
  if (alt !== undefined && decorative !== undefined && isDecorative) {
    addError(findings, { code: 'picture-alt', message: 'a decorative picture has no alt text', hint: 'keep one of the two' }, placeOf(decorative));
  }
}

function findPicture(value: YamlValue, shop: Workshop): Pick<Picture, 'src' | 'width' | 'height'> {
  const src = childOf(value, 'src');
  const text = textOf(src);
  if (src === undefined || text === undefined) return { src: '' };
  const address = text.value.trim();
  const isAddress = /^[a-z][a-z0-9+.-]+:|^\/\//i.test(address);
  const fault = isAddress ? findAddressFault(address, ['http', 'https']) : undefined;
  if (fault !== undefined) addError(shop.findings, fault, placeOf(src));
  const asset = isAddress ? undefined : openBeside(text.file, shop).picture(address, () => placeOf(src));
  addSpot(shop.spots, 'picture', asset === undefined ? address : `asset:${asset.name}`, () => placeOf(src));
  if (asset === undefined) return { src: address };
  const { name, width, height } = asset;
  return compact({ src: 'asset:' + name, width, height });
}
