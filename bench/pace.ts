/**
 * Is the configured rate reached, and never passed? One and three worker processes on both queues, measured where the mails arrive: the
 * whole rate from the first to the last body, and the busiest second of all. `npm run bench -- pace`; for some of it only:
 * PACE=5,500 PACE_WORKERS=3 PACE_QUEUES=redis. PACE_BY=campaign: the limit is that of the campaign, below a relay that takes more.
 */
import { countBusiest } from '../src/campaign/busiest.js';
import { renderTable } from '../src/cli/table.js';
import { systemClock } from '../src/clock.js';
import { openFleet, startRedis } from './fleet/fleet.js';
import { startCountingSink } from './wire/sinks.js';

const some = (name: string, all: string): readonly string[] => (process.env[name] ?? all).split(',');
const rates = some('PACE', '5,50,200,500').map(Number);
const workerCounts = some('PACE_WORKERS', '1,3').map(Number);
const queues = some('PACE_QUEUES', 'postgres,redis');
/** Long enough for the first second, in which connections open, to weigh little. */
const secondsOf = (rate: number): number => (rate < 20 ? 20 : 12);
const connectionCount = 10;
const isByCampaign = process.env['PACE_BY'] === 'campaign';
const amplePerSecond = 2_000;

type Run = { readonly rate: number; readonly workers: number; readonly queue: string; readonly reached: number; readonly busiest: number; readonly allowed: number };

async function measure(rate: number, workers: number, redisUrl: string | undefined): Promise<Run> {
  const sink = await startCountingSink();
  try {
    return { ...(await measureAt(sink, rate, workers, redisUrl)), rate, workers, queue: redisUrl === undefined ? 'postgres' : 'redis', allowed: Math.floor(rate * 1.05 + 1) };
  } finally {
    sink.close();
  }
}

async function measureAt(sink: Awaited<ReturnType<typeof startCountingSink>>, rate: number, workers: number, redisUrl: string | undefined): Promise<Pick<Run, 'reached' | 'busiest'>> {
  const count = rate * secondsOf(rate);
  const fleet = await openFleet({ redisUrl, peopleCount: count, port: sink.port, settings: { relayRatePerSecond: isByCampaign ? amplePerSecond : rate, relayConnections: connectionCount } });
  try {
    for (let index = 0; index < workers; index += 1) fleet.start();
    await systemClock.sleep(2_500); // they are all there before it begins
    const campaignId = await fleet.freeze(count, isByCampaign ? rate : undefined);
    while (!(await fleet.isOver(campaignId))) await systemClock.sleep(250);
    const { beganAtMs, distinctIds } = await sink.counted();
    if (beganAtMs.length !== count || distinctIds !== count) throw new Error(`${beganAtMs.length} mails to ${distinctIds} people arrived, ${count} were sent`);
    const seconds = ((beganAtMs.at(-1) ?? 0) - (beganAtMs[0] ?? 0)) / 1000;
    return { reached: (count - 1) / seconds / rate, busiest: countBusiest(beganAtMs) };
  } finally {
    await fleet.close();
  }
}

const redis = queues.includes('redis') ? await startRedis() : undefined;
if (queues.includes('redis') && redis === undefined) process.stderr.write('redis-server is not installed: not measured with Redis\n');
const runs: Run[] = [];
for (const redisUrl of [...(queues.includes('postgres') ? [undefined] : []), ...(redis === undefined ? [] : [redis.url])]) {
  for (const workers of workerCounts) {
    for (const rate of rates) {
      const run = await measure(rate, workers, redisUrl);
      process.stderr.write(`${JSON.stringify(run)}\n`);
      runs.push(run);
    }
  }
}
await redis?.close();
process.stdout.write(renderTable([
  ['rate', 'workers', 'queue', 'reached', 'busiest second', 'allowed'],
  ...runs.map(({ rate, workers, queue, reached, busiest, allowed }) => [`${rate}/s`, workers, queue, reached.toFixed(3), busiest, allowed]),
]));
const isHeld = runs.every(({ busiest, allowed }) => busiest <= allowed);
const isReached = runs.every(({ reached }) => reached >= 0.95 && reached <= 1);
process.stdout.write(`${JSON.stringify({ bench: 'pace', isHeld, isReached, ratio: Math.min(...runs.map(({ reached }) => reached)), runs })}\n`);
if (!isHeld) process.exitCode = 1;
