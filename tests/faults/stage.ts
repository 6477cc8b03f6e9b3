/** What all programs of a run share: a database server with a migrated template, a rougher one that may be stopped and filled, and the oracle. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CatcherEntry } from '../../src/catcher/catcher-log.js';
import { systemClock } from '../../src/clock.js';
import { silentLog } from '../../src/log.js';
import { openBell } from '../../src/queue/bell.js';
import { migrate } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { makeLoosePostgres } from '../support/loose-postgres.js';
import { findProgram } from '../support/require.js';
import { mountTmpfs, unmount } from '../support/small-disk.js';
import type { Abilities } from './program.js';
import { installRefusals } from './refusals.js';
import { createSenderPool, type SenderPool } from './sender-pool.js';
import { installWitness } from './witness.js';

export type Oracle = { readonly port: number; readonly logPath: string };
export type DatabaseServer = { readonly dataDir: string; readonly admin: Store; readonly template: string; readonly isRough: boolean };

export type Stage = {
  readonly able: Abilities;
  readonly folder: string;
  /** Longest time without any progress once nothing is broken any more: every row becomes final or in doubt (I10), a sender that is to stop ends. */
  readonly patienceMs: number;
  readonly plain: Oracle;
  readonly tls: Oracle;
  readonly senders: SenderPool;
  /** One program at a time has the rough server. */
  withServer<Result>(isRough: boolean, work: (server: DatabaseServer) => Promise<Result>): Promise<Result>;
  close(isKept: boolean): Promise<void>;
};

const oracleEntry = fileURLToPath(new URL('oracle.js', import.meta.url));
/** A cluster, and room for a template and a few databases. */
const roughMegabytes = 400;

/** Twice what a sender waits at most for a relay that fails again and again, as one does whose time-outs a busy machine lets come true, and more. */
const defaultPatienceMs = 180_000;

export async function openStage(patienceMs = defaultPatienceMs): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-faults-'));
  const oracle = fork(oracleEntry, [folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [ports] = (await once(oracle, 'message')) as [{ plain: Oracle; tls: Oracle }];
  const smooth = await openServer(join(folder, 'smooth'), false);
  const roughFolder = join(folder, 'rough');
  await mkdir(roughFolder, { mode: 0o700 });
  const isMounted = mountTmpfs(roughFolder, roughMegabytes);
  const senders = createSenderPool();
  let rough: Promise<DatabaseServer> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  return {
    able: { hasRedis: findProgram('redis-server') !== undefined, canFill: isMounted },
    folder, patienceMs, ...ports, senders,
    async withServer(isRough, work) {
      if (!isRough) return work(smooth);
      const turn = queue.then(async () => work(await (rough ??= openServer(roughFolder, true))));
      queue = turn.catch(() => undefined);
      return turn;
    },
    async close(isKept) {
      await senders.close();
      await smooth.admin.close();
      await (await rough)?.admin.close();
      await ended(oracle);
      if (isMounted) unmount(roughFolder);
      if (!isKept) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  child.disconnect();
  if (child.exitCode === null) await once(child, 'exit');
}

async function openServer(dataDir: string, isRough: boolean): Promise<DatabaseServer> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const binaries = isRough ? undefined : await makeLoosePostgres(`${dataDir}-binaries`);
  const admin = await openStore({ dataDir, binaries, log: silentLog, applicationName: 'faults-admin' });
  const template = 'faults_template';
  const store = await openStore({ dataDir, databaseName: template, log: silentLog });
  await migrate(store);
  // The queue's own tables too: each program would make them anew.
  await (await openBell({ store, installation: 'template', clock: systemClock, log: silentLog })).close();
  await installWitness(store);
  await installRefusals(store);
  await store.close();
  return { dataDir, admin, template, isRough };
}

/** The lines written to the oracle's log since a place in it. */
export async function readSince(path: string, offset: number): Promise<CatcherEntry[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - offset)), 0, Math.max(0, size - offset), offset);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as CatcherEntry);
  } finally {
    await file.close();
  }
}

export async function logSize(path: string): Promise<number> {
  return (await stat(path)).size;
}
