/** `courant send`: plan, ask, freeze, send, progress, balance. */
import type { Command } from 'commander';
import type { App } from '../app.js';
import { requireRelays } from '../sending.js';
import { requireList } from '../audience/lists.js';
import { renderBalance } from '../campaign/balance.js';
import { checkIssue } from '../check/check-issue.js';
import { findListFacts } from '../check/list-facts.js';
import { freezeAudience, type Override } from '../campaign/freeze.js';
import { makePlan, toSegment } from '../campaign/plan-issue.js';
import { refuseSecondSend } from '../campaign/plan.js';
import { publicUrlOf } from '../config.js';
import { RelayUnavailable, openSession } from '../delivery/connect.js';
import type { Relay } from '../delivery/relay.js';
import type { Extensions } from '../delivery/session.js';
import { toDiskFull } from '../disk-full.js';
import { UserError } from '../errors.js';
import type { CampaignId } from '../ids.js';
import { checkZone, parseLocalTime, showLocal } from '../schedule/zone.js';
import { listReplies } from '../store/campaigns.js';
import type { Report } from '../preflight/rule.js';
import { actorOfCommand } from './actor.js';
import { askYes } from './ask.js';
import type { CliContext } from './context.js';
import { parseRate } from './options.js';
import { prepareEdition } from './prepare.js';
import { watchCampaign, type Watched } from './progress.js';
import { formatTime, renderPlan } from './render-plan.js';
import { renderSummary } from './render-report.js';
import { renderTable } from './table.js';

type SendOptions = { list: string; segment?: string; rate?: number; at?: string; tz?: string; notAfter?: string; yes?: true; again?: true; detach?: true; overrideBy?: string; overrideReason?: string };

export function register(program: Command, context: CliContext): void {
  program.command('send').description('plans, asks, freezes the audience, sends, and prints the balance')
    .argument('<issue>', 'folder of the issue, its issue.yaml, or newsletter/slug')
    .requiredOption('--list <slug>', 'the list it goes to')
    .option('--segment <text>', 'only these of the list: a name or a condition, as in docs/segments.md')
    .option('--rate <number>', 'messages a second at the most, within what the relay allows', parseRate)
    .option('--at <time>', 'not now but then: 2026-11-25T08:00 with --tz, or 2026-11-25T08:00+09:00; the audience is frozen now, `courant start` sends')
    .option('--tz <zone>', 'whose clocks --at and --not-after mean, such as Asia/Seoul')
    .option('--not-after <time>', 'who has not got it by then does not get it: 2026-11-25T20:00 with --tz, or 2026-11-25T20:00:00+09:00')
    .option('--again', 'also when this issue went to this list before')
    .option('--override-by <name>', 'send although the preflight found errors: who answers for it; kept in the record')
    .option('--override-reason <text>', 'and why; kept in the record')
    .option('--detach', 'only freeze; `courant start` sends')
    .option('--yes', 'do not ask')
    .action((issue: string, options: SendOptions) => context.withApp((app) => send(context, app, issue, options)));
}

async function send(context: CliContext, app: App, path: string, options: SendOptions): Promise<void> {
  const { sendAt, notAfter } = toTimes(options, app.clock.now());
  const prepared = await prepareEdition(context, app.config, path);
  const list = await requireList(app.store, options.list);
  if (!options.again) await refuseSecondSend(app.store, prepared.edition, list.id);
  const plan = await makePlan(app, prepared, list, options.rate, await toSegment(app, list, options.segment), sendAt, notAfter);
  context.out(renderPlan(plan, list));
  const report = await checkIssue(prepared, await findListFacts(app, prepared, list, { isAgain: options.again === true, plan }));
  context.out(`${renderSummary(report, path)}\n`);
  const override = requireSound(report, options);
  if (plan.counts.audience === 0) throw new UserError('audience-empty', 'Nobody is left to send to.');
  if (!options.detach) await checkRelay(app);
  const when = sendAt === null ? '' : ` on ${showTime(sendAt, options)}`;
  if (!options.yes && !(await askYes(context, `Send to ${plan.counts.audience.toLocaleString('en')} people${when}?`))) return context.out('Nothing was sent.\n');
  const { campaignId, audience } = await freezeAudience(app.store, plan, {
    assets: prepared.issue.assets, ratePerSecond: options.rate ?? null, sendAt, notAfter, isAgain: options.again === true, publicUrl: publicUrlOf(app.config),
    actor: actorOfCommand(), override, acknowledged: acknowledgedIn(report),
  });
  context.out(`Campaign ${campaignId} is frozen: ${audience.toLocaleString('en')} people.\n`);
  if (sendAt !== null) return context.out(`It goes out on ${showTime(sendAt, options)}, by \`courant start\`. Not after all: \`courant campaign cancel ${campaignId}\`.\n`);
  if (options.detach) return context.out('`courant start` sends it.\n');
  await sendAndWatch(context, app, campaignId, plan.ratePerSecond);
}

