/** Counted links: `/c/<token>/<number>` leads where the campaign's link of that number leads; number 0 is the picture that tells of opening. */
import { Hono, type Context } from 'hono';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { FollowLink } from '../../campaign/record-click.js';

/** The smallest GIF: one transparent pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

export function createLinkRoutes(follow: FollowLink): Hono {
  const routes = new Hono();
  // hono answers HEAD by the route of GET.
  routes.get('/:token/:number{[0-9]{1,6}}', async (c) => {
    const url = await follow({ token: c.req.param('token'), number: Number(c.req.param('number')), method: c.req.method, agent: c.req.header('user-agent') ?? '', from: visitorOf(c) });
    if (url === undefined) return c.notFound();
    if (url === null) return c.body(pixel, 200, { 'Content-Type': 'image/gif' });
    return c.body(null, 302, { Location: new URL(url).href });
  });
  return routes;
}

/** Behind a proxy all have its address. Only to tell visitors apart for some seconds: who lies here spoils a figure and nothing else. */
function visitorOf(c: Context): string {
  const forwarded = c.req.header('x-forwarded-for');
  if (forwarded !== undefined) return forwarded;
  // Asked without a connection, by a test, there is none to know.
  return typeof c.env === 'object' && c.env !== null && 'incoming' in c.env ? (getConnInfo(c).remote.address ?? '') : '';
}
