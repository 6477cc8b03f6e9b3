/**
 * MJML in a thread of its own: it takes long to load, and whoever shows a mail has other things to do meanwhile. What it throws arrives as
 * it was thrown, with the lines that its `errors` name.
 */
import { Worker } from 'node:worker_threads';
import type { RunMjml } from './mjml.js';
import type { MjmlAnswer, MjmlQuestion } from './mjml-worker.js';

export type MjmlThread = { readonly run: RunMjml; close(): Promise<void> };

type Waiting = { readonly resolve: (answer: { readonly html: string }) => void; readonly reject: (error: Error) => void };

/** The thread begins to load at once. */
export function openMjmlThread(): MjmlThread {
  const worker = new Worker(new URL('./mjml-worker.js', import.meta.url));
  // The program may end while it is idle.
  worker.unref();
  const waiting = new Map<number, Waiting>();
  let count = 0;
  let end: Error | undefined;
  const fail = (error: Error): void => {
    end = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(end ?? new Error('the thread of MJML has ended')));
  worker.on('message', ({ id, html, error }: MjmlAnswer) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve({ html });
    else one?.reject(Object.assign(new Error(error.message), error.errors === undefined ? {} : { errors: error.errors }));
  });
  return {
    run: (mjml, options) => new Promise((resolve, reject) => {
      if (end !== undefined) return reject(end);
      count += 1;
      waiting.set(count, { resolve, reject });
      const question: MjmlQuestion = { id: count, mjml, options };
      return worker.postMessage(question);
    }),
    close: async () => void (await worker.terminate()),
  };
}
