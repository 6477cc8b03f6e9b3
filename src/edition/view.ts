/**
 * What a template prints: the issue, already worded, linked and marked up for one part (mail, web page or text). Every key is there,
 * absent things as undefined, so that a template that misspells one is told so. For template authors: docs/templates.md.
 */
import type { Group, Issue, Item, Rich, Section, Source } from '../issue/issue.js';
import { firstPicture } from '../issue/shown-picture.js';
import { sectionBorders, tokens } from '../message/tokens.js';
import { borders, type Bordered } from '../template/engine.js';
import type { Template } from '../template/template.js';
import { fontsFor, type Fonts } from './fonts.js';
import { fillLabel, type Labels } from './labels.js';
import type { Markup, Medium, Piece, Scope } from './medium.js';
import { firstSentences } from './summary.js';

export type Mode = 'digest' | 'full';

export type ItemView = {
  readonly id: string;
  readonly position: number;
  readonly title: Markup;
  /** False when the issue's title says the same already. */
  readonly showsTitle: boolean;
  /** Where the title leads; undefined where the item is in full right here. */
  readonly href: Markup | undefined;
  readonly contentsHref: Markup;
  readonly series: Markup | undefined;
  /** Source, date and byline on one line. */
  readonly meta: Markup | undefined;
  readonly picture: Markup | undefined;
  /** The item's picture without its words, small; in a digest the first figure of the text stands in for it. */
  readonly thumbnail: Markup | undefined;
  /** What the editor wrote as summary. */
  readonly summary: Markup | undefined;
  /** In a digest without a summary: how the text begins. */
  readonly beginning: Markup | undefined;
  /** In full. */
  readonly body: Markup | undefined;
  /** The whole text is right here: in a full issue, and always in a section that the web edition does not have. */
  readonly isFull: boolean;
};

export type GroupView = { readonly id: string; readonly title: Markup; readonly intro: Markup | undefined; readonly items: readonly ItemView[] };

export type SectionView = Bordered & {
  readonly id: string;
  readonly title: Markup;
  /** False when the issue is named the same. */
  readonly showsTitle: boolean;
  readonly intro: Markup | undefined;
  readonly items: readonly ItemView[];
  readonly groups: readonly GroupView[];
  /** Text part: addresses of the links in this section; `[1]` is the first. */
  readonly links: readonly { readonly number: number; readonly url: string }[];
};

export type ViewContext = { readonly issue: Issue; readonly template: Template; readonly labels: Labels; readonly formatDate: (date: string) => string; readonly medium: Medium; readonly mode: Mode };

function scopeOf(section: Section | undefined, links: string[], headingStart: number): Scope {
  return { sourceLang: section?.sourceLang, headingStart, links };
}

function joinPieces(groups: readonly (readonly Piece[])[]): readonly Piece[] {
  return groups.filter((group) => group.length > 0).flatMap((group, index) => (index === 0 ? group : [{ text: ' · ' }, ...group]));
}

/** `중국경영보 中国经营报`: the name for the reader, then as it is written at home. */
function sourcePieces(source: Source | undefined): readonly Piece[] {
  if (source === undefined) return [];
  const original = source.original === undefined ? [] : [{ text: ' ' }, { text: source.original, lang: source.lang }];
  return [{ text: source.name, href: source.url }, ...original];
}

function metaPieces(item: Item, { issue, template, formatDate }: ViewContext): readonly Piece[] {
  // A letter says its date once, in the masthead.
  const isSaid = item.date === undefined || (template.settings.itemHeading === 2 && item.date === issue.date);
  const date = isSaid ? [] : [{ text: formatDate(item.date) }];
  const byline = item.byline === undefined ? [] : [{ text: item.byline }];
  return joinPieces([sourcePieces(item.source), date, byline]);
}

