/** `courant feedback`: what came back, read from files, the standard input, or again from what was kept. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { UserError } from '../errors.js';
import { parseFeedback } from '../feedback/parse.js';
import type { FeedbackReport } from '../feedback/report.js';
import type { CliContext } from './context.js';
import { registerFetch } from './feedback-fetch.js';
import { registerPolicy } from './feedback-policy.js';
import { ingestPipe } from './feedback-pipe.js';
import { registerReplay } from './feedback-replay.js';
import { registerUnmatched } from './feedback-unmatched.js';
import { renderTable } from './table.js';

export function register(program: Command, context: CliContext): void {
  const feedback = program.command('feedback').description('bounces, complaints and replies that came back');
  feedback.command('parse').description('reads messages and prints what they say of whom; changes nothing').argument('<file...>', 'messages, or folders of them')
    .option('--json', 'one JSON line per recipient').action((files: string[], options: { json?: true }) => parse(context, files, options));
  feedback.command('ingest').description('keeps messages, matches them to deliveries and applies them; the same message twice is one').argument('<file...>', 'messages, or folders of them; - reads one from the standard input, for a mail server\'s pipe')
    .addOption(new Option('--recipient <address>', 'the envelope recipient of the message on the standard input').env('ORIGINAL_RECIPIENT'))
    .action((files: string[], options: { recipient?: string }) => (files.length === 1 && files[0] === '-' ? ingestPipe(context, options.recipient) : ingest(context, files)));
  registerFetch(feedback, context);
  registerReplay(feedback, context);
  registerUnmatched(feedback, context);
  registerPolicy(feedback, context);
}

async function parse(context: CliContext, paths: readonly string[], options: { json?: true }): Promise<void> {
  for (const file of await listFiles(paths)) {
    const { reports } = parseFeedback(await readFile(file));
    const lines = reports.length > 0 ? reports : [nothing];
    for (const report of lines) context.out(options.json ? JSON.stringify(toLine(file, report)) + '\n' : renderReport(file, report));
  }
}

const nothing: FeedbackReport = { recipient: null, kind: 'notbounce', bucket: 'notbounce', reason: 'notbounce', status: '', replyCode: '', action: null, diagnostic: '', source: 'headers' };

/** The line that docs/reference promises; keys in this order. */
function toLine(file: string, { recipient, kind, bucket, reason, status, replyCode, action, source }: FeedbackReport): unknown {
  return { file, recipient, kind, bucket, reason, status, replyCode, action, source };
}

function renderReport(file: string, report: FeedbackReport): string {
  return renderTable([[file, report.recipient ?? '-', report.kind, report.bucket, report.reason, [report.replyCode, report.status].filter(Boolean).join(' '), report.action ?? '']]);
}

async function ingest(context: CliContext, paths: readonly string[]): Promise<void> {
  const files = await listFiles(paths);
  await context.withApp(async (app) => {
    const counts = new Map<string, number>();
    for (const file of files) {
      const { state, reports } = await app.applyFeedback({ raw: await readFile(file), source: 'file' });
      counts.set(state, (counts.get(state) ?? 0) + 1);
      for (const { report, effect } of reports) context.out(renderTable([[file, report.kind, report.reason, effect]]));
    }
    context.out(`${files.length} messages: ${[...counts].map(([state, count]) => `${count} ${state}`).join(', ') || 'none'}\n`);
  });
}

/** Files as named, folders by their files (a maildir's new and cur too), sorted. */
async function listFiles(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const about = await stat(path).catch((error: unknown) => {
      throw new UserError('not-found', `${path} cannot be read.`, { cause: error });
    });
    if (!about.isDirectory()) found.push(path);
    else for (const name of (await readdir(path)).toSorted()) found.push(...(await listFiles([join(path, name)])));
  }
  return found;
}
