/**
 * PostgreSQL's own lock files: who runs on a cluster, whether it is ready, and ending a server that nobody keeps. They are the one
 * lock of the whole room; nothing here is decided by age or by a lock file of our own.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, readlink, realpath, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errnoOf } from './errno.js';
import { embeddedPort } from './settings.js';

export type Postmaster = { readonly pid: number; readonly startedAtSeconds: number; readonly isReady: boolean };

/** The lock on the cluster, which decides. */
export function clusterLock(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

/** The lock on the socket, taken second. It begins like the other. */
export function socketLock(run: string): string {
  return join(run, `.s.PGSQL.${embeddedPort}.lock`);
}

/** Lines of a lock file: process id, folder, start time, port, socket folder, address, shared memory, status (PostgreSQL miscadmin.h). */
export async function readPostmaster(lockFile: string): Promise<Postmaster | undefined> {
  const text = await readFile(lockFile, 'utf8').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid < 1) return undefined;
  return { pid, startedAtSeconds: Number(lines[2]), isReady: lines[7]?.trim() === 'ready' };
}

/** A process that has ended but was not yet waited for does not count: the first process of a container may never do that. */
export function isAlive(pid: number): boolean {
  try {
    return hasProcess(pid) && (process.platform !== 'linux' || readProcStatus(pid).state !== 'Z');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ESRCH') return false;
    throw error;
  }
}

/** What PostgreSQL asks when it finds a lock file. Also true of a process that has ended and was not waited for. */
function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

function readProcStatus(pid: number): { state: string | undefined; parent: number } {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the name in parentheses and may hold spaces and parentheses itself.
  const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
  return { state, parent: Number(parent) };
}

/**
 * `kept`: a keeper runs it. `orphan`: its keeper was killed. `stranger`: the number belongs to some other process by now (after a
 * restart of a container the same small numbers come back at once), or to one that has ended unwaited. `dead`: no process has it.
 */
export type Standing = 'kept' | 'orphan' | 'stranger' | 'dead';

export async function judgePostmaster(cluster: string, { pid }: Postmaster): Promise<Standing> {
  if (!hasProcess(pid)) return 'dead';
  const found = await inspect(pid);
  if (!(await isServerOf(cluster, pid, found))) return 'stranger';
  return (await inspect(found.parent)).command.includes(keeperFile) ? 'kept' : 'orphan';
}

const keeperFile = 'embedded/keeper.js';

type Process = { readonly parent: number; readonly command: string };

/** A postmaster works in its cluster folder; without /proc its command line says which one. */
async function isServerOf(cluster: string, pid: number, { command }: Process): Promise<boolean> {
  if (process.platform !== 'linux') return command.includes(cluster);
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return folder === (await realpath(cluster));
}

async function inspect(pid: number): Promise<Process> {
  const nobody: Process = { parent: 0, command: '' };
  if (process.platform === 'linux') return inspectProc(pid).catch(() => nobody);
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'ppid=,command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  const [, parent, command] = /^\s*(\d+)\s+(.*)$/m.exec(stdout) ?? [];
  return parent === undefined ? nobody : { parent: Number(parent), command: command ?? '' };
}

async function inspectProc(pid: number): Promise<Process> {
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  return { command, parent: readProcStatus(pid).parent };
}

/** Fast shutdown; immediate when that takes too long, which loses nothing that was committed. */
export async function stopPostmaster(pid: number, fastMs = 60_000): Promise<void> {
  signal(pid, 'SIGINT');
  if (await isGone(pid, fastMs)) return;
  signal(pid, 'SIGQUIT');
  if (!(await isGone(pid, 10_000))) throw new Error(`PostgreSQL (process ${pid}) does not stop`);
}

export async function isGone(pid: number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await sleep(10);
  }
  return true;
}

/** Takes away the lock file of a process that is no server of ours, if it still names that one. */
export async function removeStaleLock(lockFile: string, stale: Postmaster): Promise<void> {
  const now = await readPostmaster(lockFile);
  if (now?.pid === stale.pid && now.startedAtSeconds === stale.startedAtSeconds) await unlink(lockFile);
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error;
  }
}
