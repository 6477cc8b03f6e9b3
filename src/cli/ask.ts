/** Questions to a person at the terminal. */
import { createInterface } from 'node:readline/promises';
import { UserError } from '../errors.js';
import type { CliContext } from './context.js';

/** Only a yes answers it. */
export async function askYes(context: CliContext, question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UserError('usage', 'This wants a yes, and nobody is here to give it.', { hint: 'Say --yes.' });
  const talk = openTalk(context);
  try {
    return /^y(es)?$/i.test((await talk.ask(`${question} [y/N] `))?.trim() ?? '');
  } finally {
    talk.close();
  }
}

export type Talk = { readonly ask: (question: string) => Promise<string | null>; readonly close: () => void };

/** One reader for all questions: what was typed ahead answers the next one. */
export function openTalk(context: CliContext): Talk {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const close = (): void => lines.close();
  context.stopSignal.addEventListener('abort', close, { once: true });
  const answers = lines[Symbol.asyncIterator]();
  return {
    /** Null: Ctrl-C, or the end of the input. */
    async ask(question) {
      lines.setPrompt(question);
      lines.prompt();
      const answer = await answers.next();
      return answer.done === true ? null : answer.value;
    },
    close,
  };
}
