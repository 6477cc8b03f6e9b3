/**
 * The editor's desk, built by hand and closed in reverse: watcher, workbench and pages of `courant preview`. Beside app.ts the only file
 * that joins edges: it opens no database and no queue, so that the first render does not wait for them.
 */
import { randomBytes } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { publicUrlOf, type Config } from './config.js';
import type { RunMjml } from './edition/mjml.js';
import type { Log } from './log.js';
import { packagePath } from './package-root.js';
import type { Subject } from './preflight/subject.js';
import type { LinkDesk } from './preview/ask-links.js';
import type { Render } from './preview/compiler.js';
import { findEditor, openInEditor } from './preview/editor.js';
import { watchIssueList } from './preview/issue-list.js';
import { createLocate } from './preview/locate.js';
import { findPrevious } from './preview/previous.js';
import { keyOf, listProject, type IssueName } from './preview/project.js';
import { readersFile } from './preview/reader.js';
import { loadReaders } from './preview/readers-file.js';
import { everySection } from './preview/section-choice.js';
import { createRecords, type ListDesk } from './preview/records.js';
import { startSurvey } from './preview/survey.js';
import { watchFolders } from './preview/watch.js';
import { createWorkbench } from './preview/workbench.js';
import { createEvents } from './web/preview/events.js';
import { startOnFreePort } from './web/preview/free-port.js';
import type { PreviewParts } from './web/preview/parts.js';
import { createPreviewRoutes, toStateEvent } from './web/preview/preview-routes.js';
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
  /** Default: in this thread. */
  readonly runMjml?: RunMjml;
};

export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { config, log, first, port, isPortFixed, runMjml } = options;
  const { issuesDir, templatesDir } = config;
  const projectDir = dirname(resolve(issuesDir));
  const events = createEvents();
  const faultCounts = new Map<string, number>();
  const locate = createLocate(config);
  const workbench = createWorkbench({
    issuesDir, templatesDir, picturesDir: join(config.dataDir, 'pictures'), locate, runMjml,
    onState(state) {
      if (state.isWhole) faultCounts.set(keyOf(state), state.faults.length);
      events.tell({ name: 'state', data: toStateEvent(state) });
    },
  });
  const records = createRecords(config, log);
  const listDesk = options.list === undefined ? undefined : await records.readList(options.list);
  const editor = findEditor(config.editor, options.environment);
  const routes = createPreviewRoutes({
    workbench, events, token: randomBytes(24).toString('base64url'), first, locate, testRecipients: config.testRecipients,
    listProject: () => listProject(issuesDir),
    faultCounts: () => faultCounts,
    readReaders: async (newsletter) => (listDesk === undefined ? loadReaders([join(issuesDir, newsletter), projectDir]) : { readers: listDesk.readers, faults: [] }),
    chooseSections: await createSectionChoice(listDesk),
    senderName: (edition) => listDesk?.list.fromName ?? edition.name,
    findPrevious: ({ edition }) => findPrevious({ issuesDir, workbench, records }, edition),
    findAsset: async (name) => workbench.findAsset(name) ?? records.findAsset(name),
    openEditor: editor === undefined ? undefined : (place) => openInEditor(editor, place),
    ...joinCampaign(config, listDesk),
  });
  // Before what has to be closed: the port may be taken.
  const web = await startOnFreePort({ port, isPortFixed, log, app: createWeb({ rooms: [['/', routes]], log }) });
  const list = watchIssueList(issuesDir, () => events.tell({ name: 'project', data: {} }));
  const survey = startSurvey({
    workbench,
    listIssues: async () => (await listProject(issuesDir)).flatMap(({ issues }) => issues),
    onCount(issue, count) {
      faultCounts.set(issue, count);
      events.tell({ name: 'count', data: { issue, faults: count } });
    },
  });
  const watcher = await watchFolders({
    folders: [...new Set([issuesDir, ...(templatesDir === undefined ? [] : [templatesDir]), packagePath('templates')])],
    files: [join(projectDir, readersFile)],
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
      await web.close();
      // Whoever opened the desk may take its folder away next: nothing reads or writes there any more.
      await workbench.idle();
      await records.close();
    },
  };
}

/** Segments are read only for the readers of a list. */
async function createSectionChoice(listDesk: ListDesk | undefined): Promise<PreviewParts['chooseSections']> {
  if (listDesk === undefined) return () => everySection;
  const { chooseSections } = await import('./preview/reader-sections.js');
  return (edition, reader) => chooseSections(edition, reader, listDesk.list, new Date());
}

async function openLinkDesk(config: Config): Promise<LinkDesk> {
  const [{ createLinkDesk }, { linkCacheFile }] = await Promise.all([import('./preview/ask-links.js'), import('./check/online.js')]);
  return createLinkDesk({ cacheFile: linkCacheFile(config), now: Date.now });
}

/** What the rules of sending say of an issue, loaded when the first page asks. */
function joinCampaign(config: Config, listDesk: ListDesk | undefined): Pick<PreviewParts, 'examine' | 'knownLinks' | 'askLinks' | 'makeSource' | 'sendTest'> {
  const list = listDesk?.list;
  let opened: Promise<LinkDesk> | undefined;
  const linkDesk = (): Promise<LinkDesk> => (opened ??= openLinkDesk(config));
  const makeSubject = async ({ issue, edition, template, places, warnings }: Render): Promise<Subject> => {
    const check = await import('./check/check-issue.js');
    return check.makeSubject({ issue, edition, theme: template.theme, templateFiles: template.files, places, warnings }, { config, now: new Date(), list });
  };
  return {
    async examine(render) {
      const [{ runPreflight }, { listLinks }, subject] = await Promise.all([import('./preflight/preflight.js'), import('./preview/links.js'), makeSubject(render)]);
      return { report: runPreflight(subject), links: listLinks(subject) };
    },
    knownLinks: async () => (await linkDesk()).known(),
    askLinks: async (render) => (await linkDesk()).ask(await makeSubject(render)),
    async makeSource(render, reader, { file, hidden }) {
      const [{ makeSourceTexts }, { senderOf }] = await Promise.all([import('./preview/source-texts.js'), import('./campaign/test-send.js')]);
      return makeSourceTexts(render, reader, { publicUrl: publicUrlOf(config), from: senderOf(render.edition, list), file, hidden });
    },
    async sendTest({ edition }, reader, hidden, to) {
      const { describeTest, sendTestOf } = await import('./campaign/test-send.js');
      return describeTest(await sendTestOf({ config, edition, reader: { ...reader, address: to }, hidden, list, now: new Date() }));
    },
  };
}
