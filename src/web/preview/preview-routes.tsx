/** The routes of the preview. Everything is asked for by the names of an issue; nothing in an address becomes a path of the disk. */
import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { renderFrame } from '../../preview/frame.js';
import { keyOf, type IssueName } from '../../preview/project.js';
import { parseView, type View } from '../../preview/view.js';
import type { IssueState } from '../../preview/workbench.js';
import { renderPage } from '../page.js';
import { requireLocalHost } from '../security.js';
import { askLinks, openFault, sendTest } from './deeds.js';
import { DeskPage } from './desk-page.js';
import { deskStylesheet } from './desk-stylesheet.js';
import { Faults } from './faults.js';
import { refuseOtherSites, requireToken } from './guard.js';
import { modules } from './modules.js';
import type { PreviewParts } from './parts.js';
import { deskPolicy, framePolicy } from './policies.js';
import { frameQueryOf, mailHtmlOf, nameOf } from './shown.js';

const nothingYet = '<!doctype html><html lang="en"><head><title>Nothing yet</title></head><body><p style="font:16px/1.6 system-ui,sans-serif;color:#666;padding:2rem">There is no good state yet.</p></body></html>';

/** Loaded when they are asked for: the first mail comes before them. */
const panes = () => import('./panes.js');

export function createPreviewRoutes(parts: PreviewParts): Hono {
  const { workbench, events } = parts;
  const routes = new Hono();
  routes.use(requireLocalHost());
  routes.use(refuseOtherSites);
  routes.get('/', async (c) => {
    const first = parts.first ?? (await newestIssue(parts));
    return first === undefined ? c.text('There is no issue yet: courant init writes one.\n', 404) : c.redirect(`/issue/${first.newsletter}/${first.slug}`);
  });
  routes.get('/assets/desk.css', (c) => c.body(deskStylesheet, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  routes.get('/assets/desk/:name', (c) => {
    const module = modules.find((name) => `${name}.js` === c.req.param('name'));
    return module === undefined ? c.notFound() : c.body(readFileSync(new URL(`./browser/${module}.js`, import.meta.url), 'utf8'), 200, { 'Content-Type': 'text/javascript; charset=utf-8' });
  });
  routes.get('/assets/desk.svg', (c) => c.body(icon, 200, { 'Content-Type': 'image/svg+xml' }));
  routes.get('/events', (c) => events.stream(c));
  routes.get('/issue/:newsletter/:slug', (c) => showDesk(parts, c));
  routes.get('/frame/:newsletter/:slug', async (c) => showFrame(c, await workbench.open(nameOf(c)), async ({ mail }, view) => mail && mailHtmlOf(parts, mail.edition, view)));
  routes.get('/edition/:newsletter/:slug', async (c) => showFrame(c, await workbench.openWhole(nameOf(c)), async ({ render }) => render?.edition.web));
  routes.get('/previous/:newsletter/:slug', async (c) => showFrame(c, await workbench.openWhole(nameOf(c)), async ({ render }, view) => {
    const previous = render && await parts.findPrevious(render);
    return previous && mailHtmlOf(parts, previous.edition, view);
  }));
  routes.get('/edition/:newsletter/:slug/:asset', async (c) => {
    const asset = await parts.findAsset(c.req.param('asset'));
    if (asset === undefined) return c.notFound();
    return c.body(new Uint8Array(asset.bytes), 200, { 'Content-Type': asset.mediaType, 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox", 'Cache-Control': 'private, max-age=3600' });
  });
  routes.get('/panel/:newsletter/:slug', async (c) => (await panes()).showPanel(parts, c));
  routes.get('/sheet/:newsletter/:slug', async (c) => (await panes()).showSheet(parts, c));
  routes.get('/state/:newsletter/:slug', async (c) => {
    const state = await workbench.open(nameOf(c));
    return state === undefined ? c.notFound() : c.json(toStateEvent(state));
  });
  routes.get('/faults/:newsletter/:slug', async (c) => {
    const state = await workbench.open(nameOf(c));
    if (state === undefined) return c.notFound();
    if (state.faults.length === 0) return c.html('');
    return c.html(<Faults faults={state.faults} hasLastGood={state.render !== undefined} hasEditor={parts.openEditor !== undefined} />);
  });
  routes.post('/open/:newsletter/:slug/:index{[0-9]{1,4}}', requireToken(parts.token), (c) => openFault(parts, c));
  routes.post('/ask-links/:newsletter/:slug', requireToken(parts.token), (c) => askLinks(parts, c));
  routes.post('/send-test/:newsletter/:slug', requireToken(parts.token), (c) => sendTest(parts, c));
  return routes;
}

type StateEvent = Pick<IssueState, 'version' | 'isWhole' | 'mailMs' | 'tookMs'> & { readonly issue: string; readonly faults: number };

/** What open pages are told of an issue. */
export function toStateEvent(state: IssueState): StateEvent {
  const { version, isWhole, faults, mailMs, tookMs } = state;
  return { issue: keyOf(state), faults: faults.length, version, isWhole, mailMs, tookMs };
}

const icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1b5e8c"/><path d="M7 11l9 7 9-7v11H7z" fill="#fff"/></svg>';

async function newestIssue(parts: PreviewParts): Promise<IssueName | undefined> {
  const issues = (await parts.listProject()).flatMap((newsletter) => newsletter.issues);
  return issues.toSorted((one, other) => (one.date < other.date ? 1 : -1))[0];
}

async function showDesk(parts: PreviewParts, c: Context): Promise<Response> {
  const name = nameOf(c);
  const newsletters = await parts.listProject();
  const listed = newsletters.flatMap((newsletter) => newsletter.issues).find((issue) => keyOf(issue) === keyOf(name));
  if (listed === undefined) return c.notFound();
  // Begins to compile while the browser reads the page.
  void parts.workbench.open(name);
  const page = <DeskPage name={name} title={listed.title} newsletters={newsletters} faultCounts={parts.faultCounts()} readers={(await parts.readReaders(name.newsletter)).readers}
    view={parseView(c.req.query())} frameQuery={frameQueryOf(c)} token={parts.token} testRecipients={parts.testRecipients} />;
  return c.html(await renderPage(page), 200, { 'Content-Security-Policy': deskPolicy });
}

type MakeHtml = (state: IssueState, view: View) => Promise<string | undefined>;

/** Of a state, so that the page knows which one a frame shows. */
async function showFrame(c: Context, state: IssueState | undefined, make: MakeHtml): Promise<Response> {
  if (state === undefined) return c.notFound();
  const view = parseView(c.req.query());
  const html = await make(state, view);
  return c.html(renderFrame(html ?? nothingYet, view, state.version), 200, { 'Content-Security-Policy': framePolicy(view.hasRemote) });
}
