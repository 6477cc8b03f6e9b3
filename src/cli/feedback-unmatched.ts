/** `courant feedback unmatched`: what came back and belongs to no delivery of ours, and what an admin says of it. */
import type { Command } from 'commander';
import type { App } from '../app.js';
import { requireAddress } from '../audience/suppression.js';
import { UserError } from '../errors.js';
import { dismissFeedback, settleFeedback, showFeedback } from '../feedback/effect/settle.js';
import { toCampaignId } from '../ids.js';
import { listUnmatched } from '../store/feedback.js';
import { findSubscriberByCanonical } from '../store/subscribers.js';
import { actorOfCommand } from './actor.js';
import type { CliContext } from './context.js';
import { registerLinks } from './feedback-link.js';
import { formatTime } from './render-plan.js';
import { renderTable, showText } from './table.js';

const listedCount = 200;
const shownLength = 6_000;

export function registerUnmatched(feedback: Command, context: CliContext): void {
  const unmatched = feedback.command('unmatched').description('messages that belong to no delivery of ours');
  unmatched.command('ls', { isDefault: true }).description('the newest first').option('--json', 'as JSON').action((options: { json?: true }) => list(context, options));
  unmatched.command('show').description('one of them: what it says, whom it could mean, its text').argument('<id>').action((id: string) => context.withApp((app) => show(context, app, id)));
  unmatched.command('settle').description('says whose it was: it is applied to that delivery').argument('<id>')
    .requiredOption('--campaign <id>', 'of the delivery').requiredOption('--subscriber <address>', 'of the delivery')
    .action((id: string, options: { campaign: string; subscriber: string }) => context.withApp((app) => settle(context, app, id, options)));
  unmatched.command('ignore').description('says that it is nothing').argument('<id>').requiredOption('--note <text>', 'why')
    .action((id: string, { note }: { note: string }) => context.withApp(async (app) => {
      await dismissFeedback(app, { id, note, actor: actorOfCommand() });
      context.out('Put aside. It stays kept.\n');
    }));
  registerLinks(unmatched, context);
}

async function list(context: CliContext, options: { json?: true }): Promise<void> {
  const rows = await context.withStore((store) => listUnmatched(store, listedCount));
  if (options.json) return context.json(rows);
  context.out(rows.length === 0 ? 'Everything that came back was matched.\n' : renderTable(rows.map((row) => [row.id, formatTime(row.receivedAt), row.source, row.envelopeRecipient ?? '-', row.note ?? ''])));
}

async function show(context: CliContext, app: App, id: string): Promise<void> {
  const { kept, reports, candidates } = await showFeedback(app, id);
  context.out(renderTable([['received', formatTime(kept.receivedAt)], ['by', kept.source], ['to', kept.envelopeRecipient ?? '-'], ['state', kept.state], ['why', kept.note ?? '']]));
  context.out(renderTable(reports.map((report) => [report.recipient ?? '-', report.kind, report.bucket, report.reason, report.diagnostic.slice(0, 100)])));
  if (candidates.length > 0) context.out(`\nSent to these addresses (a hint, no proof):\n${renderTable(candidates.map((one) => [`campaign ${one.campaignId}`, `subscriber ${one.subscriberId}`, one.state, formatTime(one.createdAt)]))}`);
  const text = Buffer.from(kept.raw).toString('utf8');
  context.out(`\n${text.slice(0, shownLength).split(/\r?\n/).map(showText).join('\n')}\n${text.length > shownLength ? `… ${text.length - shownLength} characters more\n` : ''}`);
}

async function settle(context: CliContext, app: App, id: string, options: { campaign: string; subscriber: string }): Promise<void> {
  const subscriber = await findSubscriberByCanonical(app.store, requireAddress(options.subscriber).canonical);
  if (!subscriber || !/^\d{1,18}$/.test(options.campaign)) throw new UserError('not-found', `Nothing was sent to ${options.subscriber} in campaign ${options.campaign}.`);
  const { effects } = await settleFeedback(app, { id, delivery: { campaignId: toCampaignId(options.campaign), subscriberId: subscriber.id }, actor: actorOfCommand() });
  context.out(`Settled: ${effects.join(', ') || 'it says nothing'}.\n`);
}
