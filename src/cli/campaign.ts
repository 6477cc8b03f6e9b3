/** `courant campaign`: what was sent, what is being sent, and the levers. */
import type { Command } from 'commander';
import { makeBalance, renderBalance } from '../campaign/balance.js';
import { cancelCampaign, pauseCampaign, requireCampaign, resumeCampaign } from '../campaign/control.js';
import { describePace, viewLanes, viewRelays } from '../campaign/lane-view.js';
import { parseLimits, renderLimits } from '../delivery/limits.js';
import { UserError } from '../errors.js';
import { readFigures } from '../campaign/figures.js';
import { classifyReply } from '../feedback/verdict/classify.js';
import { toCampaignId } from '../ids.js';
import { setCampaignLimits } from '../store/limits.js';
import { countStates, listCampaigns, listReplies, type CampaignRow } from '../store/campaigns.js';
import { listDoubts, type Doubt } from '../store/doubts.js';
import { listLiveEngines } from '../store/epochs.js';
import { countReports } from '../store/feedback.js';
import type { Store } from '../store/store.js';
import { registerAudit } from './campaign-audit.js';
import { registerFigures, renderFigures } from './campaign-figures.js';
import { registerDoubt } from './campaign-doubt.js';
import type { CliContext } from './context.js';
import { campaignArgument } from './options.js';
import { formatTime } from './render-plan.js';
import { sendAndWatch } from './send.js';
import { renderTable } from './table.js';

export function register(program: Command, context: CliContext): void {
  const campaign = program.command('campaign').description('campaigns: one issue, one audience, one time');
  campaign.command('ls').description('all campaigns, the newest first').option('--json', 'as JSON').action((options: { json?: true }) => showAll(context, options));
  campaign.command('show').description('one campaign: its balance, what servers said, what came back').argument(...campaignArgument).option('--json', 'as JSON')
    .action((id: string, options: { json?: true }) => show(context, id, options));
  campaign.command('pause').description('stops claiming; open transactions finish').argument(...campaignArgument).action((id: string) => context.withStore(async (store) => {
    await pauseCampaign(store, toCampaignId(id), 'paused by the operator');
    context.out(`Campaign ${id} is paused. Go on with \`courant campaign resume ${id}\`.\n`);
  }));
  campaign.command('resume').description('goes on with a paused or interrupted campaign').argument(...campaignArgument).option('--detach', 'only say so; `courant start` sends')
    .action((id: string, options: { detach?: true }) => resume(context, id, options));
  campaign.command('cancel').description('who has not got it does not get it').argument(...campaignArgument).action((id: string) => context.withStore(async (store) => {
    const cancelled = await cancelCampaign(store, toCampaignId(id), context.clock);
    context.out(`Campaign ${id} is cancelled.\n${renderBalance(makeBalance(cancelled, await countStates(store, cancelled.id)))}\n`);
  }));
  campaign.command('pace').description('another pace, in force within a second').argument(...campaignArgument).requiredOption('--rate <limits>', 'such as 20/s or 20/s,5000/h; `none`: what relay and lanes allow')
    .action((id: string, options: { rate: string }) => setPace(context, id, options.rate));
  registerFigures(campaign, context);
  registerDoubt(campaign, context);
  registerAudit(campaign, context);
}

async function resume(context: CliContext, id: string, options: { detach?: true }): Promise<void> {
  await context.withApp(async (app) => {
    const campaign = await resumeCampaign(app.store, toCampaignId(id), app.clock.now());
    if (options.detach) return context.out(`Campaign ${id} goes on; \`courant start\` sends it.\n`);
    const rate = Math.min(campaign.ratePerSecond ?? Infinity, app.config.relayRatePerSecond);
    await sendAndWatch(context, app, campaign.id, rate);
  });
}

async function setPace(context: CliContext, id: string, rate: string): Promise<void> {
  const limits = parseLimits(rate);
  await context.withStore(async (store) => {
    const campaign = await requireCampaign(store, toCampaignId(id));
    if (campaign.state === 'finished' || campaign.state === 'cancelled') throw new UserError('refused', `Campaign ${id} is ${campaign.state}: it sends nothing any more.`);
    await setCampaignLimits(store, campaign.id, limits);
  });
  context.out(`Campaign ${id} sends ${renderLimits(limits) === 'none' ? 'as fast as relay and lanes allow' : `${renderLimits(limits)} at the most`}.\n`);
}

async function showAll(context: CliContext, options: { json?: true }): Promise<void> {
  const campaigns = await context.withStore((store) => listCampaigns(store));
  if (options.json) return context.json(campaigns);
  if (campaigns.length === 0) return context.out('No campaign yet. Send one with `courant send ISSUE --list LIST`.\n');
  context.out(renderTable([['id', 'state', 'people', 'list', 'issue', 'frozen'], ...campaigns.map(toLine)]));
}

