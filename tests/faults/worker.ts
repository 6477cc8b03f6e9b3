/** The sender of the fault tests: the program as it is, with a clock that can be set and a moment at which it dies. Told what to do over IPC. */
import { runProcess } from '../../src/cli/run-process.js';
import { systemClock } from '../../src/clock.js';
import { configSchema } from '../../src/config.js';
import type { SendPoint } from '../../src/delivery/points.js';
import { openBase, startSending } from '../../src/sending.js';
import { reconcileIntervalMs } from './limits.js';

export type WorkerOrder = { readonly jumpMs: number } | { readonly dieAt: SendPoint; readonly nth: number };

let isOver = false;
// Nobody is there who would end it.
process.on('disconnect', () => { if (!isOver) process.exit(1); });
let offsetMs = 0;
let death: { at: SendPoint; left: number } | undefined;
process.on('message', (order: WorkerOrder) => {
  if ('jumpMs' in order) offsetMs += order.jumpMs;
  else death = { at: order.dieAt, left: order.nth };
});

function onPoint(point: SendPoint): void {
  if (death?.at !== point) return;
  death.left -= 1;
  if (death.left <= 0) process.kill(process.pid, 'SIGKILL');
}

await runProcess(async ({ log, stopped }) => {
  const config = configSchema.parse(JSON.parse(process.env['COURANT_FAULTS_CONFIG'] ?? '{}'));
  const clock = { ...systemClock, now: () => new Date(Date.now() + offsetMs) };
  const databaseName = process.env['COURANT_FAULTS_DATABASE'];
  const base = await openBase(config, { clock, log: log(config.logLevel), databaseName });
  try {
    const sending = await startSending(base, { onPoint, reconcileIntervalMs });
    process.send?.('ready');
    await stopped;
    await sending.close();
  } finally {
    await base.store.close();
  }
  isOver = true;
  if (process.connected) process.disconnect();
});
