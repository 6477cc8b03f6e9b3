/**
 * Keeps the issues that somebody looks at compiled: what the last good state was and what is wrong now. One compile at a time, so the
 * newest save is always the last one shown; a save that comes in the middle starts the next round. Templates stay compiled until a file
 * outside of the issues' own folders changes.
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Edition } from '../edition/edition.js';
import type { UserError } from '../errors.js';
import type { Asset, Issue } from '../issue/issue.js';
import { noPictureCache, openPictureCache, rememberPictures } from '../issue/picture-cache.js';
import type { IssuePlaces } from '../issue/places.js';
import type { Template } from '../template/template.js';
import { toFaultViews, type FaultView, type Locate } from './fault.js';
import { findIssue, keyOf, type IssueName } from './project.js';

export type Render = {
  /** The pictures of the theme among its assets. */
  readonly issue: Issue;
  readonly template: Template;
  readonly edition: Edition;
  readonly places: IssuePlaces;
  readonly warnings: readonly UserError[];
};

export type IssueState = IssueName & {
  /** Grows with every change that is shown. */
  readonly version: number;
  /** The last one without faults. */
  readonly render: Render | undefined;
  /** Of the files as they are now. */
  readonly faults: readonly FaultView[];
  /** Reading and compiling took this long. */
  readonly tookMs: number;
};

export type WorkbenchOptions = {
  readonly issuesDir: string;
  readonly templatesDir?: string | undefined;
  /** Keeps fitted pictures over the end of the process. */
  readonly picturesDir?: string | undefined;
  readonly locate: Locate;
  /** An issue looks different now, or is wrong now. */
  readonly onState: (state: IssueState) => void;
};

export type Workbench = {
  /** Compiles at the first time; afterwards the state is kept current by `refresh`. undefined: no such issue. */
  open(name: IssueName): Promise<IssueState | undefined>;
  /** What is known without compiling. */
  peek(name: IssueName): IssueState | undefined;
  /** A picture or file of any state since the start: frames may still show an older one. */
  findAsset(name: string): Asset | undefined;
  refresh(changedPaths: readonly string[]): void;
  /** How many faults an issue has that nobody looks at: compiled and forgotten. undefined: no such issue, or it is looked at. */
  check(name: IssueName): Promise<number | undefined>;
  /** Resolves when nothing is being compiled. */
  idle(): Promise<void>;
};

/** A file is read while its editor still writes it: a fault must last this long to be told. */
const faultPatienceMs = 60;

type Bench = { state: IssueState; folder: string; shownFolder: string; isStale: boolean; isRunning: boolean; done: Promise<void> };

async function loadTools() {
  const [{ loadIssue }, { parseTree }, { createParseCache }, { loadTemplate }, { dressIssue }, { compileEdition }] = await Promise.all([import('../issue/load.js'), import('../issue/markdown.js'), import('../issue/parse-cache.js'), import('../template/load.js'), import('../template/dress.js'), import('../edition/compile.js')]);
  return { loadIssue, parse: createParseCache(parseTree), loadTemplate, dressIssue, compileEdition };
}