function toLine(campaign: CampaignRow): (string | number)[] {
  return [campaign.id, campaign.state, campaign.audienceCount, campaign.listSlug, `${campaign.newsletter}/${campaign.slug}`, formatTime(campaign.createdAt)];
}

async function show(context: CliContext, id: string, options: { json?: true }): Promise<void> {
  await context.withStore(async (store, config) => {
    const shown = await readCampaign(store, id);
    if (options.json) return context.json(shown);
    const { campaign, balance, replies, feedback, figures, doubts, senders } = shown;
    const views = campaign.state === 'sending' || campaign.state === 'paused' ? [...(await viewLanes(store, config, context.clock.now())), ...(await viewRelays(store, config, context.clock.now()))] : [];
    const slow = views.flatMap((view) => (describePace(view) === null ? [] : [[view.key.replace(':', ' '), describePace(view) ?? '']]));
    context.out(renderTable([
      ['campaign', `${campaign.id}: ${campaign.title}`],
      ['state', campaign.stateReason === null ? campaign.state : `${campaign.state} (${campaign.stateReason})`],
      ['issue', `${campaign.newsletter}/${campaign.slug}, edition ${campaign.editionHash.slice(0, 12)}`],
      ['list', campaign.listSlug],
      ...(campaign.segment === null ? [] : [['segment', campaign.segment]]),
      ['frozen', formatTime(campaign.createdAt)],
      ...(campaign.state === 'frozen' ? [['begins', formatTime(campaign.sendAt)]] : []),
      ...(campaign.notAfter === null ? [] : [['not after', formatTime(campaign.notAfter)]]),
      ...describeLimits(campaign),
      ...describeNext(campaign, senders),
      ['finished', campaign.finishedAt ? formatTime(campaign.finishedAt) : '-'],
    ]));
    if (slow.length > 0) context.out(`\nNot at full rate\n${renderTable(slow)}`);
    context.out(`\n${renderBalance(balance)}\n\n`);
    context.out(renderFigures(figures));
    if (doubts.length > 0) context.out(renderDoubts(campaign, doubts, balance.counts.in_doubt));
    if (replies.length > 0) context.out('\nWhat servers said\n' + renderTable(replies.map((row) => [row.state.replace('_', ' '), row.count, row.reply])));
    if (feedback.length > 0) context.out('\nWhat came back\n' + renderTable(feedback.map((row) => [row.kind, row.count, row.reason, row.effect])));
  });
}

/** A state says what is wanted. After a crash nobody does it, and what rests waits for somebody. */
function describeNext({ id, state }: CampaignRow, senders: readonly string[]): [string, string][] {
  if (state === 'paused' || state === 'held') return [['go on', `\`courant campaign resume ${id}\`, or \`courant campaign cancel ${id}\``]];
  if (state !== 'sending') return [];
  return [['at work', senders.join(', ') || `nobody: go on with \`courant campaign resume ${id}\` or \`courant start\``]];
}

/** Of the campaign alone; relays and lanes have their own. */
function describeLimits({ limits, ratePerSecond }: CampaignRow): [string, string][] {
  const own = limits ?? (ratePerSecond === null ? {} : { second: ratePerSecond });
  return Object.keys(own).length === 0 ? [] : [['pace', `${renderLimits(own)} at the most`]];
}

const mostDoubtsShown = 200;

function renderDoubts(campaign: CampaignRow, doubts: readonly Doubt[], count: number): string {
  const rows = doubts.map((row) => [row.address, row.transmittingAt ? formatTime(row.transmittingAt) : '-', row.cause === 'recovery' ? 'the process was lost' : row.cause ?? '-', row.detail ?? '']);
  return `\nIn doubt: the body was on its way, and no reply came${count > doubts.length ? ` (the first ${doubts.length} of ${count})` : ''}\n${renderTable(rows)}`
    + `Look for them in the relay's log, then \`courant campaign resolve ${campaign.id} --assume-delivered --all\`, or --resend, or one by one with --subscriber ADDRESS.\n`;
}

async function readCampaign(store: Store, id: string) {
  const campaign = await requireCampaign(store, toCampaignId(id));
  return {
    campaign,
    balance: makeBalance(campaign, await countStates(store, campaign.id)),
    replies: await listReplies(store, campaign.id, 20),
    feedback: await countReports(store, campaign.id),
    figures: await readFigures(store, campaign.id, classifyReply),
    doubts: await listDoubts(store, campaign.id, mostDoubtsShown),
    senders: await listLiveEngines(store),
  };
}
