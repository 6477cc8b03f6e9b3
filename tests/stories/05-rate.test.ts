/** The limit holds over processes and is reached (I13). Counted by the server that receives. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countBusiest } from '../../src/campaign/busiest.js';
import { allowedInASecond, watchStandstill } from '../../src/cli/demo/standstill.js';
import { openWorld } from '../support/world.js';

test('two workers at 40 a second together never pass 40 in a second by more than a twentieth and one', async (t) => {
  const world = await openWorld(t, { config: { relayRatePerSecond: 40 } });
  await world.subscribe(...Array.from({ length: 120 }, (_, index) => `reader${index}@${index % 2 ? 'naver' : 'gmail'}.example`));
  const campaignId = await world.freeze();
  const endStandstill = watchStandstill();
  const workers = [await world.startSending(), await world.startSending()];
  await world.settled(campaignId);
  for (const worker of workers) await worker.close();
  const caught = await world.caught();
  assert.equal(caught.length, 120);
  const [busiest, standstillMs] = [countBusiest(caught.flatMap(({ bodyStartedAt }) => bodyStartedAt ?? [])), endStandstill()];
  assert.ok(busiest <= allowedInASecond(40, standstillMs), `${busiest} in the busiest second, ${standstillMs} ms of standstill`);
});