function targetsOf(item: Item, { medium, mode }: ViewContext): { readonly title: string | undefined; readonly contents: string } {
  const here = `#${item.id}`;
  const onWeb = `${tokens.webUrl}${here}`;
  if (medium.part === 'web') return { title: item.url, contents: here };
  if (medium.part === 'text') return { title: item.url ?? (mode === 'digest' ? onWeb : undefined), contents: here };
  // In full all is here: a title that leads to the same text again helps nobody, and the text part has no such link.
  if (mode === 'full') return { title: item.url, contents: here };
  // A digest's contents lead where its titles lead: one tap to the text, and no two targets for the same words.
  return { title: item.url ?? onWeb, contents: item.url ?? onWeb };
}

function linksOf(item: Item, context: ViewContext): Pick<ItemView, 'href' | 'contentsHref'> {
  const { title, contents } = targetsOf(item, context);
  const { address } = context.medium;
  return { href: title === undefined ? undefined : address(title), contentsHref: address(contents) };
}

function viewItem(item: Item, section: Section, links: string[], issueContext: ViewContext): ItemView {
  // A digest links to the web edition, and there this section is not.
  const context: ViewContext = section.web === false ? { ...issueContext, mode: 'full' } : issueContext;
  const { issue, template, medium, mode } = context;
  const level = template.settings.itemHeading;
  const showsTitle = level === 3 || item.title !== issue.title;
  const scope = scopeOf(section, links, showsTitle ? level + 1 : level);
  const line = (pieces: readonly Piece[]): Markup | undefined => (pieces.length === 0 ? undefined : medium.line(pieces, scope));
  const rich = (text: Rich | undefined): Markup | undefined => (text === undefined ? undefined : medium.rich(text, scope));
  const isDigest = mode === 'digest';
  const beginning = isDigest && item.summary === undefined && item.body !== undefined ? firstSentences(item.body.tree) : '';
  return {
    id: item.id, position: item.position, title: medium.line([{ text: item.title }], scope), showsTitle, ...linksOf(item, context),
    series: line(item.series === undefined ? [] : [{ text: `${item.series.name} (${item.series.number})` }]),
    meta: line(metaPieces(item, context)),
    picture: item.image === undefined ? undefined : medium.picture(item.image, scope),
    // Made when it is asked for: most templates show none.
    get thumbnail() {
      const picture = isDigest || medium.part === 'web' ? firstPicture(item) : item.image;
      return picture === undefined ? undefined : medium.thumbnail(picture, scope);
    },
    summary: rich(item.summary),
    beginning: line(beginning === '' ? [] : [{ text: beginning }]),
    body: isDigest ? undefined : rich(item.body),
    isFull: !isDigest,
  };
}

function viewGroup(group: Group, section: Section, links: string[], context: ViewContext): GroupView {
  const scope = scopeOf(section, links, context.template.settings.itemHeading);
  return {
    id: group.id,
    title: context.medium.line([{ text: group.title }], scope),
    intro: group.intro === undefined ? undefined : context.medium.rich(group.intro, scope),
    items: group.items.map((item) => viewItem(item, section, links, context)),
  };
}

/** `number`: of the conditional section, from 1. */
function viewSection(section: Section, number: number | undefined, context: ViewContext): SectionView {
  const { issue, medium, template } = context;
  const links: string[] = [];
  const scope = scopeOf(section, links, template.settings.itemHeading);
  const view = {
    id: section.id,
    title: medium.line([{ text: section.title }], scope),
    showsTitle: template.settings.itemHeading === 3 || (section.title !== issue.title && section.title !== issue.name),
    intro: section.intro === undefined ? undefined : medium.rich(section.intro, scope),
    items: section.items.map((item) => viewItem(item, section, links, context)),
    groups: section.groups.map((group) => viewGroup(group, section, links, context)),
  };
  // Last: by now the texts have handed in their links.
  const marks = number === undefined || medium.part === 'web' ? {} : { [borders]: sectionBorders(number) };
  return { ...view, ...marks, links: links.map((url, index) => ({ number: index + 1, url })) };
}