/** Told before anything is frozen: a time that is over, or a limit before the begin. */
function toTimes({ at, tz, notAfter }: SendOptions, now: Date): { readonly sendAt: Date | null; readonly notAfter: Date | null } {
  const zone = tz === undefined ? undefined : checkZone(tz);
  const [begin, end] = [at, notAfter].map((text) => (text === undefined ? null : parseLocalTime(text, zone).at));
  if (begin && begin <= now) throw new UserError('local-time', `${at} is over.`, { hint: 'Leave --at away to send now.' });
  if (end && end <= (begin ?? now)) throw new UserError('local-time', `Nothing can be sent: --not-after ${notAfter} is not behind ${begin ? '--at' : 'now'}.`);
  return { sendAt: begin ?? null, notAfter: end ?? null };
}

function showTime(at: Date, { tz }: SendOptions): string {
  return tz === undefined ? formatTime(at) : `${showLocal(at, checkZone(tz))} (${checkZone(tz)})`;
}

/** Nothing goes out while an error stands, unless somebody answers for it by name. */
function requireSound(report: Report, { overrideBy, overrideReason }: SendOptions): Override | undefined {
  const [by, reason] = [overrideBy?.trim() ?? '', overrideReason?.trim() ?? ''];
  if ((by === '') !== (reason === '')) throw new UserError('usage', 'An override needs --override-by and --override-reason, both with words.');
  const errors = report.findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => ({ rule, message }));
  if (errors.length === 0) return undefined;
  if (by !== '') return { by, reason, errors };
  throw new UserError('preflight-errors', `The preflight found ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}; nothing was sent.`, {
    hint: 'Mend what stands above, or answer for it with --override-by and --override-reason.',
  });
}

function acknowledgedIn({ findings }: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(findings.flatMap(({ rule, acknowledged }) => (acknowledged === undefined ? [] : [[rule, acknowledged]])));
}

/** Sends in this process until the campaign rests; also what resuming does. */
export async function sendAndWatch(context: CliContext, app: App, campaignId: CampaignId, ratePerSecond: number): Promise<Watched> {
  const watched = await sendWatched(context, app, campaignId, ratePerSecond);
  await report(context, app, watched);
  return watched;
}

/** Ends with `disk-full` when the disk is: nobody is there who would wait for room. */
export async function sendWatched(context: CliContext, app: App, campaignId: CampaignId, ratePerSecond: number): Promise<Watched> {
  let obstacle: { error: unknown } | undefined;
  const sending = await app.startSending({
    onObstacle: (error) => {
      obstacle ??= { error: toDiskFull(error, campaignId) };
      context.endSoon?.(obstacle.error);
    },
  });
  const watched = await watchCampaign(context, app.store, campaignId, ratePerSecond).finally(() => sending.close());
  if (obstacle) throw obstacle.error;
  return watched;
}

async function report(context: CliContext, app: App, { campaign, balance }: Watched): Promise<void> {
  if (campaign.state === 'sending' || campaign.state === 'frozen') {
    context.out(`\nStopped; nothing is lost. Go on with \`courant campaign resume ${campaign.id}\` or \`courant start\`.\n`);
    return context.setExitCode(1);
  }
  context.out(`\n${renderBalance(balance)}\n`);
  if (campaign.state === 'paused' || campaign.state === 'held') context.out(`\nCampaign ${campaign.id} is ${campaign.state}: ${campaign.stateReason ?? ''}\nGo on with \`courant campaign resume ${campaign.id}\` when that is settled.\n`);
  const replies = await listReplies(app.store, campaign.id, 8);
  if (replies.length > 0) context.out('\n' + renderTable(replies.map((row) => [row.state.replace('_', ' '), row.count, row.reply])));
  if (!balance.holds || balance.counts.in_doubt > 0) context.setExitCode(1);
}

/** Before anything is frozen: a wrong password is told now, not by a paused campaign. Of several relays one is enough. */
export async function checkRelay(app: App): Promise<void> {
  const faults: UserError[] = [];
  for (const relay of requireRelays(app.config)) {
    try {
      await tryRelay(relay);
      return;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      faults.push(error);
    }
  }
  if (faults[0] !== undefined) throw faults[0];
}

/** `roundTripMs`: of one command, so the least that a mail takes. */
export async function tryRelay(relay: Relay): Promise<{ readonly extensions: Extensions; readonly roundTripMs: number }> {
  try {
    const session = await openSession(relay);
    const askedAtMs = performance.now();
    await session.resetTransaction();
    const roundTripMs = performance.now() - askedAtMs;
    await session.quit();
    return { extensions: session.extensions, roundTripMs };
  } catch (error) {
    if (!(error instanceof RelayUnavailable)) throw error;
    throw new UserError('relay-unreachable', `The relay cannot be used: ${error.message}`, {
      hint: error.isLogin ? 'Check user and password in relayUrl.' : error.isTls ? 'Check relayTls and the certificate of the relay.' : 'Check host and port in relayUrl, and that the relay runs.', cause: error,
    });
  }
}
