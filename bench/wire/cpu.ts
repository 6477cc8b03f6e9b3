/**
 * Who used the processor: the main thread of this process, its other threads, and PostgreSQL with all its children. From schedstat, in
 * nanoseconds on the processor: a crowded machine makes mails slower, but hardly dearer. Linux only; elsewhere all is 0.
 */
import { readdir, readFile } from 'node:fs/promises';
import type { Database } from '../../src/store/store.js';

/** Microseconds. */
export type CpuTimes = { readonly mainUs: number; readonly threadsUs: number; readonly postgresUs: number };

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** The first number of schedstat: nanoseconds spent on the processor. */
async function onCpuUs(folder: string): Promise<number> {
  return Number((await read(`${folder}/schedstat`)).split(' ')[0] ?? 0) / 1000;
}

/** What stands behind the name in parentheses, which may hold spaces: state, parent ... */
async function statOf(pid: string): Promise<readonly string[]> {
  const text = await read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** The server process of the database, found as the parent of a backend; undefined when it runs elsewhere. */
export async function findPostmaster(database: Database): Promise<string | undefined> {
  const [row] = await database.query<{ pid: number }>('select pg_backend_pid() as pid');
  return (await statOf(String(row?.pid ?? 0)))[1];
}

async function postgresUs(postmaster: string): Promise<number> {
  const all = (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name));
  const stats = await Promise.all(all.map(async (pid) => ({ pid, parent: (await statOf(pid))[1] })));
  const children = await Promise.all(stats.filter(({ parent }) => parent === postmaster).map(({ pid }) => onCpuUs(`/proc/${pid}`)));
  // Children that ended meanwhile: their time is added to the parent's (cutime and cstime, in hundredths of a second).
  const [ended = 0, endedInKernel = 0] = (await statOf(postmaster)).slice(13, 15).map(Number);
  return children.reduce((sum, us) => sum + us, await onCpuUs(`/proc/${postmaster}`)) + (ended + endedInKernel) * 10_000;
}

export async function readCpu(postmaster: string | undefined): Promise<CpuTimes> {
  const mainUs = await onCpuUs(`/proc/self/task/${process.pid}`);
  const { user, system } = process.cpuUsage();
  return { mainUs, threadsUs: user + system - mainUs, postgresUs: postmaster === undefined ? 0 : await postgresUs(postmaster) };
}

export function perMail(before: CpuTimes, after: CpuTimes, count: number): CpuTimes {
  return { mainUs: (after.mainUs - before.mainUs) / count, threadsUs: (after.threadsUs - before.threadsUs) / count, postgresUs: (after.postgresUs - before.postgresUs) / count };
}
