/** Counted links: `/c/<token>/<number>` leads where the campaign's link of that number leads; number 0 is the picture that tells of opening. */
import { Hono } from 'hono';
import type { FollowLink } from '../../campaign/record-click.js';
import type { AddressOf } from './client-network.js';

/** The smallest GIF: one transparent pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

export function createLinkRoutes(follow: FollowLink, addressOf: AddressOf): Hono {
  const routes = new Hono();
  // hono answers HEAD by the route of GET.
  routes.get('/:token/:number{[0-9]{1,6}}', async (c) => {
    const url = await follow({ token: c.req.param('token'), number: Number(c.req.param('number')), method: c.req.method, agent: c.req.header('user-agent') ?? '', from: addressOf(c) ?? '' });
    if (url === undefined) return c.notFound();
    if (url === null) return c.body(pixel, 200, { 'Content-Type': 'image/gif' });
    return c.body(null, 302, { Location: new URL(url).href });
  });
  return routes;
}
