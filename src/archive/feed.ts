/** What all three feeds of a newsletter say, before it is written as RSS, Atom or JSON. */
import type { Publisher } from '../issue/issue.js';
import type { Shelf } from './entry.js';
import { addressOf, type FeedFile, type Site } from './place.js';

export type FeedEntry = {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly lang: string;
  readonly publishedAt: string;
  readonly updatedAt: string;
  /** Text. */
  readonly summary: string;
  /** HTML with whole addresses; absent on the older issues. */
  readonly content?: string;
};

export type Feed = {
  readonly title: string;
  readonly lang: string;
  readonly publisher: Publisher;
  readonly homeUrl: string;
  readonly urls: Readonly<Record<FeedFile, string>>;
  readonly updatedAt: string;
  /** Newest first. */
  readonly entries: readonly FeedEntry[];
};

/** Readers ask several times a day; who missed more than fifty issues finds them in the index. */
export const feedEntryLimit = 50;

/**
 * A tag URI (RFC 4151): the same when the archive moves to another path, scheme or layout. The date is the issue's own, a day on
 * which the publisher had the name.
 */
function tagOf(baseUrl: string, { newsletter, slug, date }: { readonly newsletter: string; readonly slug: string; readonly date: string }): string {
  const host = new URL(baseUrl).hostname;
  return `tag:${/^[a-z0-9.-]+$/.test(host) ? host : 'localhost'},${date}:${newsletter}/${slug}`;
}

/** `contents`: by slug. */
export function toFeed(shelf: Shelf, site: Site, contents: ReadonlyMap<string, string>): Feed {
  const { newsletter, newest } = shelf;
  const urlOf = (file: FeedFile): string => addressOf({ kind: 'feed', newsletter, file }, site);
  const entries = shelf.entries.slice(0, feedEntryLimit).map((entry): FeedEntry => {
    const content = contents.get(entry.slug);
    return {
      id: tagOf(site.canonical.baseUrl, entry), url: addressOf({ kind: 'edition', newsletter, slug: entry.slug }, site), title: entry.title, lang: entry.lang,
      publishedAt: entry.publishedAt, updatedAt: entry.updatedAt, summary: entry.preheader === '' ? entry.title : entry.preheader,
      ...(content === undefined ? {} : { content }),
    };
  });
  return {
    title: newest.name, lang: newest.lang, publisher: newest.publisher, homeUrl: addressOf({ kind: 'index', newsletter }, site),
    urls: { 'feed.xml': urlOf('feed.xml'), 'atom.xml': urlOf('atom.xml'), 'feed.json': urlOf('feed.json') },
    // All times are UTC in one spelling, so the latest is the greatest text.
    updatedAt: entries.map((entry) => entry.updatedAt).toSorted().at(-1) ?? newest.updatedAt, entries,
  };
}
