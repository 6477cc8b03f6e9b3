/**
 * Who may talk to the preview. It reads the editor's files and can send mail, so other pages of the same browser must reach nothing:
 * the host is this machine's name (against DNS rebinding), what comes from another site is turned away, and what changes something
 * carries the origin and a token that only our own page knows.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';

/** Fetch Metadata: browsers say where a request comes from, and pages cannot forge it. Opening our page by a link is no attack. */
export const refuseOtherSites: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site');
  const isForeign = site === 'cross-site' || site === 'same-site';
  const isVisit = c.req.method === 'GET' && c.req.header('sec-fetch-mode') === 'navigate' && c.req.header('sec-fetch-dest') === 'document';
  if (isForeign && !isVisit) return refuse(c, 'This page answers to itself only.');
  await next();
  c.res.headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return undefined;
};

export const tokenHeader = 'X-Courant-Token';

/** For what changes something: the same origin, and the token of the page. */
export function requireToken(token: string): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header('origin');
    if (origin === undefined || origin !== `http://${c.req.header('host') ?? ''}`) return refuse(c, 'The request comes from another page.');
    if (!isSame(c.req.header(tokenHeader) ?? '', token)) return refuse(c, 'The token of the page is missing or old; load the page again.');
    return next();
  };
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function refuse(c: Context, message: string): Response {
  return c.text(`${message}\n`, 403);
}
