/**
 * RSA signatures in threads of their own, begun with the first one. libuv's pool has four, which take the processors from the loop that
 * answers the relay: on two cores that cost a tenth of the mails a second (`npm run bench -- wire`). Ed25519 costs less than the way to a
 * thread and stays in the pool.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DkimKey } from './key.js';
import { signInPool, type SignText } from './sign.js';
import type { SignAnswer, SignQuestion } from './signing-thread.js';

export type SigningThreads = { readonly sign: SignText; close(): Promise<void> };

/** One processor is left to the loop; with more threads than these it is the loop that binds. */
const mostThreads = 4;

type Thread = { readonly waitingCount: () => number; readonly sign: SignText; close(): Promise<void> };

export function openSigningThreads(count = Math.min(mostThreads, Math.max(1, availableParallelism() - 1))): SigningThreads {
  let threads: readonly Thread[] = [];
  const leastBusy = (): Thread => {
    const idle = threads.find((thread) => thread.waitingCount() === 0);
    if (idle !== undefined) return idle;
    if (threads.length < count) {
      const added = openThread(() => { threads = threads.filter((thread) => thread !== added); });
      threads = [...threads, added];
      return added;
    }
    return threads.reduce((least, thread) => (thread.waitingCount() < least.waitingCount() ? thread : least));
  };
  return {
    sign: (key, text) => (key.algorithm === 'rsa-sha256' ? leastBusy().sign(key, text) : signInPool(key, text)),
    close: async () => void (await Promise.all(threads.map((thread) => thread.close()))),
  };
}

type Waiting = { readonly resolve: (signature: string) => void; readonly reject: (error: Error) => void };

/** `onEnd`: it signs nothing more. */
function openThread(onEnd: () => void): Thread {
  const worker = new Worker(new URL('./signing-thread.js', import.meta.url));
  const waiting = new Map<number, Waiting>();
  const known = new Map<DkimKey, number>();
  let asked = 0;
  let end: Error | undefined;
  const fail = (error: Error): void => {
    end ??= error;
    for (const { reject } of waiting.values()) reject(end);
    waiting.clear();
    onEnd();
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the thread that signs has ended')));
  worker.on('message', ({ id, signature, fault }: SignAnswer) => {
    const one = waiting.get(id);
    waiting.delete(id);
    // An idle thread keeps no program from its end, one at work does.
    if (waiting.size === 0) worker.unref();
    if (fault === undefined) one?.resolve(signature);
    else one?.reject(new Error(`a mail could not be signed: ${fault}`));
  });
  const idOf = (key: DkimKey): number => {
    const id = known.get(key) ?? known.size;
    if (!known.has(key)) {
      known.set(key, id);
      worker.postMessage({ keyId: id, privateKey: key.privateKey } satisfies SignQuestion);
    }
    return id;
  };
  return {
    waitingCount: () => waiting.size,
    sign: (key, text) => new Promise((resolve, reject) => {
      if (end !== undefined) return reject(end);
      if (waiting.size === 0) worker.ref();
      asked += 1;
      waiting.set(asked, { resolve, reject });
      return worker.postMessage({ id: asked, keyId: idOf(key), text } satisfies SignQuestion);
    }),
    close: async () => void (await worker.terminate()),
  };
}
