/** `courant campaign resolve` and `retry`: what a person decides when a send has left doubt or failures behind. */
import type { Command } from 'commander';
import type { App } from '../app.js';
import { resolveCampaign, type Resolution } from '../campaign/resolve.js';
import { retryCampaign } from '../campaign/retry.js';
import { requireCampaign } from '../campaign/control.js';
import { UserError } from '../errors.js';
import { classifyReply } from '../feedback/verdict/classify.js';
import { toCampaignId, type CampaignId } from '../ids.js';
import { findCampaign } from '../store/campaigns.js';
import { actorOfCommand } from './actor.js';
import { askYes } from './ask.js';
import type { CliContext } from './context.js';
import { campaignArgument } from './options.js';
import { sendAndWatch } from './send.js';

type ResolveOptions = { assumeDelivered?: true; resend?: true; subscriber?: string; all?: true; yes?: true; detach?: true };
type RetryOptions = { badAddresses?: true; yes?: true; detach?: true };

export function registerDoubt(campaign: Command, context: CliContext): void {
  campaign.command('resolve').description('says what became of rows in doubt: they arrived, or they are sent again').argument(...campaignArgument)
    .option('--assume-delivered', 'they arrived: accepted').option('--resend', 'they are sent again, which may be a second mail')
    .option('--subscriber <address>', 'one person').option('--all', 'everybody in doubt')
    .option('--detach', 'only say so; `courant start` sends').option('--yes', 'do not ask')
    .action((id: string, options: ResolveOptions) => context.withApp((app) => resolve(context, app, id, options)));
  campaign.command('retry').description('sends the same issue again to those who failed, as a follow-up campaign').argument(...campaignArgument)
    .option('--bad-addresses', 'also to those whose address was the reason')
    .option('--detach', 'only freeze; `courant start` sends').option('--yes', 'do not ask')
    .action((id: string, options: RetryOptions) => context.withApp((app) => retry(context, app, id, options)));
}

async function resolve(context: CliContext, app: App, id: string, options: ResolveOptions): Promise<void> {
  const { resolution, address } = readChoice(options);
  const campaign = await requireCampaign(app.store, toCampaignId(id));
  const whom = address ?? 'everybody in doubt';
  const question = resolution === 'resend' ? `Send campaign ${campaign.id} again to ${whom}? The first mail may have arrived: this one may be their second.` : `Take it that campaign ${campaign.id} reached ${whom}?`;
  if (!options.yes && !(await askYes(context, question))) return context.out('Nothing was changed.\n');
  const count = await resolveCampaign(app.store, app.clock, { campaignId: campaign.id, address, resolution, actor: actorOfCommand() });
  context.out(`${count} ${count === 1 ? 'is' : 'are'} ${resolution === 'resend' ? 'sent again' : 'taken as accepted'}.\n`);
  if (resolution === 'resend') await goOn(context, app, campaign.id, options.detach === true);
}

function readChoice(options: ResolveOptions): { resolution: Resolution; address: string | null } {
  if (options.resend === options.assumeDelivered) throw new UserError('usage', 'Say what became of them: --assume-delivered or --resend, one of the two.');
  if ((options.subscriber === undefined) === (options.all === undefined)) throw new UserError('usage', 'Say whom it concerns: --subscriber ADDRESS or --all, one of the two.');
  return { resolution: options.resend ? 'resend' : 'assume-delivered', address: options.subscriber ?? null };
}

async function retry(context: CliContext, app: App, id: string, options: RetryOptions): Promise<void> {
  const campaign = await requireCampaign(app.store, toCampaignId(id));
  if (!options.yes && !(await askYes(context, `Send ${campaign.newsletter}/${campaign.slug} again to those who failed?`))) return context.out('Nothing was sent.\n');
  const made = await retryCampaign(app.store, app.clock, { campaignId: campaign.id, hasBadAddresses: options.badAddresses === true, classify: classifyReply, actor: actorOfCommand() });
  const left = Object.entries(made.excluded).filter(([, count]) => count > 0).map(([reason, count]) => `${count} ${reason}`);
  context.out(`Campaign ${made.campaignId} is frozen for ${made.audience} who failed in ${campaign.id}${left.length === 0 ? '' : `; left out: ${left.join(', ')}`}.\n`);
  await goOn(context, app, made.campaignId, options.detach === true);
}

async function goOn(context: CliContext, app: App, id: CampaignId, isDetached: boolean): Promise<void> {
  const campaign = await findCampaign(app.store, id);
  if (campaign?.state === 'paused' || campaign?.state === 'held') return context.out(`Campaign ${id} is ${campaign.state}: they wait for \`courant campaign resume ${id}\`.\n`);
  if (isDetached) return context.out('`courant start` sends.\n');
  await sendAndWatch(context, app, id, Math.min(campaign?.ratePerSecond ?? Infinity, app.config.relayRatePerSecond));
}
