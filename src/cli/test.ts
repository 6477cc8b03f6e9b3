/** `courant test`: one issue as a mail to somebody on the allow list, marked as a test and counted nowhere. */
import type { Command } from 'commander';
import { sendTestOf } from '../campaign/test-send.js';
import type { CliContext } from './context.js';
import { prepareEdition } from './prepare.js';

export function register(program: Command, context: CliContext): void {
  program.command('test').description('sends an issue as a test, marked [TEST], to an address of testRecipients; counted nowhere')
    .argument('<issue>', 'folder of the issue, its issue.yaml, or newsletter/slug')
    .requiredOption('--to <address>', 'who gets it; must be on testRecipients')
    .option('--name <name>', 'name of the reader it is made for', '')
    .action(async (issue: string, options: { to: string; name: string }) => {
      const config = await context.config();
      const { edition } = await prepareEdition(context, config, issue);
      const reply = await sendTestOf({ config, edition, reader: { name: options.name, address: options.to, attributes: {} }, hidden: new Set(), now: context.clock.now() });
      context.out(`Sent to ${options.to}: ${reply}\n`);
    });
}
