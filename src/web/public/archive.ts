/** The public archive: what was sent, newsletter by newsletter, each web edition with its neighbours and pictures, and the feeds. */
import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { collectContents } from '../../archive/content.js';
import { decorateWebEdition } from '../../archive/decorate.js';
import { findNeighbours, toShelves, type ArchiveEntry, type IssueLine, type Shelf } from '../../archive/entry.js';
import { feedEntryLimit, toFeed } from '../../archive/feed.js';
import { feedFormats } from '../../archive/feed-links.js';
import { renderIndexPage, renderOverviewPage } from '../../archive/pages.js';
import { feedFiles, type FeedFile, type Site } from '../../archive/place.js';
import { feedRenderers } from '../../archive/site.js';
import { archiveStylesheet } from '../../archive/stylesheet.js';
import type { Edition } from '../../edition/edition.js';
import { contentPolicies, styledPagePolicy } from '../security.js';

/** Sent editions only, in no particular order: nothing else is public. */
export type Archive = {
  listEditions(newsletter?: string): Promise<readonly ArchiveEntry[]>;
  /** The issues of a newsletter, without reading their editions. */
  listIssues(newsletter: string): Promise<readonly IssueLine[]>;
  findEdition(newsletter: string, slug: string): Promise<Edition | undefined>;
  findAsset(name: string): Promise<{ readonly mediaType: string; readonly bytes: Uint8Array } | undefined>;
};

/** Shown in the page; everything else is handed out as a download. */
const pictureTypes: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/svg+xml']);
const assetName = /^[0-9a-f]{32}\.[a-z0-9]{1,5}$/; // Edition.assets

/** `publicUrl`: where readers reach the server, without a slash at the end. */
export function createArchiveRoutes(archive: Archive, { publicUrl }: { readonly publicUrl: string }): Hono {
  const site: Site = { layout: 'server', canonical: { baseUrl: publicUrl, layout: 'server' } };
  const policy = styledPagePolicy(archiveStylesheet);
  const routes = new Hono();
  routes.get('/', async (c) => showPage(c, renderOverviewPage(toShelves(await archive.listEditions()), site), policy));
  routes.get('/:newsletter', async (c) => {
    const shelf = await findShelf(archive, c.req.param('newsletter'));
    return shelf === undefined ? c.notFound() : showPage(c, renderIndexPage(shelf, site), policy);
  });
  for (const file of feedFiles) {
    routes.get(`/:newsletter/${file}`, async (c) => {
      const shelf = await findShelf(archive, c.req.param('newsletter'));
      return shelf === undefined ? c.notFound() : showFeed(c, archive, { shelf, file, site });
    });
  }
  routes.get('/:newsletter/:slug', async (c) => {
    const edition = await archive.findEdition(c.req.param('newsletter'), c.req.param('slug'));
    if (edition === undefined) return c.notFound();
    const neighbours = findNeighbours(await archive.listIssues(edition.newsletter), edition.slug);
    return showPage(c, decorateWebEdition(edition, neighbours, site), contentPolicies.edition);
  });
  routes.get('/:newsletter/:slug/:asset', async (c) => {
    const name = c.req.param('asset');
    const asset = assetName.test(name) ? await archive.findAsset(name) : undefined;
    if (asset === undefined) return c.notFound();
    if (pictureTypes.has(asset.mediaType)) return showPicture(c, asset);
    const edition = await archive.findEdition(c.req.param('newsletter'), c.req.param('slug'));
    return offerFile(c, asset.bytes, edition?.fileNames?.[name]);
  });
  return routes;
}

async function findShelf(archive: Archive, newsletter: string): Promise<Shelf | undefined> {
  return toShelves(await archive.listEditions(newsletter))[0];
}

function hashOf(content: string): string {
  return createHash('sha256').update(content, 'utf8').digest('hex').slice(0, 32);
}

/** RFC 9110 13.1.2: a list of tags, compared weakly, since a proxy that packs the body marks them as weak. */
function isKnown(c: Context, etag: string): boolean {
  const header = c.req.header('if-none-match');
  return header !== undefined && header.split(',').map((tag) => tag.trim().replace(/^W\//, '')).some((tag) => tag === etag || tag === '*');
}

/** `no-cache` means "ask first": a corrected edition shows at once, an unchanged one costs no body. */
function showPage(c: Context, html: string, policy: string): Response {
  const etag = `"${hashOf(html)}"`;
  const headers = { 'Content-Security-Policy': policy, 'Cache-Control': 'public, no-cache', ETag: etag };
  return isKnown(c, etag) ? c.body(null, 304, headers) : c.html(html, 200, headers);
}

/** The list alone tells whether a feed is another: who asks again costs no reading of editions. */
async function showFeed(c: Context, archive: Archive, { shelf, file, site }: { readonly shelf: Shelf; readonly file: FeedFile; readonly site: Site }): Promise<Response> {
  const etag = `"${hashOf(JSON.stringify([file, site, shelf]))}"`;
  const headers = { 'Cache-Control': 'public, max-age=300', ETag: etag };
  if (isKnown(c, etag)) return c.body(null, 304, headers);
  const contents = await collectContents(shelf.entries.slice(0, feedEntryLimit), site, async ({ newsletter, slug }) => (await archive.findEdition(newsletter, slug))?.web);
  return c.body(feedRenderers[file](toFeed(shelf, site, contents)), 200, { ...headers, 'Content-Type': `${feedFormats[file].mediaType}; charset=utf-8` });
}

/** The name is the hash of the bytes, so they never change. No Cross-Origin-Resource-Policy: web mail shows them from elsewhere. */
const assetHeaders = { 'Content-Security-Policy': contentPolicies.asset, 'Cache-Control': 'public, max-age=31536000, immutable' } as const;

function showPicture(c: Context, { mediaType, bytes }: { readonly mediaType: string; readonly bytes: Uint8Array }): Response {
  return c.body(new Uint8Array(bytes), 200, { ...assetHeaders, 'Content-Type': mediaType });
}

/** Kept by the reader, never opened here, under the name that the editor gave it. */
function offerFile(c: Context, bytes: Uint8Array, fileName: string | undefined): Response {
  return c.body(new Uint8Array(bytes), 200, { ...assetHeaders, 'Content-Type': 'application/octet-stream', 'Content-Disposition': toDisposition(fileName) });
}

/** RFC 6266 4: a plain name for old programs, and the whole one as RFC 8187 writes it. */
function toDisposition(fileName: string | undefined): string {
  if (fileName === undefined) return 'attachment';
  const plain = fileName.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replaceAll(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
