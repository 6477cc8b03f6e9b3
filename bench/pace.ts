/**
 * Is the configured rate reached, and never passed? One and three worker processes on both queues, measured where the mails arrive: the
 * whole rate from the first to the last body, and the busiest second of all. `npm run bench -- pace`; PACE=5,500 for some rates only.
 */
import { findBusiestSecond } from '../src/cli/demo/verify.js';
import { renderTable } from '../src/cli/table.js';
import { systemClock } from '../src/clock.js';
import { openFleet, startRedis } from './fleet/fleet.js';

const rates = (process.env['PACE'] ?? '5,50,200,500').split(',').map(Number);
/** Long enough for the first second, in which connections open, to weigh little. */
const secondsOf = (rate: number): number => (rate < 20 ? 20 : 12);

type Run = { readonly rate: number; readonly workers: number; readonly queue: string; readonly reached: number; readonly busiest: number; readonly allowed: number };

async function measure(rate: number, workers: number, redisUrl: string | undefined): Promise<Run> {
  const count = rate * secondsOf(rate);
  const fleet = await openFleet({ redisUrl, peopleCount: count, settings: { relayRatePerSecond: rate } });
  try {
    for (let index = 0; index < workers; index += 1) fleet.start();
    await systemClock.sleep(2_500); // they are all there before it begins
    const campaignId = await fleet.freeze(count);
    while (!(await fleet.isOver(campaignId))) await systemClock.sleep(250);
    const times = (await fleet.caught()).flatMap(({ bodyStartedAt }) => bodyStartedAt ?? []).toSorted((one, other) => one - other);
    if (times.length !== count) throw new Error(`${times.length} mails arrived, ${count} were sent`);
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    return { rate, workers, queue: redisUrl === undefined ? 'postgres' : 'redis', reached: (count - 1) / seconds / rate, busiest: findBusiestSecond(times.map((at) => ({ at }))), allowed: Math.floor(rate * 1.05 + 1) };
  } finally {
    await fleet.close();
  }
}

const redis = await startRedis();
const runs: Run[] = [];
for (const redisUrl of redis === undefined ? [undefined] : [undefined, redis.url]) {
  for (const workers of [1, 3]) {
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
