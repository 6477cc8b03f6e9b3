/** Where each page of the archive stands: as an address of the server, or as a file of the static site; and how one leads to another. */
import { posix } from 'node:path';

export const feedFiles = ['feed.xml', 'atom.xml', 'feed.json'] as const;
export type FeedFile = (typeof feedFiles)[number];

/** `server`: /archive/weekly/134. `files`: weekly/134.html, which every static host and every disk can show. */
export type Layout = 'server' | 'files';

export type ArchivePage =
  | { readonly kind: 'overview' }
  | { readonly kind: 'index'; readonly newsletter: string }
  | { readonly kind: 'feed'; readonly newsletter: string; readonly file: FeedFile }
  | { readonly kind: 'edition'; readonly newsletter: string; readonly slug: string };

export type Site = {
  /** How pages link to each other. */
  readonly layout: Layout;
  /** Where each page is at home: a copy on a disk names the pages of the server, or of the host it is meant for. No slash at the end. */
  readonly canonical: { readonly baseUrl: string; readonly layout: Layout };
};

/** Relative to the base, without a slash in front. */
export function pathOf(page: ArchivePage, layout: Layout): string {
  const isServer = layout === 'server';
  const parts = isServer ? ['archive'] : [];
  if (page.kind === 'overview') return isServer ? 'archive' : 'index.html';
  parts.push(page.newsletter);
  if (page.kind === 'index' && !isServer) parts.push('index.html');
  if (page.kind === 'feed') parts.push(page.file);
  if (page.kind === 'edition') parts.push(isServer ? page.slug : `${page.slug}.html`);
  return parts.map((part) => encodeURIComponent(part)).join('/');
}

/** The whole address; a static host shows `weekly/index.html` at `weekly/`. */
export function addressOf(page: ArchivePage, { canonical }: Site): string {
  return `${canonical.baseUrl}/${pathOf(page, canonical.layout).replace(/(^|\/)index\.html$/, '$1')}`;
}

/** From page to page, relative: the archive works below any path and from a disk. */
export function linkBetween(from: ArchivePage, to: ArchivePage, { layout }: Site): string {
  const target = `/${pathOf(to, layout)}`;
  const path = posix.relative(posix.dirname(`/${pathOf(from, layout)}`), target);
  // From /archive/weekly to /archive: an empty link would lead to the page itself.
  return path === '' || path === '..' ? `${path === '' ? '..' : '../..'}/${posix.basename(target)}` : path;
}
