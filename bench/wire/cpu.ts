/**
 * Who used the processor: the main thread of this process, its other threads, PostgreSQL with all its children, and the server that takes
 * the mails. From schedstat, in nanoseconds on the processor: a crowded machine makes mails slower, but hardly dearer. Linux only; elsewhere
 * all is 0.
 */
import { readdir, readFile } from 'node:fs/promises';
import type { Database } from '../../src/store/store.js';

/** Microseconds. */
export type CpuTimes = { readonly mainUs: number; readonly threadsUs: number; readonly postgresUs: number; readonly sinkUs: number };

/** Does `work`, which sends `count` mails to the server of that process, and tells what each cost. */
export type Metered = <Result>(mails: { readonly count: number; readonly sinkPid: number | undefined }, work: () => Promise<Result>) => Promise<{ readonly result: Result; readonly cpu: CpuTimes }>;

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
const list = (path: string): Promise<string[]> => readdir(path).catch(() => []);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The first number of schedstat: nanoseconds spent on the processor. */
async function onCpuUs(folder: string): Promise<number> {
  return Number((await read(`${folder}/schedstat`)).split(' ')[0] ?? 0) / 1000;
}

/** All threads of a process. */
async function processUs(pid: number | undefined): Promise<number> {
  const folder = `/proc/${pid ?? 0}/task`;
  return sum(await Promise.all((await list(folder)).map((task) => onCpuUs(`${folder}/${task}`))));
}

/** What stands behind the name in parentheses, which may hold spaces: state, parent ... */
async function statOf(pid: string): Promise<readonly string[]> {
  const text = await read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** The server process of the database, found as the parent of a backend; undefined when it runs elsewhere. */
async function findPostmaster(database: Database): Promise<string | undefined> {
  const [row] = await database.query<{ pid: number }>('select pg_backend_pid() as pid');
  return (await statOf(String(row?.pid ?? 0)))[1];
}

async function postgresUs(postmaster: string): Promise<number> {
  const all = (await list('/proc')).filter((name) => /^[0-9]+$/.test(name));
  const stats = await Promise.all(all.map(async (pid) => ({ pid, parent: (await statOf(pid))[1] })));
  const children = await Promise.all(stats.filter(({ parent }) => parent === postmaster).map(({ pid }) => onCpuUs(`/proc/${pid}`)));
  // Children that ended meanwhile: their time is added to the parent's (cutime and cstime, in hundredths of a second).
  const [ended = 0, endedInKernel = 0] = (await statOf(postmaster)).slice(13, 15).map(Number);
  return sum(children) + (await onCpuUs(`/proc/${postmaster}`)) + (ended + endedInKernel) * 10_000;
}

async function readCpu(postmaster: string | undefined, sinkPid: number | undefined): Promise<CpuTimes> {
  const mainUs = await onCpuUs(`/proc/self/task/${process.pid}`);
  const { user, system } = process.cpuUsage();
  return { mainUs, threadsUs: user + system - mainUs, postgresUs: postmaster === undefined ? 0 : await postgresUs(postmaster), sinkUs: await processUs(sinkPid) };
}

export async function openMeter(database: Database): Promise<Metered> {
  const postmaster = await findPostmaster(database);
  return async ({ count, sinkPid }, work) => {
    const before = await readCpu(postmaster, sinkPid);
    const result = await work();
    const after = await readCpu(postmaster, sinkPid);
    const each = (part: keyof CpuTimes): number => (after[part] - before[part]) / count;
    return { result, cpu: { mainUs: each('mainUs'), threadsUs: each('threadsUs'), postgresUs: each('postgresUs'), sinkUs: each('sinkUs') } };
  };
}
