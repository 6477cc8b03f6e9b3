/** Several relays: shared by weight, one that is down is left out and comes back, quotas are kept, and a newsletter may have its own. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { readCatcherLog } from '../../src/catcher/catcher-log.js';
import type { Catcher } from '../../src/catcher/catcher.js';
import { configSchema } from '../../src/config.js';
import { relaysFor, toRelays } from '../../src/delivery/relay.js';
import { openCatcher } from '../catcher/support.js';
import { freePort } from '../support/port.js';
import { openWorld } from '../support/world.js';
import { until } from '../support/until.js';

const people = (count: number): string[] => Array.from({ length: count }, (_, index) => `reader${index}@mail.example`);

const openRelay = async (t: TestContext, port: number): Promise<Catcher> => (await openCatcher(t, { port })).catcher;

const countAt = async (catcher: Catcher): Promise<number> => (await readCatcherLog(catcher.logPath).catch(() => [])).filter(({ code }) => code === 250).length;

test('weights of 3 and 1 share a campaign 3 to 1', async (t) => {
  const second = await openRelay(t, 0);
  const world = await openWorld(t, { config: { relays: [{ name: 'second', url: `smtp://127.0.0.1:${second.port}`, weight: 3 }] } });
  await world.subscribe(...people(80));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await world.settled(campaignId);
  await sending.close();
  const [first, other] = [await countAt(world.catcher), await countAt(second)];
  assert.equal(first + other, 80);
  assert.ok(other >= 50 && other <= 68, `${first} and ${other}`);
});

test('a relay that is down is left out, and takes its share again when it is back; nobody is lost, doubled or blamed', async (t) => {
  const port = await freePort();
  const world = await openWorld(t, { config: { relayRatePerSecond: 40, relays: [{ name: 'second', url: `smtp://127.0.0.1:${port}`, weight: 1 }] } });
  await world.subscribe(...people(300));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await until('the other one to carry the mails', async () => (await countAt(world.catcher)) >= 40);
  const second = await openRelay(t, port);
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.counts.accepted, 300);
  const [first, other] = [await countAt(world.catcher), await countAt(second)];
  assert.equal(first + other, 300);
  assert.ok(other > 0, 'it was used again');
});

test('a quota of the day sends the rest over the other relay', async (t) => {
  const second = await openRelay(t, 0);
  const world = await openWorld(t, { config: { relays: [{ name: 'small', url: `smtp://127.0.0.1:${second.port}`, weight: 5, dailyQuota: 12 }] } });
  await world.subscribe(...people(60));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await world.settled(campaignId);
  await sending.close();
  assert.deepEqual([await countAt(second), await countAt(world.catcher)], [12, 48]);
});

test('a newsletter with a relay of its own uses that one alone, and nobody else does', () => {
  const relays = toRelays(configSchema.parse({ relayUrl: 'smtp://one.example', relays: [{ name: 'two', url: 'smtp://two.example', newsletters: ['weekly'] }] }));
  assert.deepEqual(relaysFor(relays, 'weekly').map(({ name }) => name), ['two']);
  assert.deepEqual(relaysFor(relays, 'monthly').map(({ name }) => name), ['default']);
});

test('relays that cannot be are told when the settings are read', () => {
  const wrong = [
    [{ name: 'a', url: 'http://a.example' }], [{ name: 'a', url: 'smtp://a' }, { name: 'a', url: 'smtp://b' }], [{ name: 'a', url: 'smtp://a', ratePerSecond: 0 }],
    [{ name: 'a', url: 'smtp://a', dailyQuota: 0 }], [{ name: 'a', url: 'smtp://a', warmUp: { start: 'soon', quotas: [1] } }], [{ name: 'A B', url: 'smtp://a' }], '[{',
  ];
  for (const relays of wrong) assert.equal(configSchema.safeParse({ relays }).success, false, JSON.stringify(relays));
  assert.equal(configSchema.safeParse({ quotaTimeZone: 'Mars/Olympus' }).success, false);
  assert.equal(configSchema.safeParse({ relays: '[{"name":"a","url":"smtp://a.example"}]' }).success, true);
});
