/** The three feeds of a newsletter as links: for programs in the head of a page, for people below its text. */
import { markup, type Markup } from './markup.js';
import { feedFiles, linkBetween, type ArchivePage, type FeedFile, type Site } from './place.js';
import { wordsFor } from './words.js';

export const feedFormats: Readonly<Record<FeedFile, { readonly name: string; readonly mediaType: string }>> = {
  'feed.xml': { name: 'RSS', mediaType: 'application/rss+xml' },
  'atom.xml': { name: 'Atom', mediaType: 'application/atom+xml' },
  'feed.json': { name: 'JSON Feed', mediaType: 'application/feed+json' },
};

const feeds = feedFiles.map((file) => ({ file, ...feedFormats[file] }));

type Titled = { readonly newsletter: string; readonly name: string; readonly lang: string };

export function feedLinks({ newsletter, name }: Titled, page: ArchivePage, site: Site): readonly Markup[] {
  return feeds.map(({ file, name: format, mediaType }) =>
    markup`<link rel="alternate" type="${mediaType}" title="${name} (${format})" href="${linkBetween(page, { kind: 'feed', newsletter, file }, site)}">\n`);
}

export function renderFeedList({ newsletter, lang }: Titled, page: ArchivePage, site: Site): Markup {
  const links = feeds.map(({ file, name, mediaType }) => markup`<li><a type="${mediaType}" href="${linkBetween(page, { kind: 'feed', newsletter, file }, site)}">${name}</a></li>\n`);
  const label = wordsFor(lang).feeds;
  return markup`<nav class="feeds" aria-label="${label}"><p aria-hidden="true">${label}</p><ul>\n${links}</ul></nav>\n`;
}
