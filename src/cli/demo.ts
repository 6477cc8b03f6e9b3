/** `courant demo`: a newsletter goes from a YAML file to mailboxes on this machine, bounces come back, the books balance. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { importSubscribers } from '../audience/import.js';
import { addList } from '../audience/lists.js';
import { renderBalance } from '../campaign/balance.js';
import { freezeAudience } from '../campaign/freeze.js';
import { makePlan } from '../campaign/plan-issue.js';
import type { CampaignId } from '../ids.js';
import { makeUnsubscribeToken } from '../message/unsubscribe-token.js';
import { packagePath } from '../package-root.js';
import { countReports } from '../store/feedback.js';
import type { ListRow } from '../store/lists.js';
import type { CliContext } from './context.js';
import { forcedOutcomes, leavingCount, makeDemoCsv } from './demo/audience.js';
import { allowedInASecond, watchStandstill } from './demo/standstill.js';
import { verifyDemo, type Pace } from './demo/verify.js';
import { openDemoWorld, type DemoWorld } from './demo/world.js';
import { parseCount, parseRate } from './options.js';
import { prepareEdition } from './prepare.js';
import { formatBytes, renderPlan } from './render-plan.js';
import { renderImport } from './subscriber-import.js';
import { sendWatched } from './send.js';
import { renderTable } from './table.js';

type DemoOptions = { subscribers: number; rate?: number; exit?: true };

const issuePath = packagePath('issues', 'weekly', '2026-11-18-42');

export function register(program: Command, context: CliContext): void {
  program.command('demo').description('the whole loop on this machine: import, compile, send, bounces, balance; nothing leaves it')
    .option('--subscribers <number>', 'how many made-up people', parseCount, 500)
    .option('--rate <number>', 'messages a second at the most; default by the number of people', parseRate)
    .option('--exit', 'end when done, with status 0 only when everything went as forced')
    .action((options: DemoOptions) => demo(context, options));
}

/** Ten seconds for 500 people; never more than two cores, which also run the mail server, take without strain. */
function defaultRate(subscriberCount: number): number {
  return Math.min(300, Math.max(50, Math.round(subscriberCount / 60)));
}

async function demo(context: CliContext, options: DemoOptions): Promise<void> {
  const { dataDir } = await context.config();
  const ratePerSecond = options.rate ?? defaultRate(options.subscribers);
  context.out(`Courant demo: one newsletter, ${options.subscribers.toLocaleString('en')} made-up readers, all on this machine.\n`);
  const world = await openDemoWorld({ dataDir, ratePerSecond, clock: context.clock, log: context.log, onStep: (step, detail) => heading(context, step, detail) });
  try {
    const isGood = await runStory(context, world, options.subscribers, ratePerSecond);
    if (options.exit === true) return context.setExitCode(isGood ? 0 : 1);
    if (context.stopSignal.aborted) return;
    context.out('\nPress Ctrl-C to end.\n');
    await new Promise<void>((resolve) => context.stopSignal.addEventListener('abort', () => resolve(), { once: true }));
  } finally {
    await world.close();
  }
}

async function runStory(context: CliContext, world: DemoWorld, subscriberCount: number, ratePerSecond: number): Promise<boolean> {
  const list = await importAudience(context, world, subscriberCount);
  if (context.stopSignal.aborted) return false;
  const campaignId = await freezeIssue(context, world, list, ratePerSecond);
  if (context.stopSignal.aborted) return false;
  await leaveByOneClick(context, world, list, campaignId);
  heading(context, 'send', `at ${ratePerSecond}/s at the most`);
  const endStandstill = watchStandstill();
  const { balance } = await sendWatched(context, world.app, campaignId, ratePerSecond);
  const pace = { ratePerSecond, standstillMs: endStandstill() };
  if (context.stopSignal.aborted) return false;
  await world.catcher.settled();
  await reportFeedback(context, world, campaignId);
  heading(context, 'balance', balance.holds ? 'holds' : 'DOES NOT HOLD');
  context.out(renderBalance(balance).replace(/^/gm, '  ') + '\n');
  const isGood = await reportChecks(context, world, campaignId, subscriberCount, pace);
  await printUrls(context, world, list, campaignId);
  return isGood && balance.holds;
}

function heading(context: CliContext, word: string, detail: string): void {
  const shown = context.isTerminal ? `\u001b[1m${word.padEnd(10)}\u001b[0m` : word.padEnd(10);
  context.out(`\n${shown} ${detail}\n`);
}

async function importAudience(context: CliContext, world: DemoWorld, subscriberCount: number): Promise<ListRow> {
  const { store } = world.app;
  const list = await addList(store, { slug: 'weekly', name: '주간 동아시아 전환', from: '주간 동아시아 전환 <desk@weekly.example>', lang: 'ko' });
  const file = join(world.folder, 'subscribers.csv');
  await writeFile(file, makeDemoCsv(subscriberCount));
  heading(context, 'import', `${file} into the list weekly`);
  const result = await importSubscribers(store, { listId: list.id, input: file, inputName: file, consent: 'made up for the demo', clock: context.clock, log: context.log, signal: context.stopSignal });
  context.out(renderImport(result));
  return list;
}

