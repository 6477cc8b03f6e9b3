/**
 * The embedded PostgreSQL as the store sees it: held, and let go. Joins the keeper that runs, starts one where none does, and does
 * so again when keeper or server die while the store is open.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { open, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../errors.js';
import type { Log } from '../../log.js';
import { joinKeeper, type Lease } from './lease.js';
import { prepareLayout, toFolderError, type Layout } from './layout.js';
import type { KeeperOrder, KeeperReport } from './protocol.js';

export type EmbeddedOptions = {
  readonly dataDir: string;
  readonly log: Log;
  /** Folder with bin, lib and share of another PostgreSQL than the package's. */
  readonly binaries?: string | undefined;
};

export type Embedded = {
  /** The folder of the socket that PostgreSQL listens on. */
  readonly host: string;
  release(): Promise<void>;
};

/** A disk that is full, or a folder that somebody moves, may take a while. */
const firstRenewalMs = 250;
const longestRenewalMs = 15_000;

export async function holdEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const layout = await prepareLayout(options.dataDir);
  let lease = await acquireLease(layout, options);
  const releasing = new AbortController();
  let renewal = Promise.resolve();

  const renew = async (): Promise<void> => {
    options.log.warn('the embedded database went away; starting it again');
    for (let waitMs = firstRenewalMs; !releasing.signal.aborted; waitMs = Math.min(2 * waitMs, longestRenewalMs)) {
      try {
        await refuseLostCluster(layout.home);
        lease = await acquireLease(layout, options);
        watch();
        return options.log.info('the embedded database is back');
      } catch (error) {
        options.log.error('the embedded database cannot be started again', { error, againInMs: waitMs });
        await sleep(waitMs, undefined, { signal: releasing.signal, ref: false }).catch(() => undefined);
      }
    }
  };
  const watch = (): void => {
    void lease.closed.then(() => {
      if (!releasing.signal.aborted) renewal = renew();
    });
  };
  const release = async (): Promise<void> => {
    releasing.abort();
    await renewal;
    await lease.release();
  };

  watch();
  return { host: layout.run, release };
}

/** A first start makes a cluster; a second one must not, when the folder was taken away meanwhile: an empty ledger would look like a new one. */
async function refuseLostCluster(home: string): Promise<void> {
  const names = await readdir(home).catch(() => []);
  if (names.some((name) => /^[0-9]+$/.test(name))) return;
  throw new UserError('postgres-failed', `The database in ${home} is gone.`, { hint: 'Put the folder back, or start again to begin with an empty one.' });
}

/** Somebody else's server may be starting or ending: both pass. A server that recovers after a crash answers before it is ready. */
const acquireMs = 30_000;
/** Longer than any start but the one after a crash. */
const noticeMs = 3_000;

async function acquireLease(layout: Layout, options: EmbeddedOptions): Promise<Lease> {
  const notice = setTimeout(() => options.log.info('waiting for the embedded database; after a crash it repairs itself first'), noticeMs);
  try {
    return await joinOrStart(layout, options);
  } finally {
    clearTimeout(notice);
  }
}

async function joinOrStart(layout: Layout, options: EmbeddedOptions): Promise<Lease> {
  const deadline = performance.now() + acquireMs;
  for (let waitMs = 20; ; waitMs = Math.min(2 * waitMs, 500)) {
    const lease = await joinKeeper(layout);
    if (lease !== undefined) return lease;
    const report = await startKeeper({ layout, binaries: options.binaries });
    if (report.state === 'failed') throw new UserError(report.failure.code, report.failure.message, { hint: report.failure.hint });
    if (report.state === 'listening') continue;
    if (performance.now() > deadline) throw unanswered(layout, report.pid);
    await sleep(waitMs);
  }
}

function unanswered(layout: Layout, pid: number): UserError {
  return new UserError('postgres-failed', `The embedded PostgreSQL runs (process ${pid}), but its keeper does not answer at ${layout.keeperSocket}.`, {
    hint: `When nothing else uses ${layout.home}, end that process and try again.`,
  });
}

/** Compiled next to this file. */
const keeperEntry = fileURLToPath(new URL('keeper.js', import.meta.url));

async function startKeeper(order: KeeperOrder): Promise<KeeperReport> {
  // What goes wrong in the keeper itself is found in the same log as what PostgreSQL says.
  const log = await open(order.layout.log, 'a', 0o600).catch((error: unknown) => {
    throw toFolderError(error, order.layout.home);
  });
  try {
    const keeper = spawn(process.execPath, [keeperEntry, JSON.stringify(order)], {
      // A session of its own: Ctrl-C in the terminal must not reach PostgreSQL before the work is written down.
      detached: true,
      cwd: '/',
      env: keeperEnvironment(),
      stdio: ['ignore', 'pipe', log.fd],
    });
    return await readReport(keeper);
  } finally {
    await log.close();
  }
}

function readReport(keeper: ChildProcess): Promise<KeeperReport> {
  return new Promise((resolve, reject) => {
    let said = '';
    keeper.once('error', reject);
    keeper.once('close', (code, signal) => reject(new Error(`the keeper of the embedded PostgreSQL ended before it said anything (${signal ?? code})`)));
    keeper.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (!said.endsWith('\n')) return;
      keeper.stdout?.destroy();
      keeper.unref();
      resolve(JSON.parse(said) as KeeperReport);
    });
  });
}

/** What Node itself may need to start. No secrets, and nothing that changes how Node or PostgreSQL behave (NODE_OPTIONS, PGDATA, LC_ALL). */
const keptVariables = ['PATH', 'TMPDIR', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

function keeperEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => keptVariables.includes(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}
