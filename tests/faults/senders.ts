/** The sending processes of a program: started, killed, stopped, put to sleep, and always at least one at the end. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/clock.js';
import type { Config } from '../../src/config.js';
import type { SendPoint } from '../../src/delivery/points.js';
import type { WorkerOrder } from './worker.js';

export type Senders = {
  start(): Promise<void>;
  killAll(): void;
  dieAt(point: SendPoint, nth: number): void;
  /** Nobody dies of an earlier order any more. */
  spareAll(): void;
  jump(ms: number): void;
  /** SIGSTOP, SIGCONT; meanwhile another one may take its rows over. */
  sleepThrough(forMs: number, takeOver: (() => Promise<void>) | undefined): Promise<void>;
  /** Gracefully. */
  stopOne(): Promise<void>;
  ensureOne(): Promise<void>;
  /** Gracefully; says what did not end as it should. */
  stopAll(): Promise<string[]>;
  endAll(): Promise<void>;
};

const workerEntry = fileURLToPath(new URL('worker.js', import.meta.url));
const mostAtOnce = 2;
const startMs = 20_000;
const stopMs = 15_000;

export function createSenders(config: Config, databaseName: string): Senders {
  const alive = new Set<ChildProcess>();
  const all = new Set<ChildProcess>();
  const order = (message: WorkerOrder): void => { for (const child of alive) if (child.connected) child.send(message, () => undefined); };

  async function start(): Promise<void> {
    if (alive.size >= mostAtOnce) return;
    const child = fork(workerEntry, [], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { PATH: process.env['PATH'], COURANT_FAULTS_CONFIG: JSON.stringify(config), COURANT_FAULTS_DATABASE: databaseName },
    });
    alive.add(child);
    all.add(child);
    child.once('exit', () => alive.delete(child));
    child.on('error', () => undefined);
    // It may die before it is ready: the database may be broken just now, or an order may kill it.
    await Promise.race([new Promise((resolve) => child.once('message', resolve)), exited(child), systemClock.sleep(startMs)]);
  }

  async function stop(child: ChildProcess): Promise<string[]> {
    child.kill('SIGTERM');
    const over = new AbortController();
    const isLate = await Promise.race([exited(child).then(() => false), systemClock.sleep(stopMs, over.signal).then(() => true)]);
    over.abort();
    if (isLate) child.kill('SIGKILL');
    if (isLate) return [`a graceful stop did not end within ${stopMs / 1000} s`];
    // An order to die that was on its way already.
    return child.exitCode === 0 || child.signalCode === 'SIGKILL' ? [] : [`a graceful stop ended with ${child.exitCode ?? child.signalCode}`];
  }

  const killAll = (): void => {
    for (const child of alive) child.kill('SIGKILL');
    // Its end is told a moment later; it is nobody's sender from here on.
    alive.clear();
  };
  return {
    start, killAll,
    dieAt: (dieAt, nth) => order({ dieAt, nth }),
    spareAll: () => order({ dieAt: 'claimed', nth: Number.MAX_SAFE_INTEGER }),
    jump: (jumpMs) => order({ jumpMs }),
    async sleepThrough(forMs, takeOver) {
      const [sleeper] = alive;
      if (!sleeper) return;
      sleeper.kill('SIGSTOP');
      await takeOver?.();
      if (takeOver) await start();
      await systemClock.sleep(forMs);
      sleeper.kill('SIGCONT');
    },
    async stopOne() {
      const [first] = alive;
      if (first) await stop(first);
    },
    async ensureOne() {
      if (alive.size === 0) await start();
    },
    async stopAll() {
      return (await Promise.all([...alive].map(stop))).flat();
    },
    async endAll() {
      for (const child of all) child.kill('SIGKILL');
      await Promise.all([...all].map(exited));
    },
  };
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
}
