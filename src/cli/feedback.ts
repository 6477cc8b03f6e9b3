/** `courant feedback`: what came back, read from files, the standard input, or again from what was kept. */
import { Option, type Command } from 'commander';
import type { CliContext } from './context.js';
import { registerFetch } from './feedback-fetch.js';
import { registerLs } from './feedback-ls.js';
import { parseMessages, renderCounts } from './feedback-parse.js';
import { registerPolicy } from './feedback-policy.js';
import { ingestPipe } from './feedback-pipe.js';
import { registerReplay } from './feedback-replay.js';
import { registerUnmatched } from './feedback-unmatched.js';
import { readMessages } from './message-files.js';
import { renderTable } from './table.js';

export function register(program: Command, context: CliContext): void {
  const feedback = program.command('feedback').description('bounces, complaints and replies that came back');
  feedback.command('parse').description('reads messages and prints what they say of whom; changes nothing').argument('<file...>', 'messages, mailbox files (mbox), or folders of them; - reads the standard input')
    .option('--json', 'one JSON line per recipient').action((files: string[], options: { json?: true }) => parseMessages(context, files, options));
  feedback.command('ingest').description('keeps messages, matches them to deliveries and applies them; the same message twice is one').argument('<file...>', 'messages, mailbox files (mbox), or folders of them; - reads one from the standard input, for a mail server\'s pipe')
    .addOption(new Option('--recipient <address>', 'the envelope recipient of the message on the standard input').env('ORIGINAL_RECIPIENT'))
    .action((files: string[], options: { recipient?: string }) => (files.length === 1 && files[0] === '-' ? ingestPipe(context, options.recipient) : ingest(context, files)));
  registerFetch(feedback, context);
  registerLs(feedback, context);
  registerReplay(feedback, context);
  registerUnmatched(feedback, context);
  registerPolicy(feedback, context);
}

async function ingest(context: CliContext, paths: readonly string[]): Promise<void> {
  const { feedbackMaxBytes } = await context.config();
  await context.withApp(async (app) => {
    const states: string[] = [];
    for await (const { name, raw, isWhole } of readMessages(paths, feedbackMaxBytes)) {
      const { state, reports } = isWhole ? await app.applyFeedback({ raw, source: 'file' }) : tooLarge;
      states.push(state);
      if (!isWhole) context.err(`${name} is larger than ${feedbackMaxBytes} octets (feedbackMaxBytes); it was not taken.\n`);
      for (const { report, effect } of reports) context.out(renderTable([[name, report.kind, report.reason, effect]]));
    }
    if (states.includes(tooLarge.state)) context.setExitCode(1);
    context.out(renderCounts(states));
  });
}

const tooLarge = { state: 'too large', reports: [] } as const;
