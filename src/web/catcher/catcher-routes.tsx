/** The inbox of the catcher: what came, and each mail as its reader would see it. Reads only; shown on this machine only. */
import { type Context, Hono } from 'hono';
import type { Catcher } from '../../catcher/catcher.js';
import { type CatcherEntry, verdicts } from '../../catcher/catcher-log.js';
import { renderPage } from '../page.js';
import { mailContentPolicy, requireLocalHost } from '../security.js';
import { InboxPage, type InboxQuery, pageSize } from './inbox-page.js';
import { MailPage, type MailView, mailViews } from './mail-page.js';
import { openMail, prepareHtml } from './open-mail.js';

export type CatcherInbox = Pick<Catcher, 'mails' | 'find' | 'rawOf' | 'port'>;
export type CatcherRoutesOptions = {
  /** Origins that mails may show pictures of, besides this server: where their web editions are. */
  readonly imageSources?: readonly string[];
  /** Host names the pages answer to, besides those of this machine. */
  readonly hosts?: readonly string[];
};

export function createCatcherRoutes(inbox: CatcherInbox, { imageSources = [], hosts = [] }: CatcherRoutesOptions = {}): Hono {
  const routes = new Hono();
  routes.use(requireLocalHost(hosts));
  routes.get('/', async (c) => {
    const query = readInboxQuery(c);
    const { search, verdict, outcome } = query;
    const page = inbox.mails({
      offset: (query.page - 1) * pageSize, limit: pageSize,
      ...(search === '' ? {} : { search }), ...(verdict === undefined ? {} : { verdict }), ...(outcome === '' ? {} : { outcome }),
    });
    return c.html(await renderPage(<InboxPage query={query} page={page} port={inbox.port} />));
  });
  routes.get('/:n{[0-9]+}', async (c) => {
    const entry = findEntry(inbox, c);
    if (entry === undefined) return c.notFound();
    const raw = await inbox.rawOf(entry.n);
    const view = readView(c.req.query('view'));
    const isPhone = c.req.query('width') === 'phone';
    const mail = raw === undefined ? undefined : await openMail(raw);
    return c.html(await renderPage(<MailPage entry={entry} mail={mail} raw={raw} view={view} isPhone={isPhone} />));
  });
  routes.get('/:n{[0-9]+}/html', async (c) => {
    const raw = await rawOf(inbox, c);
    if (raw === undefined) return c.notFound();
    const { html } = await openMail(raw);
    return c.html(prepareHtml(html ?? ''), 200, { 'Content-Security-Policy': mailContentPolicy(imageSources) });
  });
  routes.get('/:n{[0-9]+}/mail.eml', async (c) => {
    const raw = await rawOf(inbox, c);
    if (raw === undefined) return c.notFound();
    return c.body(new Uint8Array(raw), 200, { 'Content-Type': 'message/rfc822', 'Content-Disposition': `attachment; filename="mail-${c.req.param('n')}.eml"` });
  });
  return routes;
}

function findEntry(inbox: CatcherInbox, c: Context): CatcherEntry | undefined {
  return inbox.find(Number(c.req.param('n')));
}

async function rawOf(inbox: CatcherInbox, c: Context): Promise<Buffer | undefined> {
  const entry = findEntry(inbox, c);
  return entry === undefined ? undefined : inbox.rawOf(entry.n);
}

function readInboxQuery(c: Context): InboxQuery {
  const page = Number(c.req.query('page') ?? '1');
  return {
    search: (c.req.query('search') ?? '').trim(),
    verdict: verdicts.find((verdict) => verdict === c.req.query('verdict')),
    outcome: (c.req.query('outcome') ?? '').trim(),
    page: Number.isInteger(page) && page >= 1 && page < 1e6 ? page : 1,
  };
}

function readView(value: string | undefined): MailView {
  return mailViews.find((view) => view === value) ?? 'html';
}
