/** This process as the ledger sees it: an epoch number, alive as long as its own database connection holds the lock. */
import type pg from 'pg';
import { hostname } from 'node:os';
import type { Log } from '../log.js';
import { recoverEpoch } from '../store/deliveries.js';
import { beginEpoch, endEpoch, lockDeadEpochs } from '../store/epochs.js';
import type { Store } from '../store/store.js';

export type Engine = {
  readonly epoch: string;
  /** Aborts when the lock's connection is lost, or somebody recovered our rows: nothing more may be written under this epoch. */
  readonly lostSignal: AbortSignal;
  /** Declares the epoch lost from inside: a write found itself fenced. */
  lose(reason: string): void;
  /** After everything held was settled or released. */
  close(): Promise<void>;
};

export async function openEngine(store: Store, log: Log): Promise<Engine> {
  const client = await store.connect();
  const epoch = await beginEpoch(client, `${hostname()}:${process.pid}`).catch((error: unknown) => {
    releaseForGood(client);
    throw error;
  });
  const lost = new AbortController();
  const lose = (reason: string): void => {
    if (lost.signal.aborted) return;
    log.warn('engine lost', { epoch, reason });
    lost.abort(reason);
  };
  const onError = (error: Error): void => lose(error.message);
  const onEnd = (): void => lose('the connection that holds the lock was closed');
  client.on('error', onError);
  client.on('end', onEnd);
  return {
    epoch,
    lostSignal: lost.signal,
    lose,
    async close() {
      client.removeListener('end', onEnd);
      if (!lost.signal.aborted) await endEpoch(store, epoch, 'stopped').catch((error: unknown) => log.warn('epoch not ended', { epoch, error }));
      releaseForGood(client);
    },
  };
}

/** The connection goes with its lock: back in the pool it would keep the epoch alive. */
function releaseForGood(client: pg.PoolClient): void {
  client.release(true);
}

/** Recovers the rows of every process that is gone (a new boot, or the reconciler's round). */
export async function recoverDeadEngines(store: Store, log: Log): Promise<{ released: number; inDoubt: number }> {
  return store.transaction(async (transaction) => {
    let released = 0;
    let inDoubt = 0;
    for (const dead of await lockDeadEpochs(transaction)) {
      // Ended first: that waits for a claim under way, and none comes after it.
      await endEpoch(transaction, dead.n, 'recovered');
      const recovered = await recoverEpoch(transaction, dead.n);
      log.warn('recovered a lost process', { epoch: dead.n, instance: dead.instance, ...recovered });
      released += recovered.released;
      inDoubt += recovered.inDoubt;
    }
    return { released, inDoubt };
  });
}