/** Lines under the publisher's name, each once. */
function viewPublisher({ issue, labels, medium }: ViewContext, scope: Scope): Readonly<Record<string, Markup | string | undefined>> {
  const { publisher } = issue;
  const line = (text: string | undefined, label?: string, href?: string): Markup | undefined =>
    text === undefined ? undefined : medium.line([...(label === undefined ? [] : [{ text: `${label} ` }]), { text, ...(href === undefined ? {} : { href }) }], scope);
  return {
    name: line(publisher.name), director: line(publisher.director, labels.director), phone: line(publisher.phone, labels.phone),
    email: line(publisher.email, labels.email, medium.part === 'text' ? undefined : `mailto:${publisher.email}`),
    address: line(publisher.address), licence: line(publisher.licence), url: publisher.url === undefined ? undefined : medium.address(publisher.url),
  };
}

function viewLogo({ template, medium }: ViewContext) {
  if (template.logo === undefined) return undefined;
  const { light, dark, width, height } = template.logo;
  return { src: medium.asset(light.name), dark: dark === undefined ? undefined : medium.asset(dark.name), width, height };
}

/** A theme may name fonts; what it leaves open the language decides. */
function themeFonts({ issue, template }: ViewContext): Fonts {
  const own = template.theme.fonts;
  const usual = fontsFor(issue.lang);
  return { body: own.body ?? usual.body, heading: own.heading ?? own.body ?? usual.heading, outlook: own.outlook ?? usual.outlook };
}

export type View = Readonly<Record<string, unknown>> & { readonly fonts: Fonts; readonly sections: readonly SectionView[] };

export function buildView(context: ViewContext, preheader: string): View {
  const { issue, template, labels, formatDate, medium, mode } = context;
  const links: string[] = [];
  const scope = scopeOf(undefined, links, template.settings.itemHeading);
  const conditional = issue.sections.filter((section) => section.readers !== undefined);
  const numberOf = (section: Section): number | undefined => (section.readers === undefined ? undefined : conditional.indexOf(section) + 1);
  const shown = medium.part === 'web' ? issue.sections.filter((section) => section.web !== false) : issue.sections;
  const sections = shown.map((section) => viewSection(section, numberOf(section), context));
  const plain = (text: string): Markup => medium.line([{ text }], scope);
  const intro = issue.intro === undefined ? undefined : medium.rich(issue.intro, scope);
  return {
    lang: issue.lang, dir: issue.dir, start: issue.dir === 'rtl' ? 'right' : 'left', end: issue.dir === 'rtl' ? 'left' : 'right',
    // Korean breaks between words; other languages know better by themselves.
    wordBreak: issue.lang.startsWith('ko') ? 'keep-all' : 'normal',
    // Syllable blocks and ideographs fill their line; letters have air above and below already.
    lineHeight: /^(ko|ja|zh)/.test(issue.lang) ? '1.7' : '1.6',
    fonts: themeFonts(context), light: template.theme.light, dark: template.theme.dark, widths: template.theme.widths, logo: viewLogo(context), labels,
    name: plain(issue.name), plainName: issue.name, title: plain(issue.title), plainTitle: issue.title, subject: issue.subject, preheader,
    showsTitle: issue.title !== issue.name, showsPublisher: issue.publisher.name !== issue.name,
    number: issue.number === undefined ? undefined : fillLabel(labels.number, { n: String(issue.number) }),
    date: issue.date, dateText: formatDate(issue.date),
    mode, isFull: mode === 'full', itemHeading: template.settings.itemHeading,
    intro, introLinks: links.map((url, index) => ({ number: index + 1, url })), sections,
    hasContents: shown.flatMap((section) => [...section.items, ...section.groups.flatMap((group) => group.items)]).length > 2,
    publisher: viewPublisher(context, scope),
    whyYouGetThis: plain(fillLabel(labels.whyYouGetThis, { name: issue.name })),
    slug: issue.slug, webUrl: tokens.webUrl, unsubscribeUrl: tokens.unsubscribeUrl, readerAddress: tokens.readerAddress,
  };
}
