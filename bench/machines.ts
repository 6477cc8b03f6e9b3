/**
 * Workers that join and leave: four at the start, some killed without a word (SIGKILL), others added, in the middle of a campaign; on both
 * queues. The checker of the invariants says whether anybody was lost or got two mails. `npm run bench -- machines`.
 */
import { readEventRecords, readLedgerRecords } from '../src/store/evidence.js';
import { makeBalance, renderBalance } from '../src/campaign/balance.js';
import { findViolations } from '../src/campaign/invariants.js';
import { systemClock } from '../src/clock.js';
import { countStates, findCampaign } from '../src/store/campaigns.js';
import { connectionsPerWorker, openFleet, startRedis, stopChild } from './fleet/fleet.js';

const count = Number(process.env['MACHINES_PEOPLE'] ?? 1_500);
const rate = 150;
const startCount = 4;
/** After which share of the mails what happens. */
const steps: readonly { readonly share: number; readonly act: 'kill' | 'add' }[] = [
  { share: 0.1, act: 'kill' }, { share: 0.2, act: 'add' }, { share: 0.3, act: 'kill' }, { share: 0.4, act: 'add' }, { share: 0.5, act: 'kill' }, { share: 0.6, act: 'add' }, { share: 0.75, act: 'kill' },
];

async function run(redisUrl: string | undefined): Promise<object> {
  const fleet = await openFleet({ redisUrl, peopleCount: count, settings: { relayRatePerSecond: rate } });
  const { store } = fleet.app;
  try {
    const workers = Array.from({ length: startCount }, () => fleet.start());
    await systemClock.sleep(2_000);
    const campaignId = await fleet.freeze(count);
    const startedMs = performance.now();
    let killCount = 0;
    for (const { share, act } of steps) {
      while ((await fleet.caught()).length < count * share) await systemClock.sleep(25);
      const victim = act === 'kill' ? workers.shift() : undefined;
      if (victim) {
        await stopChild(victim, 'SIGKILL');
        killCount += 1;
      } else workers.push(fleet.start());
    }
    while (!(await fleet.isOver(campaignId))) await systemClock.sleep(100);
    const campaign = await findCampaign(store, campaignId);
    if (!campaign) throw new Error('the campaign is gone');
    const balance = makeBalance(campaign, await countStates(store, campaignId));
    const ledger = await readLedgerRecords(store, campaignId);
    const senders = await store.query<{ count: number }>('select count(distinct epoch)::int as count from deliveries where campaign_id = $1', [campaignId]);
    const violations = findViolations({
      frozenCount: campaign.audienceCount, server: await fleet.caught(), ledger, events: await readEventRecords(store, campaignId),
      crashCount: killCount, connectionCount: connectionsPerWorker, campaignState: campaign.state, ratePerSecond: rate,
    });
    process.stderr.write(`${redisUrl === undefined ? 'postgres' : 'redis'}: ${renderBalance(balance)}\n`);
    return {
      queue: redisUrl === undefined ? 'postgres' : 'redis', people: count, started: startCount, killed: killCount, added: steps.length - killCount, sentBy: senders[0]?.count,
      seconds: Math.round((performance.now() - startedMs) / 100) / 10, accepted: balance.counts.accepted, inDoubt: balance.counts.in_doubt, violations,
    };
  } finally {
    await fleet.close();
  }
}

const redis = await startRedis();
const runs: object[] = [await run(undefined)];
if (redis !== undefined) runs.push(await run(redis.url));
await redis?.close();
process.stdout.write(`${JSON.stringify({ bench: 'machines', runs })}\n`);
if (JSON.stringify(runs).includes('"violations":["')) process.exitCode = 1;
