/** The archive's own pages: all newsletters, one newsletter, and the page for a wrong address. The same for the server and for files. */
import { createDateFormat, fillLabel, labelsFor } from '../edition/labels.js';
import { toOpenGraphLocale } from './decorate.js';
import type { ArchiveEntry, Shelf } from './entry.js';
import { feedLinks, renderFeedList } from './feed-links.js';
import { markup, type Markup } from './markup.js';
import { addressOf, linkBetween, type ArchivePage, type Site } from './place.js';
import { archiveStylesheet } from './stylesheet.js';
import { countIssues, wordsFor } from './words.js';

type Frame = { readonly title: string; readonly lang: string; readonly dir: 'ltr' | 'rtl'; readonly head?: Markup; readonly content: Markup };

function renderFrame({ title, lang, dir, head, content }: Frame): string {
  return markup`<!doctype html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${head}<style>${{ markup: archiveStylesheet }}</style>
</head>
<body>
<a class="skip" href="#text">${labelsFor(lang).toText}</a>
<div class="sheet">
${content}</div>
</body>
</html>
`.markup;
}

function renderOpenGraph(title: string, lang: string, description: string, address: string): Markup {
  return markup`<meta name="description" content="${description}">
<link rel="canonical" href="${address}">
<meta property="og:type" content="website">
<meta property="og:url" content="${address}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:site_name" content="${title}">
<meta property="og:locale" content="${toOpenGraphLocale(lang)}">
`;
}

type Printer = { readonly lang: string; readonly page: ArchivePage; readonly site: Site; readonly formatDate: (date: string) => string };

function createPrinter(lang: string, page: ArchivePage, site: Site): Printer {
  return { lang, page, site, formatDate: createDateFormat(lang) };
}

/** Number and date; an issue in another language than the list is marked as such. */
function renderMeta({ number, date }: ArchiveEntry, { lang, formatDate }: Printer): Markup {
  const label = number === undefined ? '' : `${fillLabel(labelsFor(lang).number, { n: String(number) })} · `;
  return markup`<p class="meta">${label}<time datetime="${date}">${formatDate(date)}</time></p>\n`;
}

function renderTitle({ newsletter, slug, title, lang, dir }: ArchiveEntry, printer: Printer): Markup {
  const mark = lang === printer.lang ? undefined : markup` lang="${lang}" dir="${dir}"`;
  return markup`<a class="title" href="${linkBetween(printer.page, { kind: 'edition', newsletter, slug }, printer.site)}"${mark}>${title}</a>\n`;
}

function renderTeaser({ preheader, lang, dir }: ArchiveEntry, printer: Printer): Markup | undefined {
  if (preheader === '') return undefined;
  return markup`<p class="teaser"${lang !== printer.lang && markup` lang="${lang}" dir="${dir}"`}>${preheader}</p>\n`;
}

function renderList(entries: readonly ArchiveEntry[], printer: Printer): Markup {
  const items = entries.map((entry) => markup`<li>\n${renderMeta(entry, printer)}${renderTitle(entry, printer)}${renderTeaser(entry, printer)}</li>\n`);
  return markup`<ul class="issues">\n${items}</ul>\n`;
}

function renderYears(entries: readonly ArchiveEntry[], printer: Printer): readonly Markup[] {
  const years = [...new Set(entries.map(({ date }) => date.slice(0, 4)))];
  return years.map((year) => markup`<h2>${year}</h2>\n${renderList(entries.filter(({ date }) => date.startsWith(year)), printer)}`);
}

function renderNewest(entry: ArchiveEntry, printer: Printer): Markup {
  return markup`<section class="newest" aria-labelledby="newest">
<p class="label" id="newest">${wordsFor(printer.lang).newest}</p>
${renderTitle(entry, printer)}${renderMeta(entry, printer)}${renderTeaser(entry, printer)}</section>
`;
}

/** One newsletter, in its language. */
export function renderIndexPage(shelf: Shelf, site: Site): string {
  const { newsletter, newest, entries } = shelf;
  const { name, lang, dir, publisher } = newest;
  const page: ArchivePage = { kind: 'index', newsletter };
  const printer = createPrinter(lang, page, site);
  const words = wordsFor(lang);
  const title = `${name} · ${words.archive}`;
  return renderFrame({
    title, lang, dir,
    head: markup`${renderOpenGraph(name, lang, `${words.archive} · ${publisher.name}`, addressOf(page, site))}${feedLinks(newest, page, site)}`,
    content: markup`<header>
<p class="up"><a href="${linkBetween(page, { kind: 'overview' }, site)}">${words.archive}</a></p>
<h1>${name}</h1>
<p class="meta">${publisher.name !== name && `${publisher.name} · `}${countIssues(lang, entries.length)}</p>
</header>
<main id="text">
${renderNewest(newest, printer)}${renderYears(entries.slice(1), printer)}</main>
${renderFeedList(newest, page, site)}`,
  });
}

/** How many issues of each newsletter the overview names. */
const overviewIssueCount = 3;

function renderShelf({ newsletter, newest, entries }: Shelf, lang: string, page: ArchivePage, site: Site): Markup {
  const printer = createPrinter(newest.lang, page, site);
  const href = linkBetween(page, { kind: 'index', newsletter }, site);
  const mark = newest.lang === lang ? undefined : markup` lang="${newest.lang}" dir="${newest.dir}"`;
  return markup`<section${mark}>
<h2><a href="${href}">${newest.name}</a></h2>
${renderList(entries.slice(0, overviewIssueCount), printer)}${entries.length > overviewIssueCount && markup`<p class="more"><a href="${href}">${wordsFor(newest.lang).all}</a> · ${countIssues(newest.lang, entries.length)}</p>\n`}</section>
`;
}

/** All newsletters. In their language when they share one, else in English, each part marked with its own. */
export function renderOverviewPage(shelves: readonly Shelf[], site: Site): string {
  const page: ArchivePage = { kind: 'overview' };
  const langs = new Set(shelves.map(({ newest }) => newest.lang));
  const first = shelves[0]?.newest;
  const [lang, dir] = first !== undefined && langs.size === 1 ? [first.lang, first.dir] : ['en', 'ltr' as const];
  const words = wordsFor(lang);
  const names = shelves.map(({ newest }) => newest.name).join(' · ');
  return renderFrame({
    title: words.archive, lang, dir,
    head: renderOpenGraph(words.archive, lang, names, addressOf(page, site)),
    content: markup`<header>
<h1>${words.archive}</h1>
</header>
<main id="text">
${shelves.length === 0 ? markup`<p class="empty">${words.empty}</p>\n` : shelves.map((shelf) => renderShelf(shelf, lang, page, site))}</main>
`,
  });
}

/** A static host shows it at any depth, so its link is a whole address when the home of the site is known. */
export function renderLostPage(lang: string, dir: 'ltr' | 'rtl', homeUrl: string): string {
  const words = wordsFor(lang);
  return renderFrame({
    title: words.lost, lang, dir, head: markup`<meta name="robots" content="noindex">\n`,
    content: markup`<main id="text">
<h1>${words.lost}</h1>
<p class="empty">${words.lostText}</p>
<p class="more"><a href="${homeUrl}">${words.archive}</a></p>
</main>
`,
  });
}
