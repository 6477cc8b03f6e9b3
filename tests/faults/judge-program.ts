/** What a program left behind, judged: the invariants over ledger, events and the server's log, and what only a test can know. */
import { findViolations } from '../../src/campaign/invariants.js';
import type { CatcherEntry } from '../../src/catcher/catcher-log.js';
import type { CampaignId } from '../../src/ids.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { readEventRecords, readLedgerRecords } from '../../src/store/evidence.js';
import type { Store } from '../../src/store/store.js';
import { expectedStates, expectsDoubt } from './expected.js';
import type { Program } from './program.js';
import type { Note } from './tally.js';
import { readCrowds, readTrespasses } from './witness.js';

export type Traces = {
  readonly store: Store;
  readonly campaignId: CampaignId;
  /** When it was certain that a person had left, by this machine's clock. */
  readonly leftAt: Map<string, number>;
  /** While the campaign was paused for certain. */
  readonly pauses: { from: number; to: number }[];
  readonly note: Note;
};

export async function judgeProgram(traces: Traces, program: Program, entries: readonly CatcherEntry[]): Promise<string[]> {
  const { store, campaignId } = traces;
  const campaign = await findCampaign(store, campaignId);
  const [losses] = await store.query<{ count: number }>(`select count(*)::int as count from epochs where end_reason = 'recovered'`);
  const timedOut = new Set((await store.query<{ id: string }>(`select distinct subscriber_id as id from delivery_events where cause = 'timeout' or detail like '%timeout%'`)).map(({ id }) => id));
  const ledger = (await readLedgerRecords(store, campaignId)).map((row) => ({ ...row, leftAt: traces.leftAt.get(row.address) ?? null, expected: expectedStates(row.address, program, campaign?.state, timedOut.has(row.subscriberId)) }));
  const violations = findViolations({
    frozenCount: campaign?.audienceCount ?? -1, server: entries, ledger, events: await readEventRecords(store, campaignId),
    crashCount: losses?.count ?? 0, connectionCount: program.connections, ...(campaign ? { campaignState: campaign.state } : {}), wasQuiet: !expectsDoubt(program) && timedOut.size === 0,
    // Connections that a fault held up at the same moment may begin their bodies together.
    ratePerSecond: program.ratePerSecond + 2 * program.connections * program.senders,
  });
  // From 354 to the reply: a resume in between lets the mark pass.
  const whilePaused = entries.filter((entry) => entry.isComplete && traces.pauses.some(({ from, to }) => (entry.bodyStartedAt ?? 0) > from && entry.at < to));
  for (let times = 0; times < (losses?.count ?? 0); times += 1) traces.note('process recovered');
  return [...violations, ...(await readTrespasses(store)), ...(await readCrowds(store)), ...(await doubtsWithoutBody(store, campaignId, entries)), ...whilePaused.map((entry) => `I11: a body for ${entry.recipient} began while the campaign was paused`)];
}

/** The mark comes after 354: who is in doubt without one was marked too early. */
async function doubtsWithoutBody(store: Store, campaignId: CampaignId, entries: readonly CatcherEntry[]): Promise<string[]> {
  const doubts = await store.query<{ address: string; count: number }>(
    `select d.address, count(*)::int as count from delivery_events e join deliveries d using (campaign_id, subscriber_id) where campaign_id = $1 and e.to_state = 'in_doubt' group by d.address`, [campaignId]);
  const begun = (address: string): number => entries.filter((entry) => entry.recipient === address && entry.bodyStartedAt !== null).length;
  return doubts.filter(({ address, count }) => begun(address) < count).map(({ address, count }) => `I5: ${address} was put in doubt ${count} times, and the server said 354 ${begun(address)} times`);
}
