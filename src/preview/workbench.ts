/**
 * Keeps the issues that somebody looks at compiled: what the last good state was and what is wrong now. One compile at a time, so the
 * newest save is always the last one shown; a save that comes in the middle starts the next round. The mail is shown as soon as it is
 * made, and what follows from it (text part, web page, checks) when that is whole.
 */
import { existsSync, realpathSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { Asset } from '../issue/issue.js';
import { createCompiler, type CompilerOptions, type Draft, type Render } from './compiler.js';
import { toFaultViews, type FaultView, type Locate } from './fault.js';
import { findIssue, keyOf, type IssueName } from './project.js';
import { readersFile } from './reader.js';

export type IssueState = IssueName & {
  /** Of the mail: grows with every one that is shown. 0: nothing is known yet. */
  readonly version: number;
  /** What the frames show: the newest mail, or the last good one while there are faults. */
  readonly mail: Draft | undefined;
  /** The last one without faults, whole. */
  readonly render: Render | undefined;
  /** False while the mail is newer than what follows from it. */
  readonly isWhole: boolean;
  /** Of the files as they are now. */
  readonly faults: readonly FaultView[];
  /** Reading and compiling took this long, until the mail and in all. */
  readonly mailMs: number;
  readonly tookMs: number;
};

export type WorkbenchOptions = CompilerOptions & {
  readonly issuesDir: string;
  readonly locate: Locate;
  /** An issue looks different now, or is wrong now. */
  readonly onState: (state: IssueState) => void;
};

export type Workbench = {
  /** Compiles at the first time; afterwards the state is kept current by `refresh`. Resolves with a mail or faults. undefined: no such issue. */
  open(name: IssueName): Promise<IssueState | undefined>;
  /** The same when text part, web page and checks belong to the mail. */
  openWhole(name: IssueName): Promise<IssueState | undefined>;
  /** A picture or file of any state since the start: frames may still show an older one. */
  findAsset(name: string): Asset | undefined;
  refresh(changedPaths: readonly string[]): void;
  /** How many faults an issue has that nobody looks at: compiled and forgotten. undefined: no such issue, or it is looked at. */
  check(name: IssueName): Promise<number | undefined>;
  /** Resolves when nothing is being looked for or compiled. */
  idle(): Promise<void>;
};

/** A file is read while its editor still writes it: a fault must last this long to be told. */
const faultPatienceMs = 60;
/** Browsers ask for the new mail before the rest of it takes the processor. */
const mailFirstMs = 25;

type Waiter = { readonly isEnough: (state: IssueState) => boolean; readonly resolve: (state: IssueState) => void };

type Bench = {
  state: IssueState;
  readonly folder: string;
  readonly shownFolder: string;
  isStale: boolean;
  isRunning: boolean;
  done: Promise<void>;
  waiters: readonly Waiter[];
  /** Ends a pause: something changed. */
  wake: () => void;
};

export function createWorkbench({ issuesDir, locate, onState, ...options }: WorkbenchOptions): Workbench {
  const compiler = createCompiler(options);
  const benches = new Map<string, Bench>();
  const assets = new Map<string, Asset>();
  const realIssuesDir = existsSync(issuesDir) ? realpathSync(issuesDir) : issuesDir;

  const publish = (bench: Bench, change: Partial<IssueState>): void => {
    const state = { ...bench.state, ...change };
    const isOtherMail = state.mail !== bench.state.mail || bench.state.version === 0;
    bench.state = { ...state, version: bench.state.version + (isOtherMail ? 1 : 0) };
    onState(bench.state);
    for (const { isEnough, resolve } of bench.waiters) if (isEnough(bench.state)) resolve(bench.state);
    bench.waiters = bench.waiters.filter(({ isEnough }) => !isEnough(bench.state));
  };

  const round = async (bench: Bench): Promise<void> => {
    bench.isStale = false;
    const clock = startClock();
    try {
      const started = await compiler.start(bench.shownFolder);
      const { draft } = started;
      // Another save came: its mail is the next one to be seen.
      if (bench.isStale) return;
      const mailMs = clock();
      for (const asset of draft.issue.assets) assets.set(asset.name, asset);
      publish(bench, { mail: draft, isWhole: false, faults: [], mailMs });
      await pause(bench, mailFirstMs);
      if (bench.isStale) return;
      const restClock = startClock();
      const render = started.finish();
      publish(bench, { render, isWhole: true, tookMs: mailMs + restClock() });
    } catch (error) {
      const tookMs = clock();
      if (bench.state.version > 0) await pause(bench, faultPatienceMs);
      if (!bench.isStale) publish(bench, { mail: bench.state.render, isWhole: true, faults: toFaultViews(error, locate), tookMs });
    }
  };

  const run = (bench: Bench): void => {
    bench.isStale = true;
    bench.wake();
    if (bench.isRunning) return;
    bench.isRunning = true;
    bench.done = (async () => {
      while (bench.isStale) await round(bench);
      bench.isRunning = false;
    })();
  };

  const waitFor = (bench: Bench, isEnough: Waiter['isEnough']): Promise<IssueState> => (isEnough(bench.state) ? Promise.resolve(bench.state) : new Promise((resolve) => {
    bench.waiters = [...bench.waiters, { isEnough, resolve }];
  }));

  const underWay = new Set<Promise<unknown>>();
  /** Files are read for it: whoever closes waits. */
  const track = <Result>(work: Promise<Result>): Promise<Result> => {
    const end = work.then(() => undefined, () => undefined).finally(() => underWay.delete(end));
    underWay.add(end);
    return work;
  };

  const findBench = async (name: IssueName): Promise<Bench | undefined> => {
    const known = benches.get(keyOf(name));
    if (known !== undefined) return known;
    const shownFolder = (await findIssue(issuesDir, name))?.folder;
    // Gone again meanwhile: no such issue.
    const folder = shownFolder === undefined ? undefined : await realpath(shownFolder).catch(() => undefined);
    if (shownFolder === undefined || folder === undefined) return undefined;
    const raced = benches.get(keyOf(name)) ?? toBench(name, folder, shownFolder);
    benches.set(keyOf(name), raced);
    if (raced.state.version === 0 && !raced.isRunning) run(raced);
    return raced;
  };
  const benchOf = (name: IssueName): Promise<Bench | undefined> => track(findBench(name));
  const countFaults = async (name: IssueName): Promise<number | undefined> => {
    const listed = benches.has(keyOf(name)) ? undefined : await findIssue(issuesDir, name);
    if (listed === undefined) return undefined;
    try {
      (await compiler.start(listed.folder)).finish();
      return 0;
    } catch (error) {
      return toFaultViews(error, locate).length;
    }
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
    open: async (name) => {
      const bench = await benchOf(name);
      return bench && waitFor(bench, ({ version }) => version > 0);
    },
    openWhole: async (name) => {
      const bench = await benchOf(name);
      return bench && waitFor(bench, ({ version, isWhole }) => version > 0 && isWhole);
    },
    findAsset: (name) => assets.get(name),
    refresh(paths) {
      // Who reads it changes no issue.
      const owners = paths.filter((path) => basename(path) !== readersFile).map((path) => ({ path, folder: issueFolderOf(path) }));
      if (owners.some(({ folder }) => folder === undefined)) compiler.forgetTemplates();
      for (const bench of benches.values()) {
        if (owners.some(({ path, folder }) => folder === undefined || isBelow(path, bench.folder))) run(bench);
      }
    },
    check: (name) => track(countFaults(name)),
    async idle() {
      await Promise.all(underWay);
      for (const bench of benches.values()) await bench.done;
    },
  };
}

function toBench({ newsletter, slug }: IssueName, folder: string, shownFolder: string): Bench {
  const state: IssueState = { newsletter, slug, version: 0, mail: undefined, render: undefined, isWhole: false, faults: [], mailMs: 0, tookMs: 0 };
  return { state, folder, shownFolder, isStale: false, isRunning: false, done: Promise.resolve(), waiters: [], wake: () => undefined };
}

function startClock(): () => number {
  const start = performance.now();
  return () => performance.now() - start;
}

/** Shorter when something changes meanwhile. */
async function pause(bench: Bench, ms: number): Promise<void> {
  if (bench.isStale) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    bench.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  bench.wake = () => undefined;
}
