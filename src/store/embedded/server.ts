/** One PostgreSQL process as the keeper's child: starting it, and getting the cluster's lock from whoever left it behind. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tools } from './cluster.js';
import { ensureRunFolder, identity } from './launch.js';
import type { Layout } from './layout.js';
import { clusterLock, judgePostmaster, readPostmaster, removeStaleLock, socketLock, stopPostmaster } from './postmaster.js';
import { serverArguments } from './settings.js';
import { diskFull, isDiskFull, toStartError } from './start-error.js';

export type Server = {
  isRunning(): boolean;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  /** Resolves when connections are accepted; throws a UserError when the server ends before. Crash recovery may take minutes. */
  ready(): Promise<void>;
  stop(): Promise<void>;
};

/** A server that runs already, under a keeper of its own. */
export type Busy = { readonly busyPid: number };

/** How long the other processes of a server may hold its shared memory after a kill -9 of the first one. */
const leftoverMs = 10_000;

/** Returns once our own process holds the cluster's lock, or somebody else's is known to. */
export async function takeServer(cluster: string, layout: Layout, tools: Tools): Promise<Server | Busy> {
  const deadline = performance.now() + leftoverMs;
  for (;;) {
    const attempt = await launchServer(cluster, layout, tools);
    if (await attempt.holdsLocks()) return attempt;
    const obstacle = await clearObstacle(cluster, layout);
    if (obstacle !== undefined && obstacle !== 'cleared') return obstacle;
    const isOver = obstacle === undefined && !(await attempt.metLock());
    if (isOver || performance.now() > deadline) throw await attempt.failure();
    await sleep(50);
  }
}

/** What kept our server from starting: undefined is nothing that can be helped. */
async function clearObstacle(cluster: string, layout: Layout): Promise<Busy | 'cleared' | undefined> {
  for (const lockFile of [clusterLock(cluster), socketLock(layout.run)]) {
    const other = await readPostmaster(lockFile);
    if (other === undefined) continue;
    const standing = await judgePostmaster(cluster, other);
    if (standing === 'kept') return { busyPid: other.pid };
    if (standing === 'orphan') await stopPostmaster(other.pid);
    // PostgreSQL looks only whether a process has that number. The file of a dead one it may keep: its children may still run.
    if (standing === 'stranger') await removeStaleLock(lockFile, other);
    return 'cleared';
  }
  // A keeper that ended just now may have taken the socket folder with it.
  return existsSync(layout.run) ? undefined : 'cleared';
}

async function launchServer(cluster: string, layout: Layout, { binaries, launch, env }: Tools) {
  await ensureRunFolder(layout, launch);
  const startedAtSeconds = Math.floor(Date.now() / 1000);
  const log = await openLog(layout);
  const [command = binaries.postgres, ...words] = [...launch.prefix, binaries.postgres, ...serverArguments(cluster, layout.run)];
  const child = spawn(command, words, { cwd: '/', env, stdio: ['ignore', log.fd, log.fd], ...identity(launch) });
  let hasEnded = false;
  const ended = waitForEnd(child).then(() => { hasEnded = true; });
  await log.close();
  const failure = async () => ((await isDiskFull(layout.home))
    // The log has no word of it then: it lies on the same disk.
    ? diskFull()
    : toStartError('The embedded PostgreSQL did not start.', await readLog(layout, log.size), undefined, layout.log));

  /** It found a lock file that another server was just writing, or has taken away by now: "lock file … is empty", "… already exists". */
  const metLock = async (): Promise<boolean> => /\block file "[^"]*" (is empty|already exists)/.test(await readLog(layout, log.size));

  /** Polls the lock file as pg_ctl does. An old file with our number in it is told from ours by its time. */
  async function reached(lockFile: string, isThere: (isReady: boolean) => boolean): Promise<boolean> {
    while (!hasEnded) {
      const found = await readPostmaster(lockFile);
      if (found !== undefined && found.pid === child.pid && found.startedAtSeconds >= startedAtSeconds && isThere(found.isReady)) return true;
      await Promise.race([sleep(10), ended]);
    }
    return false;
  }

  return {
    isRunning: () => !hasEnded,
    ended,
    failure,
    metLock,
    holdsLocks: async () => (await reached(clusterLock(cluster), () => true)) && (await reached(socketLock(layout.run), () => true)),
    ready: async () => {
      if (!(await reached(clusterLock(cluster), (isReady) => isReady))) throw await failure();
    },
    stop: async () => {
      if (child.pid === undefined || hasEnded) return;
      await stopPostmaster(child.pid);
      await ended;
    },
  };
}

/** A program that cannot be started at all has no exit, only an error. */
function waitForEnd(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
}

/** Kept when a server starts: what it says tells why the last one ended. One older file is enough. */
const logBytes = 4 * 1024 * 1024;

async function openLog(layout: Layout): Promise<{ fd: number; size: number; close: () => Promise<void> }> {
  const size = await stat(layout.log).then((found) => found.size, () => 0);
  if (size > logBytes) await rename(layout.log, `${layout.log}.1`);
  const handle = await open(layout.log, 'a', 0o600);
  return { fd: handle.fd, size: size > logBytes ? 0 : size, close: () => handle.close() };
}

async function readLog(layout: Layout, from: number): Promise<string> {
  const handle = await open(layout.log);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16_384), 0, 16_384, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
