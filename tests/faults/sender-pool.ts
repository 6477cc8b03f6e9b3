/** Sending processes that outlive a program: one that was closed in peace is opened again for the next. */
import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/clock.js';
import type { Opening, WorkerOrder, WorkerReport } from './worker.js';

export type SenderProcess = {
  /** As the database knows its engine. */
  readonly instance: string;
  /** It works on a program: it was not killed, and it was not closed. */
  readonly isOpen: boolean;
  /** Until it sends, could not begin to (the database may be broken just now), or is gone. */
  open(opening: Opening): Promise<void>;
  order(order: WorkerOrder): void;
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** By SIGSTOP, as Linux tells. */
  isStopped(): Promise<boolean>;
  /** Gracefully; says what did not end as it should. */
  close(withinMs: number): Promise<string[]>;
  readonly gone: Promise<void>;
};

export type SenderPool = {
  /** `onOver`: it no longer works for this program; `how` it was lost when nobody asked it to end. */
  take(onOver: (how: How) => void): SenderProcess;
  close(): Promise<void>;
};

const workerEntry = fileURLToPath(new URL('worker.js', import.meta.url));
const openMs = 60_000;

export function createSenderPool(): SenderPool {
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();

  function begin(): ChildProcess {
    const isHeard = process.env['COURANT_FAULTS_LOG'] !== undefined;
    const child = fork(workerEntry, [], { stdio: ['ignore', 'ignore', isHeard ? 'inherit' : 'ignore', 'ipc'], env: { PATH: process.env['PATH'] } });
    child.on('error', () => undefined);
    all.add(child);
    child.once('exit', () => { all.delete(child); });
    return child;
  }

  return {
    take(onOver) {
      const child = idle.pop() ?? begin();
      return createSenderProcess(child, (how, isReusable) => {
        if (isReusable) idle.push(child);
        onOver(how);
      });
    },
    async close() {
      const ends = [...all].map((child) => exitOf(child));
      for (const child of all) child.kill('SIGKILL');
      await Promise.all(ends);
    },
  };
}

type How = 'closed' | 'leaking' | 'failed' | 'killed' | 'ended by itself';

function createSenderProcess(child: ChildProcess, onOver: (how: How, isReusable: boolean) => void): SenderProcess {
  let isOnce = false;
  let isOpen = true;
  let wasReady = false;
  let isClosing = false;
  let tellReady = (): void => undefined;
  let tellGone = (): void => undefined;
  const ready = new Promise<void>((resolve) => { tellReady = resolve; });
  const gone = new Promise<void>((resolve) => { tellGone = resolve; });

  function end(how: How, isReusable: boolean): void {
    if (!isOpen) return;
    isOpen = false;
    child.removeListener('message', hear);
    child.removeListener('exit', leave);
    onOver(how, isReusable);
    tellReady();
    tellGone();
  }
  const hear = (report: WorkerReport): void => {
    if (report === 'ready') { wasReady = true; tellReady(); } else end(report, report !== 'leaking');
  };
  const leave = (): void => end(child.signalCode === 'SIGKILL' ? 'killed' : isClosing ? 'closed' : wasReady ? 'ended by itself' : 'failed', false);
  child.on('message', hear);
  child.on('exit', leave);
  const order = (message: WorkerOrder): void => { if (child.connected) child.send(message, () => undefined); };

  return {
    instance: `${hostname()}:${child.pid ?? 0}`,
    get isOpen() { return isOpen; },
    gone,
    order,
    signal: (signal) => void child.kill(signal),
    async open(opening) {
      isOnce = opening.isOnce;
      order({ kind: 'open', opening });
      await within(ready, openMs);
    },
    async isStopped() {
      return isOpen && /\) [Tt] /.test(await readFile(`/proc/${child.pid ?? 0}/stat`, 'utf8').catch(() => ''));
    },
    async close(withinMs) {
      if (!isOpen) return [];
      isClosing = true;
      if (isOnce) child.kill('SIGTERM');
      else order({ kind: 'close' });
      if (await within(gone, withinMs)) {
        // An order to die that was on its way already.
        const isWell = !isOnce || child.exitCode === 0 || child.signalCode === 'SIGKILL';
        return isWell ? [] : [`a graceful stop ended with ${child.exitCode ?? child.signalCode}`];
      }
      child.kill('SIGKILL');
      return [`a graceful stop did not end within ${withinMs / 1000} s`];
    },
  };
}

/** False when it takes longer. */
async function within(what: Promise<void>, ms: number): Promise<boolean> {
  const over = new AbortController();
  const isInTime = await Promise.race([what.then(() => true), systemClock.sleep(ms, over.signal).then(() => false)]);
  over.abort();
  return isInTime;
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
}