export function createWorkbench({ issuesDir, templatesDir, picturesDir, locate, onState }: WorkbenchOptions): Workbench {
  const benches = new Map<string, Bench>();
  const templates = new Map<string, Promise<Template>>();
  const assets = new Map<string, Asset>();
  const pictures = rememberPictures(picturesDir === undefined ? noPictureCache : openPictureCache(picturesDir));
  const realIssuesDir = existsSync(issuesDir) ? realpathSync(issuesDir) : issuesDir;

  // MJML takes a third of a second to load: meanwhile the page itself is on its way to the browser.
  const tools = loadTools();
  // Told by whoever waits for them; nobody may be waiting yet.
  tools.catch(() => undefined);

  const getTemplate = async (issue: Issue): Promise<Template> => {
    const { loadTemplate } = await tools;
    const newsletterDir = dirname(issue.folder);
    const key = `${newsletterDir}\n${issue.template}`;
    const made = templates.get(key) ?? loadTemplate(issue.template, { templatesDir, projectDir: newsletterDir, themeFile: join(newsletterDir, 'theme.yaml') });
    templates.set(key, made);
    // One that failed is read anew the next time.
    made.catch(() => templates.get(key) === made && templates.delete(key));
    return made;
  };

  const compile = async (folder: string): Promise<Render> => {
    const { loadIssue, parse, dressIssue, compileEdition } = await tools;
    const loaded = await loadIssue(folder, { parse });
    const { issue, template, places, warnings } = await dressIssue(loaded, await getTemplate(loaded.issue), pictures);
    const edition = await compileEdition(issue, template);
    return { issue, template, edition, places, warnings };
  };

  const publish = (bench: Bench, change: Pick<IssueState, 'render' | 'faults' | 'tookMs'>): void => {
    bench.state = { ...bench.state, ...change, version: bench.state.version + 1 };
    onState(bench.state);
  };

  const round = async (bench: Bench): Promise<void> => {
    bench.isStale = false;
    const start = performance.now();
    const toTook = (): number => performance.now() - start;
    try {
      const render = await compile(bench.shownFolder);
      for (const asset of render.issue.assets) assets.set(asset.name, asset);
      publish(bench, { render, faults: [], tookMs: toTook() });
    } catch (error) {
      const tookMs = toTook();
      if (bench.state.version > 0) await new Promise((resolve) => setTimeout(resolve, faultPatienceMs));
      if (!bench.isStale) publish(bench, { render: bench.state.render, faults: toFaultViews(error, locate), tookMs });
    }
  };

  const run = (bench: Bench): void => {
    bench.isStale = true;
    if (bench.isRunning) return;
    bench.isRunning = true;
    bench.done = (async () => {
      while (bench.isStale) await round(bench);
      bench.isRunning = false;
    })();
  };

  const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);
  /** The folder of the issue that a path belongs to. Texts and tables beside the issues belong to all of them. */
  const issueFolderOf = (path: string): string | undefined => {
    const [newsletter, slug, ...rest] = relative(realIssuesDir, path).split(sep);
    if (newsletter === undefined || newsletter === '..' || slug === undefined || rest.length === 0) return undefined;
    const folder = join(realIssuesDir, newsletter, slug);
    return existsSync(join(folder, 'issue.yaml')) ? folder : undefined;
  };

  return {
    async open(name) {
      const known = benches.get(keyOf(name));
      if (known !== undefined) {
        if (known.state.version === 0) await known.done;
        return known.state;
      }
      const listed = await findIssue(issuesDir, name);
      if (listed === undefined) return undefined;
      const state: IssueState = { newsletter: name.newsletter, slug: name.slug, version: 0, render: undefined, faults: [], tookMs: 0 };
      const bench: Bench = { state, folder: realpathSync(listed.folder), shownFolder: listed.folder, isStale: false, isRunning: false, done: Promise.resolve() };
      const raced = benches.get(keyOf(name)) ?? bench;
      benches.set(keyOf(name), raced);
      if (raced === bench) run(bench);
      await raced.done;
      return raced.state;
    },
    peek: (name) => benches.get(keyOf(name))?.state,
    findAsset: (name) => assets.get(name),
    refresh(paths) {
      const owners = paths.map((path) => ({ path, folder: issueFolderOf(path) }));
      if (owners.some(({ folder }) => folder === undefined)) templates.clear();
      for (const bench of benches.values()) {
        if (owners.some(({ path, folder }) => folder === undefined || isBelow(path, bench.folder))) run(bench);
      }
    },
    async check(name) {
      const listed = benches.has(keyOf(name)) ? undefined : await findIssue(issuesDir, name);
      if (listed === undefined) return undefined;
      try {
        await compile(listed.folder);
        return 0;
      } catch (error) {
        return toFaultViews(error, locate).length;
      }
    },
    async idle() {
      for (const bench of benches.values()) await bench.done;
    },
  };
}
