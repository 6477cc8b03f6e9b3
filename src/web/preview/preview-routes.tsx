/** The routes of the preview. Everything is asked for by the names of an issue; nothing in an address becomes a path of the disk. */
import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import type { Report } from '../../preflight/rule.js';
import type { Edition } from '../../edition/edition.js';
import { UserError, toUserErrors } from '../../errors.js';
import { toFaultView, type FaultPlace, type Locate } from '../../preview/fault.js';
import { renderFrame } from '../../preview/frame.js';
import { showMail, type ShownMail } from '../../preview/mail.js';
import { keyOf, type IssueName, type ListedNewsletter } from '../../preview/project.js';
import type { SampleReader } from '../../preview/reader.js';
import type { SectionChoice } from '../../preview/reader-sections.js';
import type { ReadReaders } from '../../preview/readers-file.js';
import type { SourceTexts } from '../../preview/source-texts.js';
import { parseView, type View } from '../../preview/view.js';
import type { IssueState, Render, Workbench } from '../../preview/workbench.js';
import { renderPage } from '../page.js';
import { requireLocalHost } from '../security.js';
import { DeskPage } from './desk-page.js';
import { modules } from './modules.js';
import { deskStylesheet } from './desk-stylesheet.js';
import type { PreviewEvents } from './events.js';
import { Faults } from './faults.js';
import { refuseOtherSites, requireToken } from './guard.js';
import { Panel } from './panel.js';
import { deskPolicy, framePolicy } from './policies.js';
import { CompareSheet, SourceSheet, TextSheet, WebSheet } from './sheets.js';

export type PreviousIssue = { readonly edition: Edition; readonly from: 'sent' | 'folder' };

export type PreviewParts = {
  readonly workbench: Workbench;
  readonly events: PreviewEvents;
  /** Known to our own page only. */
  readonly token: string;
  readonly first: IssueName | undefined;
  readonly locate: Locate;
  readonly testRecipients: readonly string[];
  listProject(): Promise<readonly ListedNewsletter[]>;
  faultCounts(): ReadonlyMap<string, number>;
  /** A picture or file of an issue, of any state since the start, or of the issue that was sent last. */
  findAsset(name: string): Promise<{ readonly mediaType: string; readonly bytes: Uint8Array } | undefined>;
  /** There is always one; with what is wrong with the file that names them. */
  readReaders(newsletter: string): Promise<ReadReaders>;
  chooseSections(edition: Edition, reader: SampleReader): SectionChoice;
  senderName(edition: Edition): string;
  findPrevious(render: Render): Promise<PreviousIssue | undefined>;
  examine(render: Render): Promise<Report>;
  makeSource(render: Render, reader: SampleReader, view: { readonly file: number; readonly hidden: ReadonlySet<string> }): Promise<SourceTexts>;
  sendTest(render: Render, reader: SampleReader, hidden: ReadonlySet<string>, to: string): Promise<string>;
  /** undefined: no editor is set. */
  readonly openEditor: ((place: FaultPlace) => Promise<void>) | undefined;
};

