/** The other end of mjml-thread.ts: one source after the other, in the order of asking. */
import { parentPort } from 'node:worker_threads';
import { loadMjml } from './load-mjml.js';
import type { RunMjml } from './mjml.js';

export type MjmlQuestion = { readonly id: number; readonly mjml: string; readonly options: Parameters<RunMjml>[1] };
export type MjmlAnswer = { readonly id: number; readonly html: string; readonly error?: { readonly message: string; readonly errors?: readonly unknown[] } };

const mjml2html = loadMjml();

/** An error loses its own fields on the way between threads, and `errors` holds functions. */
function toPlainError(thrown: unknown): NonNullable<MjmlAnswer['error']> {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (!(thrown instanceof Error && 'errors' in thrown && Array.isArray(thrown.errors))) return { message };
  return { message, errors: JSON.parse(JSON.stringify(thrown.errors)) as readonly unknown[] };
}

async function answer({ id, mjml, options }: MjmlQuestion): Promise<MjmlAnswer> {
  try {
    return { id, html: (await (await mjml2html)(mjml, options)).html };
  } catch (error) {
    return { id, html: '', error: toPlainError(error) };
  }
}

parentPort?.on('message', (question: MjmlQuestion) => void answer(question).then((made) => parentPort?.postMessage(made)));
