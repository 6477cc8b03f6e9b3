/** What a provider takes at once it takes of all processes together, also when one of them is killed with mails under way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancelCampaign } from '../../src/campaign/control.js';
import type { CatcherEntry } from '../../src/catcher/catcher-log.js';
import { systemClock } from '../../src/clock.js';
import { until } from '../support/until.js';
import { exited, startWorker } from '../support/worker.js';
import { openWorld, type World } from '../support/world.js';

const most = 5;
const delayMs = 300;
/** More than are sent while the test looks: it is cancelled when all was seen. */
const readerCount = 500;

/** A timer may ring a little early. */
const timerMs = 20;

/** How many mails the server had under way at once, by its own clock: from the first byte of the body to the reply, which it holds back behind the log. */
function findMostAtOnce(entries: readonly CatcherEntry[]): number {
  const edges = entries.flatMap(({ bodyStartedAt, at }) => [{ at: bodyStartedAt ?? at, change: 1 }, { at: at + delayMs - timerMs, change: -1 }]);
  let [count, peak] = [0, 0];
  for (const { change } of edges.toSorted((one, other) => one.at - other.at || one.change - other.change)) {
    count += change;
    peak = Math.max(peak, count);
  }
  return peak;
}

/** Holders that live, and how many places each has. */
async function readHolders({ store }: World): Promise<ReadonlyMap<string, number>> {
  const rows = await store.query<{ instance: string; count: number }>(
    'select e.instance, count(*)::int as count from lane_places p join epochs e on e.n = p.epoch where e.ended_at is null group by 1');
  return new Map(rows.map(({ instance, count }) => [instance, count]));
}

test('three workers share the five places of a provider; one is killed, and its places are with the others before the send is over', async (t) => {
  const slowly = { word: 'slowly', meaning: 'answered late', act: { at: 'dot', kind: 'delay', ms: delayMs } } as const;
  const world = await openWorld(t, { config: { lanes: [{ lane: 'gmail', connections: most }] }, catcher: { rules: [slowly] } });
  await world.subscribe(...Array.from({ length: readerCount }, (_, index) => `reader${index}+slowly@gmail.example`));
  const workers = [startWorker(world), startWorker(world), startWorker(world)];
  t.after(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await Promise.all(workers.map(exited));
  });
  await until('all three to be there', async () => (await world.store.query('select from epochs where ended_at is null')).length === 3);
  const campaignId = await world.freeze();
  const sumOf = (holders: ReadonlyMap<string, number>): number => [...holders.values()].reduce((sum, count) => sum + count, 0);

  let shared: ReadonlyMap<string, number> = new Map();
  await until('each of the three to have its share', async () => {
    shared = await readHolders(world);
    return shared.size === 3 && sumOf(shared) === most && Math.max(...shared.values()) === 2;
  });
  await until('mails of all three to be under way', async () => findMostAtOnce(await world.caught()) >= 3);
  const victim = [...shared].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? '';
  const killedAt = Date.now();
  process.kill(Number(victim.split(':').at(-1)), 'SIGKILL');
  await until('its places to be taken by the others', async () => {
    const holders = await readHolders(world);
    return !holders.has(victim) && holders.size === 2 && sumOf(holders) === most;
  });
  const sentBefore = (await world.caught()).length;
  await until('more mails', async () => (await world.caught()).length >= sentBefore + 20);
  await cancelCampaign(world.store, campaignId, systemClock);
  const balance = await world.settled(campaignId);
  assert.ok(balance.counts.in_doubt <= most, `${balance.counts.in_doubt} in doubt`);
  const caught = await world.caught();
  // What the killed worker had begun the server still holds for a while, beside that of the others.
  const [before, after] = [caught.filter(({ at }) => at <= killedAt), caught.filter(({ bodyStartedAt, code }) => code === 250 && (bodyStartedAt ?? 0) > killedAt)];
  t.diagnostic(`at once: ${findMostAtOnce(before)} with three workers, ${findMostAtOnce(after)} with two`);
  assert.ok(findMostAtOnce(before) <= most, `${findMostAtOnce(before)} at once`);
  assert.ok(findMostAtOnce(before) >= 3, 'each of three has one at least');
  assert.ok(findMostAtOnce(after) <= most, `${findMostAtOnce(after)} at once after the kill`);
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(workers.map(exited));
  assert.equal(sumOf(await readHolders(world)), 0, 'who ends gives back what it holds');
});
