/**
 * The sender of R6's denominator: the product's own loop (deliverLane) with its lanes, pace, routes, connections, mails made ahead, signing
 * threads and judging, over a ledger and slots in memory. Left out are PostgreSQL and the queue, and what stands
 * between them and the loop: limits looked up for each reservation, the start of a lane.
 */
import { pageSizeAt } from '../../src/campaign/send-lane.js';
import { flushCount } from '../../src/campaign/watch.js';
import { systemClock } from '../../src/clock.js';
import { findHarm, type OutcomeCounts, type OutcomeKind } from '../../src/delivery/breaker.js';
import { deliverLane } from '../../src/delivery/deliver.js';
import { wideGate } from '../../src/delivery/lane-gate.js';
import type { LaneParts } from '../../src/delivery/lane.js';
import { toRelays } from '../../src/delivery/relay.js';
import { createRoutes } from '../../src/delivery/routes.js';
import type { Edition } from '../../src/edition/edition.js';
import { classifyReply } from '../../src/feedback/verdict/classify.js';
import { toCampaignId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { agree } from './counted.js';
import { createMemoryLedger, type MemoryLedger } from './memory-ledger.js';
import { openMemoryRoute } from './memory-route.js';
import type { Sink } from './sinks.js';
import type { BenchWorld, Sent } from './world.js';

const campaignId = toCampaignId('1');
const never = new AbortController().signal;

export async function sendWithoutDatabase(world: BenchWorld, edition: Edition, sink: Sink, count: number): Promise<Sent> {
  const ledger = createMemoryLedger(Array.from({ length: count }, (_, index) => world.readerAt(index + 1)), systemClock);
  const { cpu } = await world.metered({ count, sinkPid: sink.pid }, () => sendAll(world, edition, sink, ledger));
  agree(ledger.refusedCount() === 0, `the ledger refused ${ledger.refusedCount()} times`);
  return { seconds: ledger.seconds(), acceptedCount: [...ledger.rows.values()].filter(({ state }) => state === 'accepted').length, cpu };
}

async function sendAll(world: BenchWorld, edition: Edition, sink: Sink, ledger: MemoryLedger): Promise<void> {
  const config = world.configFor(sink.port);
  const mailing = world.mailing(edition);
  const routes = toRelays(config).map((relay) => openMemoryRoute(relay, systemClock));
  const pageSize = pageSizeAt(Math.min(...routes.map(({ intervalMs }) => intervalMs)));
  const parts: LaneParts = {
    ledger, clock: systemClock, log: silentLog, classify: classifyReply,
    retry: { retrySeconds: config.retrySeconds, giveUpSeconds: config.giveUpHours * 3600 },
    noteReply: createWatch(config.breakerLimits),
    suppress: async ({ address }) => fail(`${address} was refused`),
    stopCampaign: async (_, reason) => fail(reason),
    isSending: async () => true,
    noteRelay: async (_, trouble) => { if (trouble !== null) fail(trouble); },
  };
  // The lanes have no places to share: `laneLimits` is off for everybody here.
  await Promise.all(ledger.lanes.map((lane) => deliverLane(parts, { campaignId, mailing, claim: ledger.claimOf(lane), routes: createRoutes(routes, systemClock), gate: wideGate, pageSize }, never)));
  for (const { health } of routes) health.close();
  await Promise.all(routes.map(({ pool }) => pool.close()));
}

function fail(reason: string): never {
  throw new Error(`the sender without database: ${reason}`);
}

/** Counts what comes of the mails, and looks for harm as often as campaign/watch.ts does while nothing is bad. */
function createWatch(limits: Parameters<typeof findHarm>[1]): LaneParts['noteReply'] {
  const counts: Record<OutcomeKind, number> = { accepted: 0, policy: 0, invalid: 0, complaint: 0, other: 0 };
  let notedCount = 0;
  return async (_, { counts: kind }) => {
    if (kind === undefined) return;
    counts[kind] += 1;
    notedCount += 1;
    const harm = notedCount % flushCount === 0 ? findHarm(counts satisfies OutcomeCounts, limits) : undefined;
    if (harm !== undefined) fail(harm);
  };
}
