/** Watching a send: one line that moves in a terminal, a plain line now and then elsewhere. Reads the ledger only, so it shows the work of every process. */
import { makeBalance, type Balance } from '../campaign/balance.js';
import { isDiskFull } from '../disk-full.js';
import type { CampaignId } from '../ids.js';
import { countProgress, countStates, findCampaign, type CampaignRow } from '../store/campaigns.js';
import type { Store } from '../store/store.js';
import type { CliContext } from './context.js';
import { formatDuration } from './render-plan.js';

export type Watched = { readonly campaign: CampaignRow; readonly balance: Balance };

const terminalIntervalMs = 200;
const plainIntervalMs = 1_000;
const plainLineEveryMs = 5_000;
/** The rate shown is that of the last seconds. */
const rateWindowMs = 4_000;

type Sample = { readonly atMs: number; readonly doneCount: number };

/** Resolves when the campaign no longer sends, or `until` says so; the last look is returned. */
export async function watchCampaign(context: CliContext, store: Store, id: CampaignId, ratePerSecond: number): Promise<Watched> {
  const samples: Sample[] = [];
  let lastPlainAt = -Infinity;
  for (;;) {
    const askedMs = context.clock.monotonicMs();
    const watched = await lookPatiently(context, store, id);
    const atMs = context.clock.monotonicMs();
    remember(samples, { atMs, doneCount: watched.balance.audience - watched.balance.open });
    const isOver = watched.campaign.state !== 'sending' && watched.campaign.state !== 'frozen';
    const line = renderProgress(watched, rateOf(samples), ratePerSecond);
    if (context.isTerminal) context.out(`\r\u001b[2K${fit(line, context.columns())}${isOver ? '\n' : ''}`);
    else if (isOver || atMs - lastPlainAt >= plainLineEveryMs) {
      lastPlainAt = atMs;
      context.out(line + '\n');
    }
    if (isOver || context.stopSignal.aborted) {
      if (!isOver && context.isTerminal) context.out('\n');
      return watched;
    }
    // Counting a million rows takes its time: looking may cost a tenth of the database, not more.
    await context.clock.sleep(Math.max(context.isTerminal ? terminalIntervalMs : plainIntervalMs, 10 * (atMs - askedMs)), context.stopSignal);
  }
}

/** The embedded database starts again by itself after a crash; a look that fails meanwhile is no end of the send. */
const outageMs = 60_000;

async function lookPatiently(context: CliContext, store: Store, id: CampaignId): Promise<Watched> {
  for (const givenUpAt = context.clock.monotonicMs() + outageMs; ;) {
    try {
      return await look(store, id);
    } catch (error) {
      if (context.stopSignal.aborted || context.clock.monotonicMs() > givenUpAt || isDiskFull(error)) throw error;
      await context.clock.sleep(1_000, context.stopSignal);
    }
  }
}

async function look(store: Store, id: CampaignId): Promise<Watched> {
  const campaign = await findCampaign(store, id);
  if (!campaign) throw new Error(`campaign ${id} is gone`);
  const isOver = campaign.state !== 'sending' && campaign.state !== 'frozen';
  return { campaign, balance: makeBalance(campaign, await (isOver ? countStates : countProgress)(store, id)) };
}

function remember(samples: Sample[], sample: Sample): void {
  samples.push(sample);
  while (samples.length > 2 && sample.atMs - (samples[0]?.atMs ?? 0) > rateWindowMs) samples.shift();
}

function rateOf(samples: readonly Sample[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.atMs - first.atMs < 500) return 0;
  return ((last.doneCount - first.doneCount) * 1000) / (last.atMs - first.atMs);
}

export function renderProgress({ campaign, balance }: Watched, rate: number, limit: number): string {
  const done = balance.audience - balance.open;
  const share = balance.audience === 0 ? 1 : done / balance.audience;
  const { counts } = balance;
  const notes = [
    ...(balance.open > 0 ? [`${rate.toFixed(1)}/s of ${limit}/s`] : []),
    ...(counts.deferred > 0 ? [`${counts.deferred} to try again`] : []),
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.suppressed > 0 ? [`${counts.suppressed} left`] : []),
    ...(counts.in_doubt > 0 ? [`${counts.in_doubt} in doubt`] : []),
    ...(balance.open > 0 && rate > 0 ? [`${formatDuration(balance.open / rate)} to go`] : []),
    ...(campaign.stateReason === null ? [] : [campaign.stateReason]),
  ];
  return `${bar(share)} ${String(done).padStart(String(balance.audience).length)} of ${balance.audience}  ${String(Math.floor(share * 100)).padStart(3)} %  ${notes.join(', ')}`;
}

/** A line that wraps cannot be drawn over. */
function fit(line: string, columns: number): string {
  return line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
}

function bar(share: number): string {
  const width = 24;
  const full = Math.round(share * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
