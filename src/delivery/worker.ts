/** The delivery worker of this process: one engine, renewed when it is lost, and as many lanes at once as the queue hands out. */
import type { CampaignId } from '../ids.js';
import type { Log } from '../log.js';
import type { Store } from '../store/store.js';
import { openEngine, recoverDeadEngines, type Engine } from './engine.js';
import type { Standing } from './standing.js';

export type DeliveryWorker = {
  /** Works on one lane until nothing is due; what a job calls. A lane that this process works on already is left alone: rings are many. */
  work(campaignId: CampaignId, lane: string): Promise<void>;
  /** Stops claiming, finishes open transactions, ends the epoch. */
  close(): Promise<void>;
};

export type RunLane = (engine: Engine, campaignId: CampaignId, lane: string, signal: AbortSignal) => Promise<void>;

export type WorkerParts = {
  readonly store: Store;
  readonly log: Log;
  readonly standing: Standing;
  readonly runLane: RunLane;
  /** Before an engine is opened: is this still the database, and the time? */
  readonly checkIn: () => Promise<void>;
};

export async function startDeliveryWorker(parts: WorkerParts): Promise<DeliveryWorker> {
  const { log, standing, runLane } = parts;
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();
  let engine = watchOver(openRecovered(parts));
  await engine;

  /** Lost from inside it still holds its lock, and what it claimed would wait for a ring that nobody rings: it is replaced at once. */
  function watchOver(opening: Promise<Engine>): Promise<Engine> {
    opening.then((opened) => opened.lostSignal.addEventListener('abort', () => void replace(opening)), () => undefined);
    return opening;
  }

  /** Once everything under it has ended; its connection takes the lock along, so its rows are recovered. Also after an opening that failed while the database was away. */
  async function replace(lost: Promise<Engine>): Promise<void> {
    await Promise.allSettled(running.values());
    if (engine !== lost || stopping.signal.aborted) return;
    const closed = lost.then((opened) => opened.close(), () => undefined);
    engine = watchOver(closed.then(() => openRecovered(parts)));
  }

  async function currentEngine(): Promise<Engine> {
    const opening = engine;
    const current = await opening.catch(() => undefined);
    if (current && !current.lostSignal.aborted) return current;
    await replace(opening);
    return engine;
  }

  async function run(current: Engine, campaignId: CampaignId, lane: string): Promise<void> {
    try {
      await runLane(current, campaignId, lane, stopping.signal);
    } catch (error) {
      standing.note(error);
      log.error('a lane failed', { campaignId, lane, error });
      current.lose(error instanceof Error ? error.message : String(error));
    }
  }

  return {
    async work(campaignId, lane) {
      const name = `${campaignId} ${lane}`;
      if (stopping.signal.aborted || running.has(name) || !(await standing.mayClaim())) return;
      const current = await currentEngine();
      if (stopping.signal.aborted || running.has(name)) return;
      const task = run(current, campaignId, lane).finally(() => running.delete(name));
      running.set(name, task);
      await task;
    },
    async close() {
      stopping.abort();
      await Promise.allSettled(running.values());
      const last = await engine.catch(() => undefined);
      await last?.close();
    },
  };
}

async function openRecovered({ store, log, checkIn }: WorkerParts): Promise<Engine> {
  await checkIn();
  const engine = await openEngine(store, log);
  try {
    await recoverDeadEngines(store, log);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}