async function freezeIssue(context: CliContext, world: DemoWorld, list: ListRow, ratePerSecond: number): Promise<CampaignId> {
  const { app } = world;
  const startedMs = context.clock.monotonicMs();
  const prepared = await prepareEdition(context, app.config, issuePath);
  heading(context, 'compile', `${prepared.issue.name} ${prepared.issue.number ?? ''}: ${prepared.edition.itemCount} items, mail ${formatBytes(Buffer.byteLength(prepared.edition.html))}, web edition ${formatBytes(Buffer.byteLength(prepared.edition.web))}, ${Math.round(context.clock.monotonicMs() - startedMs)} ms`);
  const plan = await makePlan(app, prepared, list, ratePerSecond);
  heading(context, 'plan', 'changes nothing');
  context.out(renderPlan(plan, list));
  context.out('  Some readers were told what to do:\n' + renderTable(forcedOutcomes.map(({ word, story }) => [`…+${word}@`, story])));
  const { campaignId, audience } = await freezeAudience(app.store, plan, { assets: prepared.issue.assets, ratePerSecond: null, sendAt: null, notAfter: null, isAgain: false });
  heading(context, 'freeze', `campaign ${campaignId}: ${audience.toLocaleString('en')} deliveries in one transaction; from here on the audience stands`);
  return campaignId;
}

type Reader = { readonly id: Parameters<typeof makeUnsubscribeToken>[1]['subscriberId']; readonly address: string };

async function plainReaders(world: DemoWorld, count: number): Promise<Reader[]> {
  return world.app.store.query<Reader>("select id, address from subscribers where address not like '%+%' order by id limit $1", [count]);
}

/** Over the real endpoint, as Gmail's button does it (RFC 8058). */
async function leaveByOneClick(context: CliContext, world: DemoWorld, list: ListRow, campaignId: CampaignId): Promise<void> {
  for (const reader of await plainReaders(world, leavingCount)) {
    const token = makeUnsubscribeToken(world.app.keys, { listId: list.id, subscriberId: reader.id, campaignId });
    const response = await fetch(`${world.url}/u/${token}`, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
    if (!response.ok) throw new Error(`one-click unsubscribe was answered with ${response.status}`);
  }
  heading(context, 'leave', `${leavingCount} readers unsubscribe by one click before the first mail goes out`);
}

async function reportFeedback(context: CliContext, world: DemoWorld, campaignId: CampaignId): Promise<void> {
  const { store } = world.app;
  const reports = await countReports(store, campaignId);
  heading(context, 'feedback', `${reports.reduce((total, row) => total + row.count, 0)} reports came back over SMTP and were matched by their VERP address`);
  context.out(renderTable(reports.map((row) => [row.kind, row.count, row.reason, row.effect])));
  const suppressed = await store.query<{ reason: string; source: string; count: number; evidence: string | null }>(
    'select reason, source, count(*)::int as count, min(evidence) as evidence from suppressions group by 1, 2 order by 3 desc');
  heading(context, 'suppressed', `${suppressed.reduce((total, row) => total + row.count, 0)} addresses are never written to again`);
  context.out(renderTable(suppressed.map((row) => [row.reason, row.count, `by ${row.source}`, (row.evidence ?? '').slice(0, 90)])));
}

async function reportChecks(context: CliContext, world: DemoWorld, campaignId: CampaignId, subscriberCount: number, pace: Pace): Promise<boolean> {
  const { checks, busiestSecond, isHeld } = await verifyDemo(world.app.store, campaignId, world.catcher.logPath, subscriberCount, pace);
  heading(context, 'checked', 'against the ledger and the log of the mail server');
  context.out(renderTable([
    ...checks.map((check): (string | number)[] => [check.found === check.expected ? 'ok' : 'WRONG', check.found, `of ${check.expected}`, check.what, check.effect]),
    [isHeld ? 'ok' : 'WRONG', busiestSecond, `of ${pace.ratePerSecond}`, 'messages in the busiest second', busiestSecond > allowedInASecond(pace.ratePerSecond, 0) ? `limit held; this machine stood still for up to ${Math.round(pace.standstillMs)} ms` : 'limit held'],
  ]));
  return isHeld && checks.every((check) => check.found === check.expected);
}

async function printUrls(context: CliContext, world: DemoWorld, list: ListRow, campaignId: CampaignId): Promise<void> {
  const reader = (await plainReaders(world, leavingCount + 1)).at(-1);
  const newest = world.catcher.mails({ isKept: true, limit: 1 }).entries[0];
  const token = reader && makeUnsubscribeToken(world.app.keys, { listId: list.id, subscriberId: reader.id, campaignId });
  const [campaign] = await world.app.store.query<{ newsletter: string; slug: string }>('select newsletter, slug from editions limit 1');
  heading(context, 'look', '');
  context.out(renderTable([
    ['inbox', `${world.url}/catcher`],
    ...(newest ? [['one mail', `${world.url}/catcher/${newest.n}`]] : []),
    ['web edition', `${world.url}/archive/${campaign?.newsletter ?? ''}/${campaign?.slug ?? ''}`],
    ...(token === undefined ? [] : [['unsubscribe', `${world.url}/u/${token}`]]),
  ]));
}
