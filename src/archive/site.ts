/** The whole archive as files of a static site. Pure: who calls reads the editions and writes the files. */
import type { Edition } from '../edition/edition.js';
import { UserError } from '../errors.js';
import { renderAtom } from './atom.js';
import { collectContents } from './content.js';
import { decorateWebEdition } from './decorate.js';
import { findNeighbours, toShelves, type ArchiveEntry, type Shelf } from './entry.js';
import { feedEntryLimit, toFeed, type Feed } from './feed.js';
import { renderJsonFeed } from './json-feed.js';
import { renderIndexPage, renderLostPage, renderOverviewPage } from './pages.js';
import { addressOf, feedFiles, pathOf, type FeedFile, type Site } from './place.js';
import { renderRss } from './rss.js';

export type SiteFile = { readonly path: string; readonly content: string | Uint8Array };

/** Where editions and pictures come from: the database, or issues compiled just now. */
export type SiteSource = {
  readonly entries: readonly ArchiveEntry[];
  findEdition(entry: ArchiveEntry): Promise<Edition | undefined>;
  findAsset(entry: ArchiveEntry, name: string): Promise<Uint8Array | undefined>;
};

export const feedRenderers: Readonly<Record<FeedFile, (feed: Feed) => string>> = { 'feed.xml': renderRss, 'atom.xml': renderAtom, 'feed.json': renderJsonFeed };

async function collectEdition(entry: ArchiveEntry, shelf: Shelf, source: SiteSource, site: Site): Promise<readonly SiteFile[]> {
  const edition = await source.findEdition(entry);
  if (edition === undefined) return [];
  const { newsletter, slug } = entry;
  const files: SiteFile[] = [{ path: pathOf({ kind: 'edition', newsletter, slug }, 'files'), content: decorateWebEdition(edition, findNeighbours(shelf.entries, slug), site) }];
  for (const name of edition.assets) {
    const content = await source.findAsset(entry, name);
    if (content !== undefined) files.push({ path: `${newsletter}/${slug}/${name}`, content });
  }
  return files;
}

async function collectShelf(shelf: Shelf, source: SiteSource, site: Site): Promise<readonly SiteFile[]> {
  const { newsletter, entries } = shelf;
  const contents = await collectContents(entries.slice(0, feedEntryLimit), site, async (entry) => (await source.findEdition(entry))?.web);
  const feed = toFeed(shelf, site, contents);
  const files: SiteFile[] = [{ path: pathOf({ kind: 'index', newsletter }, 'files'), content: renderIndexPage(shelf, site) }];
  for (const file of feedFiles) files.push({ path: pathOf({ kind: 'feed', newsletter, file }, 'files'), content: feedRenderers[file](feed) });
  for (const entry of entries) files.push(...(await collectEdition(entry, shelf, source, site)));
  return files;
}

/** An issue named `index` would take the place of its newsletter's index; disks that ignore case can hold only one of two names. */
function requireOwnPlaces(files: readonly SiteFile[]): void {
  const seen = new Map<string, string>();
  for (const { path } of files) {
    const other = seen.get(path.toLowerCase());
    if (other !== undefined) throw new UserError('refused', `two pages of the archive would be the same file: ${other} and ${path}`, { hint: 'rename the folder of one of the issues' });
    seen.set(path.toLowerCase(), path);
  }
}

/** In the same order with the same bytes for the same input. */
export async function collectSite(source: SiteSource, site: Site): Promise<readonly SiteFile[]> {
  const shelves = toShelves(source.entries);
  const langs = new Set(shelves.map(({ newest }) => newest.lang));
  const first = shelves[0]?.newest;
  const [lang, dir] = first !== undefined && langs.size === 1 ? [first.lang, first.dir] : ['en', 'ltr' as const];
  const home = site.canonical.layout === 'files' ? addressOf({ kind: 'overview' }, site) : 'index.html';
  const files: SiteFile[] = [
    { path: 'index.html', content: renderOverviewPage(shelves, site) },
    { path: '404.html', content: renderLostPage(lang, dir, home) },
  ];
  for (const shelf of shelves) files.push(...(await collectShelf(shelf, source, site)));
  requireOwnPlaces(files);
  return files;
}
