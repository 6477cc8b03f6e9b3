/** `courant subscriber frequency`: writes down how often somebody wants the mails of a list. */
import { Argument, type Command } from 'commander';
import { chooseFrequency } from '../audience/choose-frequency.js';
import { everyIssue, frequencyWords, type Frequency, type FrequencyWord } from '../audience/frequency.js';
import { requireList } from '../audience/lists.js';
import { showSubscriber } from '../audience/subscribers.js';
import { UserError } from '../errors.js';
import type { CliContext } from './context.js';

export function registerFrequency(subscriber: Command, context: CliContext): void {
  subscriber.command('frequency').description('keeps how often somebody wants to be written to, as they said; from the next send on').argument('<address>')
    .addArgument(new Argument('<choice>', 'every issue, or at most one a week or month').choices(frequencyWords))
    .requiredOption('--list <slug>', 'which list')
    .action((address: string, choice: FrequencyWord, options: { list: string }) => change(context, address, choice, options.list));
}

/** Null: every issue. */
export function toFrequency(word: FrequencyWord): Frequency | null {
  return word === everyIssue ? null : word;
}

const outcomeTexts = { changed: 'Kept. It counts from the next send on.', unchanged: 'It was so already.' } as const;

async function change(context: CliContext, address: string, choice: FrequencyWord, slug: string): Promise<void> {
  const outcome = await context.withStore(async (store) => {
    const list = await requireList(store, slug);
    const person = await showSubscriber(store, address);
    if (!('id' in person)) return 'not-on-list';
    return store.transaction((transaction) => chooseFrequency(transaction, { listId: list.id, subscriberId: person.id, frequency: toFrequency(choice), text: null, source: 'admin', origin: null, at: context.clock.now() }));
  });
  if (outcome === 'not-on-list') throw new UserError('not-found', `${address} is not on the list "${slug}".`);
  context.out(`${outcomeTexts[outcome]}\n`);
}
