/**
 * The queue is a bell: a job says "campaign C, lane L: look at the ledger". No address, no state. Losing, doubling or flushing jobs
 * changes nothing but the moment (I14). BullMQ with its PostgreSQL backend on the store's database, or Redis when a URL is given. Who rings
 * and listens himself, and hears nothing for a while, goes and looks: a queue that is away or deaf holds nothing up.
 */
import { toCampaignId } from '../ids.js';
import { closeWorker, openBackend, withPatience, type QueueOptions } from './backend.js';
import { createEar, type Ear, type Ring } from './ear.js';

export type Bell = {
  /** Many rings for the same lane within two seconds are one. Never rejects: what the queue does not take is rung again by the next round. */
  ring(ring: Ring): Promise<void>;
  /** Answers rings in this process, up to `concurrency` lanes at once. */
  listen(answer: (ring: Ring) => Promise<void>, concurrency: number): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
};

const ringWindowMs = 2_000;
/** The ledger keeps the history; the queue need not. */
const jobOptions = { removeOnComplete: true, removeOnFail: true } as const;

export async function openBell(options: QueueOptions): Promise<Bell> {
  const { log } = options;
  const queueName = `deliver-${options.installation}`;
  const backend = await openBackend(options, queueName);
  const queue = backend.openQueue();
  queue.on('error', (error) => log.warn('queue trouble', { error }));
  await queue.waitUntilReady();
  const ears = new Set<Ear>();
  return {
    async ring(ring) {
      for (const ear of ears) ear.expect(ring);
      // Not one id per lane: the job of a killed worker counts as running for half a minute, and would silence the bell that long.
      const moment = Math.floor(options.clock.now().getTime() / ringWindowMs);
      const jobId = `campaign-${ring.campaignId}-${ring.lane}-${moment}`;
      await queue.add('ring', ring, { ...jobOptions, jobId }).catch((error: unknown) => log.warn('the queue took no ring', { ...ring, error }));
    },
    async listen(answer, concurrency) {
      const ear = createEar({ answer, concurrency, clock: options.clock, log });
      const worker = backend.openWorker(({ data }) => ear.hear({ campaignId: toCampaignId(data['campaignId'] ?? ''), lane: data['lane'] ?? '' }), concurrency);
      worker.on('error', (error) => log.warn('queue trouble', { error }));
      await worker.waitUntilReady();
      ears.add(ear);
      return {
        async close() {
          ears.delete(ear);
          await closeWorker(worker, options.clock);
        },
      };
    },
    async close() {
      await withPatience(queue.close(), options.clock);
      await backend.close();
    },
  };
}
