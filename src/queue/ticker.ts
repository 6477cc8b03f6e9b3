/**
 * The tick of the schedulers: BullMQ makes a job every so often, and whoever edits a schedule adds one, so that a scheduler in another
 * process looks at once. It says nothing; due times are rows, and a scheduler also looks by itself when no tick comes.
 */
import { closeWorker, openBackend, withPatience, type QueueOptions } from './backend.js';

export type Ticker = {
  ring(): Promise<void>;
  /** Answers in this process, and keeps the ticks coming. */
  listen(answer: () => Promise<void>): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
};

const tickMs = 10_000;
const jobOptions = { removeOnComplete: true, removeOnFail: true } as const;

export async function openTicker(options: QueueOptions): Promise<Ticker> {
  const { log, clock } = options;
  const backend = await openBackend(options, `schedule-${options.installation}`);
  const queue = backend.openQueue();
  queue.on('error', (error) => log.warn('queue trouble', { error }));
  await queue.waitUntilReady();
  return {
    async ring() {
      await queue.add('tick', {}, { ...jobOptions, jobId: `edit-${clock.now().getTime()}` });
    },
    async listen(answer) {
      await queue.upsertJobScheduler('tick', { every: tickMs }, { name: 'tick', opts: jobOptions });
      const worker = backend.openWorker(() => answer(), 1);
      worker.on('error', (error) => log.warn('queue trouble', { error }));
      await worker.waitUntilReady();
      return { close: () => closeWorker(worker, clock) };
    },
    async close() {
      await withPatience(queue.close(), clock);
      await backend.close();
    },
  };
}
