/**
 * A stored web edition made into a page of the archive: its whole address, what a link preview shows, its feeds, and the way to the
 * issues before and after. The edition itself is named by its hash and never changes, so this is put in when the page is served or
 * written; everything else of the page stays byte for byte.
 */
import type { Edition } from '../edition/edition.js';
import { createDateFormat } from '../edition/labels.js';
import { directionOf } from '../issue/language.js';
import { scanHtml, type TagSpan } from '../message/html-scan.js';
import type { IssueLine, Neighbours } from './entry.js';
import { feedLinks } from './feed-links.js';
import { markup, type Markup } from './markup.js';
import { addressOf, linkBetween, type ArchivePage, type Site } from './place.js';
import { wordsFor } from './words.js';

type Insertion = { readonly start: number; readonly end: number; readonly text: string };

// Colours are those of the web edition; a template of one's own may have none of these names, and then its text colour serves.
const style = `.issue-links{margin:3rem 0 0;padding:1.25rem 0 0;border-block:1px solid var(--rule,currentColor);border-block-end:0;font-size:.9375rem;line-height:1.5}
.issue-links ul{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:1rem 2rem;margin:0;padding:0;list-style:none}
.issue-links li{margin:0}
.issue-links .next:last-child:not(:first-child){text-align:end}
@media (max-width:36rem){.issue-links .next:last-child:not(:first-child){text-align:start}}
.issue-links a{display:block;padding:.35rem 0;color:inherit;text-decoration:none}
.issue-links a:hover .title,.issue-links .all a:hover{text-decoration:underline}
.issue-links .title{display:block;font-weight:700;color:var(--link,inherit)}
.issue-links .when{display:block;color:var(--muted,inherit)}
.issue-links .all{margin:1rem 0 0;font-weight:400}
.issue-links .all a{display:inline-block;color:var(--link,inherit);text-decoration:underline}
@media print{.issue-links{display:none}}`;

/** `ko` -> `ko_KR`: the protocol wants a country, and the likely one is right far more often than none. */
export function toOpenGraphLocale(lang: string): string {
  const { language, region } = new Intl.Locale(lang).maximize();
  return region === undefined ? language : `${language}_${region}`;
}

/** The first picture of the page that previews can show; no service takes SVG. */
function findPicture(edition: Edition, site: Site): string | undefined {
  const found = edition.assets.map((asset) => ({ asset, index: edition.web.indexOf(`src="${edition.slug}/${asset}"`) }))
    .filter(({ asset, index }) => index >= 0 && !asset.endsWith('.svg')).toSorted((left, right) => left.index - right.index)[0];
  if (found === undefined) return undefined;
  // Pictures stand beside the page in both layouts.
  const page = addressOf({ kind: 'edition', newsletter: edition.newsletter, slug: edition.slug }, site);
  return new URL(`${encodeURIComponent(edition.slug)}/${found.asset}`, page).href;
}

function renderHead(edition: Edition, page: ArchivePage, site: Site): Markup {
  const address = addressOf(page, site);
  const picture = findPicture(edition, site);
  return markup`<link rel="canonical" href="${address}">
<meta property="og:type" content="article">
<meta property="og:url" content="${address}">
<meta property="og:title" content="${edition.title}">
<meta property="og:description" content="${edition.preheader}">
<meta property="og:site_name" content="${edition.name}">
<meta property="og:locale" content="${toOpenGraphLocale(edition.lang)}">
${picture !== undefined && markup`<meta property="og:image" content="${picture}">\n`}${feedLinks(edition, page, site)}<style>
${{ markup: style }}
</style>
`;
}

function renderNeighbour(line: IssueLine, rel: 'prev' | 'next', edition: Edition, page: ArchivePage, site: Site): Markup {
  const words = wordsFor(edition.lang);
  const href = linkBetween(page, { kind: 'edition', newsletter: line.newsletter, slug: line.slug }, site);
  const lang = line.lang === edition.lang ? undefined : markup` lang="${line.lang}" dir="${directionOf(line.lang)}"`;
  return markup`<li${rel === 'next' && markup` class="next"`}><a rel="${rel}" href="${href}"><span class="when">${rel === 'prev' ? words.previous : words.next} · <time datetime="${line.date}">${createDateFormat(edition.lang)(line.date)}</time></span><span class="title"${lang}>${line.title}</span></a></li>
`;
}

function renderNavigation(edition: Edition, page: ArchivePage, { previous, next }: Neighbours<IssueLine>, site: Site): Markup {
  const words = wordsFor(edition.lang);
  const links = [previous && renderNeighbour(previous, 'prev', edition, page, site), next && renderNeighbour(next, 'next', edition, page, site)].filter((link) => link !== undefined);
  return markup`
<nav class="issue-links" aria-label="${words.issues}">
${links.length > 0 && markup`<ul>\n${links}</ul>\n`}<p class="all"><a href="${linkBetween(page, { kind: 'index', newsletter: edition.newsletter }, site)}">${words.all}</a></p>
</nav>`;
}

function valueOf(html: string, tag: TagSpan, name: string): string {
  const found = tag.attributes.find((attribute) => attribute.name === name);
  return found === undefined ? '' : html.slice(found.start, found.end).toLowerCase();
}

/** What the template says of these without knowing where the page will stand. */
function isReplaced(html: string, tag: TagSpan): boolean {
  if (tag.name === 'link') return valueOf(html, tag, 'rel') === 'canonical';
  return tag.name === 'meta' && valueOf(html, tag, 'property').startsWith('og:');
}

/** A title holds text alone: what looks like a tag in it is none (HTML 13.2.5.2). */
function findTags(html: string): readonly TagSpan[] {
  let isInTitle = false;
  return scanHtml(html).filter((span): span is TagSpan => {
    if (span.kind !== 'tag') return false;
    if (span.name === 'title' || span.name === '/title') isInTitle = span.name === 'title';
    return !isInTitle;
  });
}

/** A page without a head keeps the one browsers give it; the links then follow its text all the same. */
function toInsertions(edition: Edition, neighbours: Neighbours<IssueLine>, site: Site): readonly Insertion[] {
  const { web: html, newsletter, slug } = edition;
  const page: ArchivePage = { kind: 'edition', newsletter, slug };
  const tags = findTags(html);
  const headEnd = tags.find((tag) => tag.name === '/head');
  const mainEnd = tags.findLast((tag) => tag.name === '/main');
  const bodyEnd = tags.findLast((tag) => tag.name === '/body') ?? tags.findLast((tag) => tag.name === '/html');
  const place = mainEnd?.end ?? bodyEnd?.start ?? html.length;
  const dropped = headEnd === undefined ? [] : tags.filter((tag) => tag.start < headEnd.start && isReplaced(html, tag));
  return [
    ...dropped.map(({ start, end }) => ({ start, end: html[end] === '\n' ? end + 1 : end, text: '' })),
    ...(headEnd === undefined ? [] : [{ start: headEnd.start, end: headEnd.start, text: renderHead(edition, page, site).markup }]),
    { start: place, end: place, text: renderNavigation(edition, page, neighbours, site).markup },
  ];
}

export function decorateWebEdition(edition: Edition, neighbours: Neighbours<IssueLine>, site: Site): string {
  let page = '';
  let done = 0;
  for (const { start, end, text } of toInsertions(edition, neighbours, site)) {
    page += edition.web.slice(done, start) + text;
    done = end;
  }
  return page + edition.web.slice(done);
}
