/**
 * The editor's desk, built by hand and closed in reverse: watcher, workbench and pages of `courant preview`. Beside app.ts the only file
 * that joins edges: it opens no database and no queue, so that the first render does not wait for them.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { publicUrlOf, type Config } from './config.js';
import { toUserErrors } from './errors.js';
import type { Log } from './log.js';
import { packagePath } from './package-root.js';
import { findEditor, openInEditor } from './preview/editor.js';
import { listProject, keyOf, type IssueName } from './preview/project.js';
import { readersFile, type SampleReader } from './preview/reader.js';
import { chooseSections, everySection } from './preview/reader-sections.js';
import { loadReaders } from './preview/readers-file.js';
import { createRecords, type ListDesk, type Records } from './preview/records.js';
import { startSurvey } from './preview/survey.js';
import { watchFolders } from './preview/watch.js';
import { createWorkbench, type IssueState, type Render, type Workbench } from './preview/workbench.js';
import { createEvents } from './web/preview/events.js';
import { createPreviewRoutes, toStateEvent, type PreviousIssue } from './web/preview/preview-routes.js';
import { startWeb, type WebServer } from './web/server.js';
import { createWeb } from './web/web.js';

export type Desk = { readonly url: string; close(): Promise<void> };

export type DeskOptions = {
  readonly config: Config;
  readonly log: Log;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The issue that `/` leads to; without it the newest. */
  readonly first: IssueName | undefined;
  readonly port: number;
  /** Its people are the readers to choose from. */
  readonly list?: string | undefined;
  /** The port was asked for by name: another one will not do. */
  readonly isPortFixed: boolean;
};

export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { config, log, first } = options;
  const events = createEvents();
  const counts = new Map<string, number>();
  const locate = createLocate(config);
  const onState = (state: IssueState): void => {
    counts.set(keyOf(state), state.faults.length);
    events.tell({ name: 'state', data: toStateEvent(state) });
  };
  const workbench = createWorkbench({ issuesDir: config.issuesDir, templatesDir: config.templatesDir, picturesDir: join(config.dataDir, 'pictures'), locate, onState });
  const records = createRecords(config, log);
  const listDesk = options.list === undefined ? undefined : await records.readList(options.list);
  const editor = findEditor(config.editor, options.environment);
  const routes = createPreviewRoutes({
    workbench, events, token: randomBytes(24).toString('base64url'), first, locate, testRecipients: config.testRecipients,
    listProject: () => listProject(config.issuesDir),
    faultCounts: () => counts,
    readReaders: async (newsletter) => (listDesk === undefined ? loadReaders([join(config.issuesDir, newsletter), dirname(resolve(config.issuesDir))]) : { readers: listDesk.readers, faults: [] }),
    chooseSections: (edition, reader) => (listDesk === undefined ? everySection : chooseSections(edition, reader, listDesk.list, new Date())),
    senderName: (edition) => listDesk?.list.fromName ?? edition.name,
    findPrevious: (render) => findPrevious(config, workbench, records, render),
    findAsset: async (name) => workbench.findAsset(name) ?? records.findAsset(name),
    examine: (render) => examine(config, render, listDesk),
    async makeSource(render, reader, { file, hidden }) {
      const [{ makeSourceTexts }, { senderOf }] = await Promise.all([import('./preview/source-texts.js'), import('./campaign/test-send.js')]);
      return makeSourceTexts(render, reader, { publicUrl: publicUrlOf(config), from: senderOf(render.edition, listDesk?.list), file, hidden });
    },
    sendTest: (render, reader, hidden, to) => sendTest(config, render, reader, hidden, to, listDesk),
    openEditor: editor === undefined ? undefined : (place) => openInEditor(editor, place),
  });
  const list = watchList(config.issuesDir, () => events.tell({ name: 'project', data: {} }));
  const survey = startSurvey({
    workbench,
    listIssues: async () => (await listProject(config.issuesDir)).flatMap(({ issues }) => issues),
    onCount(key, faultCount) {
      counts.set(key, faultCount);
      events.tell({ name: 'state', data: { issue: key, faults: faultCount, version: 0, tookMs: 0 } });
    },
  });
  const web = await startOnFreePort(options, createWeb({ rooms: [['/', routes]], log }));
  const watcher = await watchFolders({
    folders: [...new Set([config.issuesDir, ...(config.templatesDir === undefined ? [] : [config.templatesDir]), packagePath('templates')])],
    onChange(paths) {
      workbench.refresh(paths);
      list.look(paths);
      survey.renew();
    },
  });
  // The browser takes its time to open: the mail it will ask for is being made meanwhile.
  if (first !== undefined) setImmediate(() => void workbench.open(first));
  return {
    url: web.url,
    async close() {
      watcher.close();
      list.close();
      survey.close();
      events.close();
      await workbench.idle();
      await web.close();
      await records.close();
    },
  };
}

