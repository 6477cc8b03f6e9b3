/** A question that only a yes answers. */
import { createInterface } from 'node:readline/promises';
import { UserError } from '../errors.js';
import type { CliContext } from './context.js';

export async function askYes(context: CliContext, question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UserError('usage', 'This wants a yes, and nobody is here to give it.', { hint: 'Say --yes.' });
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await ask.question(`${question} [y/N] `, { signal: context.stopSignal })).trim());
  } catch (error) {
    if (context.stopSignal.aborted) return false;
    throw error;
  } finally {
    ask.close();
  }
}
