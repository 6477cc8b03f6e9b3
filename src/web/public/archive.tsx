/** The web editions: a list of what was sent, each edition's own page as it was compiled, and its pictures. */
import { type Context, Hono } from 'hono';
import type { Edition } from '../../edition/edition.js';
import { Page, renderPage } from '../page.js';
import { contentPolicies } from '../security.js';

export type EditionLine = Pick<Edition, 'newsletter' | 'slug' | 'name' | 'title' | 'date' | 'lang'>;
export type Archive = {
  /** Sent editions, newest first. */
  listEditions(): Promise<readonly EditionLine[]>;
  findEdition(newsletter: string, slug: string): Promise<Edition | undefined>;
  findAsset(name: string): Promise<{ readonly mediaType: string; readonly bytes: Uint8Array } | undefined>;
};

/** Shown in the page; everything else is handed out as a download. */
const pictureTypes: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/svg+xml']);
const assetName = /^[0-9a-f]{32}\.[a-z0-9]{1,5}$/; // Edition.assets

export function createArchiveRoutes(archive: Archive): Hono {
  const routes = new Hono();
  routes.get('/', async (c) => c.html(await renderPage(<ArchivePage editions={await archive.listEditions()} />)));
  routes.get('/:newsletter/:slug', async (c) => {
    const edition = await archive.findEdition(c.req.param('newsletter'), c.req.param('slug'));
    return edition === undefined ? c.notFound() : showEdition(c, edition);
  });
  routes.get('/:newsletter/:slug/:asset', async (c) => {
    const name = c.req.param('asset');
    const asset = assetName.test(name) ? await archive.findAsset(name) : undefined;
    return asset === undefined ? c.notFound() : showAsset(c, asset);
  });
  return routes;
}

function showEdition(c: Context, edition: Edition): Response {
  const etag = `"${edition.hash}"`;
  // `no-cache` means "ask first": a corrected edition shows at once, an unchanged one costs no body.
  const headers = { 'Content-Security-Policy': contentPolicies.edition, 'Cache-Control': 'public, no-cache', ETag: etag };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  return c.html(edition.web, 200, headers);
}

/** The name is the hash of the bytes, so they never change. No Cross-Origin-Resource-Policy: web mail shows them from elsewhere. */
function showAsset(c: Context, { mediaType, bytes }: { readonly mediaType: string; readonly bytes: Uint8Array }): Response {
  const isPicture = pictureTypes.has(mediaType);
  return c.body(new Uint8Array(bytes), 200, {
    'Content-Type': isPicture ? mediaType : 'application/octet-stream',
    'Content-Security-Policy': contentPolicies.asset,
    'Cache-Control': 'public, max-age=31536000, immutable',
    ...(isPicture ? {} : { 'Content-Disposition': 'attachment' }),
  });
}

function ArchivePage({ editions }: { readonly editions: readonly EditionLine[] }) {
  return (
    <Page title="Archive" kind="card">
      <h1>Archive</h1>
      <section class="panel">
        {editions.length === 0 ? <p class="soft">Nothing was sent yet.</p> : (
          <ul class="issues">
            {editions.map((edition) => (
              <li lang={edition.lang}>
                <a href={`/archive/${encodeURIComponent(edition.newsletter)}/${encodeURIComponent(edition.slug)}`}>{edition.title}</a>
                <div class="small soft">{edition.name} · <time datetime={edition.date}>{edition.date}</time></div>
              </li>
            ))}
          </ul>
        )}
      </section>
    </Page>
  );
}