const nothingYet = '<!doctype html><html lang="en"><head><title>Nothing yet</title></head><body><p style="font:16px/1.6 system-ui,sans-serif;color:#666;padding:2rem">There is no good state yet.</p></body></html>';

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
  routes.get('/frame/:newsletter/:slug', (c) => showFrame(parts, c, async (render, view, version) => renderFrame((await mailOf(parts, render, view)).html, view, version)));
  routes.get('/edition/:newsletter/:slug', (c) => showFrame(parts, c, async (render, view, version) => renderFrame(render.edition.web, view, version)));
  routes.get('/previous/:newsletter/:slug', (c) => showFrame(parts, c, async (render, view, version) => {
    const previous = await parts.findPrevious(render);
    return previous === undefined ? nothingYet : renderFrame((await mailOf(parts, { edition: previous.edition }, view)).html, view, version);
  }));
  routes.get('/edition/:newsletter/:slug/:asset', async (c) => {
    const asset = await parts.findAsset(c.req.param('asset'));
    if (asset === undefined) return c.notFound();
    return c.body(new Uint8Array(asset.bytes), 200, { 'Content-Type': asset.mediaType, 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox", 'Cache-Control': 'private, max-age=3600' });
  });
  routes.get('/panel/:newsletter/:slug', (c) => showPanel(parts, c));
  routes.get('/sheet/:newsletter/:slug', (c) => showSheet(parts, c));
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
  routes.post('/send-test/:newsletter/:slug', requireToken(parts.token), (c) => sendTest(parts, c));
  return routes;
}

/** What open pages are told of an issue. */
export function toStateEvent(state: IssueState): { readonly issue: string; readonly faults: number; readonly version: number; readonly tookMs: number } {
  return { issue: keyOf(state), faults: state.faults.length, version: state.version, tookMs: state.tookMs };
}

const icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1b5e8c"/><path d="M7 11l9 7 9-7v11H7z" fill="#fff"/></svg>';

/** The parameters are in each of the routes that ask for them. */
function nameOf(c: Context): IssueName {
  return { newsletter: c.req.param('newsletter') ?? '', slug: c.req.param('slug') ?? '' };
}

async function newestIssue(parts: PreviewParts): Promise<IssueName | undefined> {
  const issues = (await parts.listProject()).flatMap((newsletter) => newsletter.issues);
  return issues.toSorted((one, other) => (one.date < other.date ? 1 : -1))[0];
}

/** The query without what only the page itself cares for. */
function frameQueryOf(c: Context): string {
  const asked = c.req.query();
  const kept = ['colours', 'pictures', 'styles', 'reader', 'hide'].flatMap((key) => (asked[key] === undefined ? [] : [[key, asked[key]] as [string, string]]));
  return new URLSearchParams(kept).toString();
}

async function readerOf(parts: PreviewParts, newsletter: string, id: string): Promise<SampleReader> {
  const { readers } = await parts.readReaders(newsletter);
  const reader = readers.find((one) => one.id === id) ?? readers[0];
  if (reader === undefined) throw new Error('there is always a sample reader');
  return reader;
}

type Shown = SectionChoice & { readonly reader: SampleReader };

/** Who is looked at, and which sections that person gets: as the list says, or as switched by hand. */
async function shownTo(parts: PreviewParts, edition: Edition, view: View): Promise<Shown> {
  const reader = await readerOf(parts, edition.newsletter, view.reader);
  const choice = parts.chooseSections(edition, reader);
  return { reader, hidden: view.hidden ?? choice.hidden, faults: choice.faults };
}

async function mailOf(parts: PreviewParts, { edition }: Pick<Render, 'edition'>, view: View): Promise<ShownMail> {
  const { reader, hidden } = await shownTo(parts, edition, view);
  return showMail(edition, reader, hidden, { webUrl: `/edition/${edition.newsletter}/${edition.slug}`, unsubscribeUrl: 'https://unsubscribe.example/preview' });
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

async function showFrame(parts: PreviewParts, c: Context, make: (render: Render, view: View, version: number) => Promise<string>): Promise<Response> {
  const state = await parts.workbench.open(nameOf(c));
  if (state === undefined) return c.notFound();
  const view = parseView(c.req.query());
  const html = state.render === undefined ? nothingYet : await make(state.render, view, state.version);
  return c.html(html, 200, { 'Content-Security-Policy': framePolicy(view.hasRemote), 'X-Courant-Version': String(state.version) });
}

async function showPanel(parts: PreviewParts, c: Context): Promise<Response> {
  const state = await parts.workbench.open(nameOf(c));
  if (state?.render === undefined) return state === undefined ? c.notFound() : c.html('');
  const view = parseView(c.req.query());
  const { edition } = state.render;
  const shown = await shownTo(parts, edition, view);
  const { bytes } = await parts.makeSource(state.render, shown.reader, { file: view.file, hidden: shown.hidden });
  const report = await parts.examine(state.render);
  const readerFaults = (await parts.readReaders(state.newsletter)).faults.map((fault) => toFaultView(fault, parts.locate));
  return c.html(<Panel render={state.render} mail={await mailOf(parts, state.render, view)} messageBytes={bytes.mime} report={report} locate={parts.locate} sections={shown} isByHand={view.hidden !== undefined} sender={parts.senderName(edition)} readerFaults={readerFaults} />);
}

async function showSheet(parts: PreviewParts, c: Context): Promise<Response> {
  const state = await parts.workbench.open(nameOf(c));
  if (state === undefined) return c.notFound();
  return state.render === undefined ? c.html('<p class="empty">There is no good state yet.</p>') : c.html(await makeSheet(parts, state, state.render, c));
}

async function makeSheet(parts: PreviewParts, name: IssueState, render: Render, c: Context) {
  const view = parseView(c.req.query());
  const query = frameQueryOf(c);
  if (view.tab === 'web') return <WebSheet name={name} query={query} />;
  if (view.tab === 'compare') return makeComparison(parts, name, render, view, query);
  if (view.tab === 'text') return <TextSheet text={(await mailOf(parts, render, view)).text} />;
  const { reader, hidden } = await shownTo(parts, render.edition, view);
  const { texts, bytes, files, file } = await parts.makeSource(render, reader, { file: view.file, hidden });
  return <SourceSheet source={view.source} text={texts[view.source]} bytes={bytes} files={files} file={file} mailKind={render.template.mailKind} />;
}

async function makeComparison(parts: PreviewParts, name: IssueName, render: Render, view: View, query: string) {
  const previous = await parts.findPrevious(render);
  if (previous === undefined) return <CompareSheet name={name} query={query} mode={view.compare} previous={undefined} parts={[]} />;
  const { compareTexts } = await import('../../preview/compare.js');
  const differences = view.compare === 'words' ? compareTexts((await mailOf(parts, previous, view)).text, (await mailOf(parts, render, view)).text) : [];
  const { slug, title } = previous.edition;
  return <CompareSheet name={name} query={query} mode={view.compare} previous={{ slug, title, from: previous.from }} parts={differences} />;
}

/** Which place is opened is a number in our own list: the request names no file. */
async function openFault(parts: PreviewParts, c: Context): Promise<Response> {
  const place = (await parts.workbench.open(nameOf(c)))?.faults[Number(c.req.param('index'))]?.place;
  if (place === undefined || parts.openEditor === undefined) return c.text('There is nothing to open.\n', 404);
  try {
    await parts.openEditor(place);
    return c.text('Opened.\n');
  } catch (error) {
    return tellRefusal(c, error);
  }
}

async function sendTest(parts: PreviewParts, c: Context): Promise<Response> {
  const state = await parts.workbench.open(nameOf(c));
  if (state?.render === undefined) return c.text('There is no good state to send.\n', 409);
  if (state.faults.length > 0) return c.text('The issue has faults; mend them first, or the test would show the state before them.\n', 409);
  const body: unknown = await c.req.json().catch(() => undefined);
  const { to, view } = (typeof body === 'object' && body !== null ? body : {}) as { to?: unknown; view?: unknown };
  if (typeof to !== 'string') return c.text('Name an address.\n', 400);
  try {
    const { reader, hidden } = await shownTo(parts, state.render.edition, parseView(Object.fromEntries(new URLSearchParams(typeof view === 'string' ? view : ''))));
    return c.text(`${await parts.sendTest(state.render, reader, hidden, to)}\n`);
  } catch (error) {
    return tellRefusal(c, error);
  }
}

function tellRefusal(c: Context, error: unknown): Response {
  const [first] = toUserErrors(error);
  if (!(first instanceof UserError)) throw error;
  return c.text(`${first.message}${first.hint === undefined ? '' : ` ${first.hint}`}\n`, 422);
}
