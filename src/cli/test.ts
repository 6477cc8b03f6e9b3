/** `courant test`: one issue as a mail to somebody on the allow list, marked as a test and counted nowhere. */
import type { Command } from 'commander';
import { requireList } from '../audience/lists.js';
import { describeTest, sendTestOf, type TestSend } from '../campaign/test-send.js';
import type { Edition } from '../edition/edition.js';
import type { CliContext } from './context.js';
import { prepareEdition } from './prepare.js';
import { findReader, type SampleReader } from './sample-reader.js';

type Options = { readonly to: string; readonly name: string; readonly list?: string; readonly reader?: string };

export function register(program: Command, context: CliContext): void {
  program.command('test').description('sends an issue as a test, marked [TEST], to an address of testRecipients; counted nowhere')
    .argument('<issue>', 'folder of the issue, its issue.yaml, or newsletter/slug')
    .requiredOption('--to <address>', 'who gets it; must be on testRecipients')
    .option('--name <name>', 'name of the reader it is made for', '')
    .option('--list <slug>', 'from the sender of this list, which also knows the reader')
    .option('--reader <file|address>', 'with the values and sections of this reader: a file, or an address of the list')
    .action((issue: string, options: Options) => sendTest(context, issue, options));
}

async function sendTest(context: CliContext, path: string, { to, name, list, reader }: Options): Promise<void> {
  const config = await context.config();
  const prepared = await prepareEdition(context, config, path);
  const { edition } = prepared;
  const sample: SampleReader = reader === undefined ? { reader: { name, address: to, attributes: {} }, sections: 'all' } : await findReader(context, prepared, reader, list);
  const sender = list === undefined ? undefined : await context.withStore((store) => requireList(store, list));
  const sent = await sendTestOf({ config, edition, reader: { ...sample.reader, address: to }, hidden: hiddenOf(edition, sample), list: sender, now: context.clock.now() });
  context.out(`${describeTest(sent)}\n`);
}

function hiddenOf({ conditionalSections = [] }: Edition, { sections }: SampleReader): TestSend['hidden'] {
  return new Set(conditionalSections.flatMap(({ id }) => (sections === 'all' || sections.has(id) ? [] : [id])));
}
