/** Headers that keep browsers from doing what no page of ours needs. One policy per kind of page; a route names another kind by setting the header itself. */
import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

const closed = "default-src 'none'; base-uri 'none'; object-src 'none'";

export const contentPolicies = {
  /** Our own pages: our stylesheet, our pictures, forms to ourselves. No script at all. */
  page: `${closed}; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'`,
  /** A web edition: styles stand in the page; no script, nothing from elsewhere. */
  edition: `${closed}; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; frame-ancestors 'none'`,
  /** A picture opened by itself: an SVG is a document and could carry script. */
  asset: `${closed}; style-src 'unsafe-inline'; sandbox`,
} as const;

/** A page of ours whose style stands in it: that very style and no other. The hash covers what is between `<style>` and `</style>`. */
export function styledPagePolicy(style: string): string {
  const hash = createHash('sha256').update(style, 'utf8').digest('base64');
  return `${closed}; style-src 'sha256-${hash}'; img-src 'self'; form-action 'none'; frame-ancestors 'none'`;
}

/**
 * A caught mail, shown inside the inbox: whoever wrote it, it runs nothing, submits nothing and calls nobody. `sandbox` gives it an
 * origin of its own also when its address is opened directly. Links may open a new tab, as in a mail program.
 */
export function mailContentPolicy(imageSources: readonly string[]): string {
  const images = ["'self'", 'data:', ...imageSources].join(' ');
  return `${closed}; style-src 'unsafe-inline'; img-src ${images}; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox`;
}

const defaults: readonly (readonly [name: string, value: string])[] = [
  ['Content-Security-Policy', contentPolicies.page],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'], // the address of a page may carry a token
  ['Cache-Control', 'no-store'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=()'],
];

/** Every answer, errors too, gets what its route has not set itself. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of defaults) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
};

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Pages for this machine only answer to a name of this machine: else a foreign page whose domain suddenly resolves to 127.0.0.1
 * could read them (DNS rebinding). `names`: further host names, without port.
 */
export function requireLocalHost(names: readonly string[] = []): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host;
    const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
    if (loopbackNames.has(name) || names.includes(name)) return next();
    return c.text('This page is shown on this machine only.\n', 421); // RFC 9110 15.5.20 Misdirected Request
  };
}
