/**
 * The sender of the fault tests: what sends as it is, with a clock that can be set and a moment at which it dies or falls asleep. Told
 * what to do over IPC. It may be opened again for another program: most of what a process costs is its beginning.
 */
import { hostname } from 'node:os';
import { runProcess } from '../../src/cli/run-process.js';
import { systemClock } from '../../src/clock.js';
import { configSchema } from '../../src/config.js';
import type { SendPoint } from '../../src/delivery/points.js';
import { createLog } from '../../src/log.js';
import { openBase, startSending } from '../../src/sending.js';
import { reconcileIntervalMs } from './limits.js';

export type Opening = {
  /** As configured: `configSchema` parses it. */
  readonly config: object;
  readonly databaseName: string;
  /** As `courant` runs it: it ends with SIGTERM, and with it the process. Otherwise by the order `close`, and the process is used again. */
  readonly isOnce: boolean;
};
export type WorkerOrder =
  | { readonly kind: 'open'; readonly opening: Opening }
  | { readonly kind: 'close' }
  | { readonly kind: 'jump'; readonly byMs: number }
  | { readonly kind: 'strike'; readonly signal: 'SIGKILL' | 'SIGSTOP'; readonly at: SendPoint; readonly nth: number }
  | { readonly kind: 'spare' };
/** `leaking`: closed, and connections are still open. */
export type WorkerReport = 'ready' | 'closed' | 'leaking' | 'failed';

let offsetMs = 0;
let strike: { signal: 'SIGKILL' | 'SIGSTOP'; at: SendPoint; left: number } | undefined;
let close = (): void => undefined;
let isOver = false;
const report = (what: WorkerReport): void => void process.send?.(what);

// Nobody is there who would end it.
process.on('disconnect', () => { if (!isOver) process.exit(1); });
process.on('message', (order: WorkerOrder) => {
  switch (order.kind) {
    case 'open': return void (order.opening.isOnce ? runOnce(order.opening) : runAgain(order.opening));
    case 'close': return close();
    case 'jump': offsetMs += order.byMs; return;
    case 'strike': strike = { signal: order.signal, at: order.at, left: order.nth }; return;
    case 'spare': strike = undefined;
  }
});

function onPoint(point: SendPoint): void {
  if (strike?.at !== point) return;
  strike.left -= 1;
  if (strike.left > 0) return;
  const { signal } = strike;
  strike = undefined;
  process.kill(process.pid, signal);
}

async function send({ config: settings, databaseName }: Opening, stopped: Promise<void>): Promise<void> {
  const config = configSchema.parse(settings);
  const clock = { ...systemClock, now: () => new Date(Date.now() + offsetMs) };
  const log = createLog({ level: config.logLevel, write: (line) => void process.stderr.write(line), now: () => new Date() });
  // By this name the database knows which engine a connection belongs to.
  const base = await openBase(config, { clock, log, databaseName, applicationName: `${hostname()}:${process.pid}` });
  try {
    const sending = await startSending(base, { onPoint, reconcileIntervalMs });
    report('ready');
    await stopped;
    await sending.close();
  } finally {
    await base.close();
  }
}

async function runOnce(opening: Opening): Promise<void> {
  await runProcess(({ stopped }) => send(opening, stopped));
  isOver = true;
  if (process.connected) process.disconnect();
}

async function runAgain(opening: Opening): Promise<void> {
  offsetMs = 0;
  strike = undefined;
  try {
    await send(opening, new Promise<void>((resolve) => { close = resolve; }));
    report((await hasLetGo()) ? 'closed' : 'leaking');
  } catch {
    report('failed');
  }
}

/** A QUIT is not waited for, and a connection that is cut off is gone a moment later. */
const letGoMs = 60_000;

/** All connections are closed but the one that orders come over. */
async function hasLetGo(): Promise<boolean> {
  for (const until = Date.now() + letGoMs; Date.now() < until; await systemClock.sleep(20)) {
    if (process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap' || kind === 'PipeWrap').length <= 1) return true;
  }
  return false;
}
