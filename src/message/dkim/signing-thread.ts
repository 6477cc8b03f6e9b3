/** The other end of signing-threads.ts: one text after the other, in the order of asking. */
import { sign, type KeyObject } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

/** A key comes once, in front of the texts that it signs. */
export type SignQuestion = { readonly keyId: number; readonly privateKey: KeyObject } | { readonly id: number; readonly keyId: number; readonly text: string };
export type SignAnswer = { readonly id: number; readonly signature: string; readonly fault?: string };

const keys = new Map<number, KeyObject>();

function answer(id: number, keyId: number, text: string): SignAnswer {
  try {
    const key = keys.get(keyId);
    if (key === undefined) throw new Error(`key ${keyId} never came`);
    return { id, signature: sign('sha256', Buffer.from(text), key).toString('base64') };
  } catch (error) {
    return { id, signature: '', fault: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (question: SignQuestion) => {
  if ('privateKey' in question) keys.set(question.keyId, question.privateKey);
  else parentPort?.postMessage(answer(question.id, question.keyId, question.text));
});
