/** What a program left behind, judged: the invariants over ledger, events and the server's log, and what only a test can know. */
import { findViolations } from '../../src/campaign/invariants.js';
import type { CatcherEntry } from '../../src/catcher/catcher-log.js';
import { systemClock } from '../../src/clock.js';
import type { CampaignId } from '../../src/ids.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { readEventRecords, readLedgerRecords } from '../../src/store/evidence.js';
import type { Store } from '../../src/store/store.js';
import { expectedStates, expectsDoubt, type Mishaps } from './expected.js';
import type { Program } from './program.js';
import type { Senders } from './senders.js';
import type { Note } from './tally.js';
import type { Wire } from './wire.js';
import { readCrowds, readHaste, readTrespasses } from './witness.js';

export type Traces = {
  readonly store: Store;
  readonly campaignId: CampaignId;
  /** When it was certain that a person had left, by this machine's clock. */
  readonly leftAt: Map<string, number>;
  /** While the campaign was paused for certain. */
  readonly pauses: { from: number; to: number }[];
  readonly note: Note;
  readonly wire: Pick<Wire, 'unanswered'>;
  readonly senders: Pick<Senders, 'mostAtOnce'>;
  /** What the server has written down of this campaign until now. */
  readonly readServer: () => Promise<readonly CatcherEntry[]>;
};

export async function judgeProgram(traces: Traces, program: Program): Promise<string[]> {
  const { store, campaignId } = traces;
  const { entries, withoutBody } = await readServerWhole(traces);
  for (const { outcome } of entries) if (outcome !== null) traces.note(`server ${outcome}`);
  const campaign = await findCampaign(store, campaignId);
  const [losses] = await store.query<{ count: number }>(`select count(*)::int as count from epochs where end_reason = 'recovered'`);
  const mishaps = await readMishaps(traces);
  const ledger = (await readLedgerRecords(store, campaignId)).map((row) => ({ ...row, leftAt: traces.leftAt.get(row.address) ?? null, expected: expectedStates(row.address, program, campaign?.state, mishaps.of(row)) }));
  const violations = findViolations({
    frozenCount: campaign?.audienceCount ?? -1, server: entries, ledger, events: await readEventRecords(store, campaignId),
    crashCount: losses?.count ?? 0, connectionCount: program.connections, ...(campaign ? { campaignState: campaign.state } : {}), wasQuiet: !expectsDoubt(program) && !mishaps.isAnybodyUnanswered,
    // Connections that a fault held up at the same moment may begin their bodies together.
    ratePerSecond: program.ratePerSecond + 2 * program.connections * traces.senders.mostAtOnce(),
  });
  // From 354 to the reply: a resume in between lets the mark pass.
  const whilePaused = entries.filter((entry) => entry.isComplete && traces.pauses.some(({ from, to }) => (entry.bodyStartedAt ?? 0) > from && entry.at < to));
  for (let times = 0; times < (losses?.count ?? 0); times += 1) traces.note('process recovered');
  return [...violations, ...(await readTrespasses(store)), ...(await readCrowds(store)), ...(await readHaste(store, entries, program.ratePerSecond)), ...withoutBody, ...whilePaused.map((entry) => `I11: a body for ${entry.recipient} began while the campaign was paused`)];
}

type WhatHappened = { readonly isAnybodyUnanswered: boolean; of(row: { subscriberId: string; address: string }): Mishaps };

async function readMishaps({ store, wire }: Traces): Promise<WhatHappened> {
  const idsOf = async (condition: string): Promise<ReadonlySet<string>> => new Set((await store.query<{ id: string }>(`select distinct subscriber_id as id from delivery_events where ${condition}`)).map(({ id }) => id));
  const [timedOut, expired] = [await idsOf(`cause = 'timeout' or detail like '%timeout%'`), await idsOf(`cause = 'expired'`)];
  const isAnybodyUnanswered = timedOut.size + wire.unanswered.size > 0;
  return {
    isAnybodyUnanswered,
    of: ({ subscriberId, address }) => ({ isUnanswered: timedOut.has(subscriberId) || wire.unanswered.has(address), isAnybodyUnanswered, isExpired: expired.has(subscriberId) }),
  };
}

/** A body that was cut off is written down when the server notices, and it may be busy. */
const noticeMs = 30_000;

async function readServerWhole({ store, campaignId, readServer }: Traces): Promise<{ entries: readonly CatcherEntry[]; withoutBody: readonly string[] }> {
  for (const until = Date.now() + noticeMs; ; await systemClock.sleep(100)) {
    const entries = await readServer();
    const withoutBody = await doubtsWithoutBody(store, campaignId, entries);
    if (withoutBody.length === 0 || Date.now() > until) return { entries, withoutBody };
  }
}

/** The mark comes after 354: who is in doubt without one was marked too early. */
async function doubtsWithoutBody(store: Store, campaignId: CampaignId, entries: readonly CatcherEntry[]): Promise<string[]> {
  const doubts = await store.query<{ address: string; count: number }>(
    `select d.address, count(*)::int as count from delivery_events e join deliveries d using (campaign_id, subscriber_id) where campaign_id = $1 and e.to_state = 'in_doubt' group by d.address`, [campaignId]);
  const begun = (address: string): number => entries.filter((entry) => entry.recipient === address && entry.bodyStartedAt !== null).length;
  return doubts.filter(({ address, count }) => begun(address) < count).map(({ address, count }) => `I5: ${address} was put in doubt ${count} times, and the server said 354 ${begun(address)} times`);
}
