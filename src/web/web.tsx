/** Joins the rooms of the web server and gives each answer its headers, each failure its page and each request its line in the log. */
import { Hono, type MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import type { Log } from '../log.js';
import { Page, renderPage } from './page.js';
import { securityHeaders } from './security.js';
import { accentStylesheet, stylesheet } from './stylesheet.js';

export type WebParts = {
  /** Where a room's routes hang: `['/u', createUnsubscribeRoutes(...)]`. */
  readonly rooms: readonly (readonly [path: string, routes: Hono])[];
  /** Can the parts behind the pages do their work? What /health answers. */
  readonly isHealthy?: () => Promise<boolean>;
  /** More of it, for people and monitors. */
  readonly describeHealth?: () => Promise<Readonly<Record<string, string | number>>>;
  /** What `/` leads to. */
  readonly home?: string;
  readonly log: Log;
};

export function createWeb({ rooms, isHealthy, describeHealth, home, log }: WebParts): Hono {
  const app = new Hono();
  app.use(logRequest(log));
  app.use(securityHeaders);
  app.get('/health', async (c) => {
    const isWell = await (isHealthy?.() ?? Promise.resolve(true)).catch(() => false);
    const more = await (describeHealth?.() ?? Promise.resolve({})).catch(() => ({}));
    return c.json({ status: isWell ? 'ok' : 'failing', ...more }, isWell ? 200 : 503);
  });
  app.get('/assets/courant.css', (c) => c.body(stylesheet, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=300' }));
  // Only these names: the rooms have files of their own under /assets/.
  app.get('/assets/:file{accent-[0-9a-f]{6}\\.css}', (c) => {
    const colour = c.req.param('file').slice('accent-'.length, -'.css'.length);
    return c.body(accentStylesheet(`#${colour}`), 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=86400' });
  });
  app.get('/favicon.ico', (c) => c.body(null, 204, { 'Cache-Control': 'public, max-age=86400' })); // browsers ask unasked
  app.get('/robots.txt', (c) => c.text('User-agent: *\nDisallow: /u/\nDisallow: /c/\nDisallow: /unmatched/\nDisallow: /p\nDisallow: /confirm/\nDisallow: /address/\n'));
  if (home !== undefined) app.get('/', (c) => c.redirect(home));
  for (const [path, routes] of rooms) app.route(path, routes);
  app.notFound(async (c) => c.html(await renderPage(<FailurePage title="Not found" text="There is no page at this address." />), 404));
  app.onError(async (error, c) => {
    if (error instanceof HTTPException && error.status < 500) return c.text(error.message, error.status);
    if (isUnknownToUtf8(error)) return c.notFound();
    log.error('request failed', { route: routePath(c, -1), error });
    return c.html(await renderPage(<FailurePage title="Something went wrong" text="It is not your fault, and it has been written down. Please try again later." />), 500);
  });
  return app;
}

/** PostgreSQL takes no NUL (SQLSTATE 22021): nothing of ours has such a name, and it is no failure of ours. */
function isUnknownToUtf8(error: Error): boolean {
  return 'code' in error && error.code === '22021';
}

/** The route's pattern, never its path: a path may be a token. */
function logRequest(log: Log): MiddlewareHandler {
  return async (c, next) => {
    const begun = performance.now();
    await next();
    log.debug('request', { method: c.req.method, route: routePath(c, -1), status: c.res.status, ms: Math.round(performance.now() - begun) });
  };
}

function FailurePage({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <Page title={title} kind="card">
      <h1>{title}</h1>
      <p>{text}</p>
    </Page>
  );
}
