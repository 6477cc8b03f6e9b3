/** The pictures above the pages of lists. */
import { Hono } from 'hono';
import { contentPolicies } from '../security.js';

export type Logo = { readonly mediaType: string; readonly bytes: Uint8Array };

/** Named by their content, so that they may be kept for ever. `findLogo` knows those that a list shows, and no other picture. */
export function createLogoRoutes(findLogo: (name: string) => Promise<Logo | undefined>): Hono {
  const routes = new Hono();
  routes.get('/:name{[0-9a-f]{32}\\.[a-z]{3,4}}', async (c) => {
    const logo = await findLogo(c.req.param('name'));
    if (logo === undefined) return c.notFound();
    return c.body(new Uint8Array(logo.bytes), 200, { 'Content-Type': logo.mediaType, 'Content-Security-Policy': contentPolicies.asset, 'Cache-Control': 'public, max-age=31536000, immutable' });
  });
  return routes;
}
