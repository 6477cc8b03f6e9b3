/** Starting, finding and killing the real processes of the store's tests. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StoreOptions } from '../../src/store/open.js';

type TestLike = { after(work: () => Promise<void>): void };

const cleanups = new WeakMap<TestLike, (() => Promise<void>)[]>();

/** Like `t.after`, but the last one runs first: a store is closed before its folder is removed. */
export function afterwards(t: TestLike, work: () => Promise<void>): void {
  const known = cleanups.get(t);
  if (known !== undefined) return void known.push(work);
  const all = [work];
  cleanups.set(t, all);
  t.after(async () => {
    for (const next of all.toReversed()) await next();
  });
}

export type ClientProcess = {
  readonly child: ChildProcess;
  /** The next JSON line; undefined when the process has ended. */
  next(): Promise<Record<string, unknown> | undefined>;
  query(sql: string): Promise<unknown>;
  /** Gracefully, until the process has ended. */
  close(): Promise<void>;
  kill(): Promise<void>;
};

type Spawning = { readonly uid?: number; readonly gid?: number; readonly env?: NodeJS.ProcessEnv };

const entry = fileURLToPath(new URL('client-process.js', import.meta.url));

export function startClient(t: TestLike, options: Omit<StoreOptions, 'log'>, spawning: Spawning = {}): ClientProcess {
  // A group of its own, so that a test can play the terminal's Ctrl-C.
  const child = spawn(process.execPath, [entry, JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'inherit'], detached: true, ...spawning });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    return done === true ? undefined : (JSON.parse(value) as Record<string, unknown>);
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  };
  afterwards(t, kill);
  return {
    child,
    next,
    kill,
    query: (sql) => {
      child.stdin.write(sql + '\n');
      return next();
    },
    close: async () => {
      child.stdin.write('close\n');
      await ended;
    },
  };
}

/** Opened, or the error it ended with. */
export async function startOpenClient(t: TestLike, options: Omit<StoreOptions, 'log'>, spawning?: Spawning): Promise<ClientProcess> {
  const client = startClient(t, options, spawning);
  const first = await client.next();
  if (first?.['openMs'] === undefined) throw new Error(JSON.stringify(first));
  return client;
}

/** Removed after the test, once the processes that work in it are gone; those that stay are killed and fail the test. */
export async function makeDataDir(t: TestLike): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'courant-store-'));
  afterwards(t, async () => {
    const isClean = await holdsWithin(60_000, async () => (await processesOf(dataDir)).length === 0);
    const left = await processesOf(dataDir);
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
    if (!isClean) throw new Error('processes left behind: ' + left.map(({ command }) => command).join('; '));
  });
  return dataDir;
}

export type Found = { readonly pid: number; readonly command: string };

/** Keeper, postmaster and the postmaster's children, by command line or working folder. Linux only. */
export async function processesOf(dataDir: string): Promise<Found[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async (pid) => {
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    return { pid, command, isOurs: folder.startsWith(dataDir) || (command.includes(dataDir) && !command.includes(entry)) };
  }));
  return found.filter(({ isOurs }) => isOurs);
}

export async function keepersOf(dataDir: string): Promise<Found[]> {
  return (await processesOf(dataDir)).filter(({ command }) => command.includes('keeper.js'));
}

export async function postmastersOf(dataDir: string): Promise<Found[]> {
  return (await processesOf(dataDir)).filter(({ command }) => command.includes('bin/postgres '));
}

export async function holdsWithin(ms: number, condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}