/** A save moves issue.yaml aside for a moment: the list is looked at when that is over. */
const listPatienceMs = 400;

/** Tells when an issue came, went or got another title, and when the readers to choose from changed. */
function watchList(issuesDir: string, onChange: () => void): { look(paths: readonly string[]): void; close(): void } {
  let readersRevision = 0;
  const read = async (): Promise<string> => JSON.stringify([readersRevision, (await listProject(issuesDir)).map(({ newsletter, name, issues }) => [newsletter, name, issues.map(({ slug, title }) => [slug, title])])]);
  let known = read();
  let timer: NodeJS.Timeout | undefined;
  const compare = async (): Promise<void> => {
    const before = await known;
    known = read();
    if ((await known) !== before) onChange();
  };
  return {
    look(paths) {
      if (!paths.some((path) => /(?:issue|newsletter|readers)\.yaml$/.test(basename(path)) || !basename(path).includes('.'))) return;
      if (paths.some((path) => basename(path) === readersFile)) readersRevision += 1;
      clearTimeout(timer);
      timer = setTimeout(() => void compare(), listPatienceMs);
    },
    close: () => clearTimeout(timer),
  };
}

/** How many ports are tried when the usual one is taken by another preview. */
const portTries = 20;

async function startOnFreePort({ port, isPortFixed, log }: DeskOptions, app: Parameters<typeof startWeb>[0]['app']): Promise<WebServer> {
  for (let next = port; ; next += 1) {
    try {
      return await startWeb({ host: '127.0.0.1', port: next, app, log });
    } catch (error) {
      const isBusy = toUserErrors(error)[0]?.code === 'port-busy';
      if (!isBusy || isPortFixed || next - port >= portTries) throw error;
    }
  }
}

/** Issues are named from where the program runs, templates from the folder that holds them. */
function createLocate(config: Config): (file: string) => string {
  const roots = ['.', ...(config.templatesDir === undefined ? [] : [config.templatesDir]), packagePath('templates'), config.issuesDir];
  return (file) => roots.map((root) => resolve(root, file)).find((path) => existsSync(path)) ?? resolve(file);
}

async function findPrevious(config: Config, workbench: Workbench, records: Records, render: Render): Promise<PreviousIssue | undefined> {
  const { newsletter, slug, date } = render.edition;
  const sent = await records.findLastSent(newsletter, slug);
  if (sent !== undefined) return { edition: sent, from: 'sent' };
  const issues = (await listProject(config.issuesDir)).find((one) => one.newsletter === newsletter)?.issues ?? [];
  const before = issues.filter((issue) => issue.slug !== slug && issue.date <= date && !(issue.date === date && issue.slug > slug)).toSorted((one, other) => (one.date < other.date ? 1 : -1));
  for (const issue of before) {
    const state = await workbench.open(issue);
    if (state?.render !== undefined) return { edition: state.render.edition, from: 'folder' };
  }
  return undefined;
}

async function examine(config: Config, render: Render, listDesk: ListDesk | undefined) {
  const { checkIssue } = await import('./check/check-issue.js');
  return checkIssue({ issue: render.issue, edition: render.edition, theme: render.template.theme, templateFiles: render.template.files, places: render.places, warnings: render.warnings }, { config, now: new Date(), list: listDesk?.list });
}

async function sendTest(config: Config, render: Render, reader: SampleReader, hidden: ReadonlySet<string>, to: string, listDesk: ListDesk | undefined): Promise<string> {
  const { sendTestOf } = await import('./campaign/test-send.js');
  return `Sent to ${to.trim()}: ${await sendTestOf({ config, edition: render.edition, reader: { ...reader, address: to }, hidden, list: listDesk?.list, now: new Date() })}`;
}
