/** A small world for stories: a database, a catcher as the relay and its recipients, a list, an edition, and the program that sends. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp, type App } from '../../src/app.js';
import { addList } from '../../src/audience/lists.js';
import { addSubscriber } from '../../src/audience/subscribers.js';
import { freezeAudience } from '../../src/campaign/freeze.js';
import { planCampaign } from '../../src/campaign/plan.js';
import { makeBalance, type Balance } from '../../src/campaign/balance.js';
import { readCatcherLog, type CatcherEntry } from '../../src/catcher/catcher-log.js';
import { startCatcher, type Catcher, type CatcherOptions } from '../../src/catcher/catcher.js';
import { systemClock } from '../../src/clock.js';
import { configSchema, type Config } from '../../src/config.js';
import type { CampaignId } from '../../src/ids.js';
import { silentLog, type Log } from '../../src/log.js';
import type { Closing } from '../../src/sending.js';
import { countStates, findCampaign } from '../../src/store/campaigns.js';
import type { ListRow } from '../../src/store/lists.js';
import type { Store } from '../../src/store/store.js';
import { openTestStore, testDataDir } from './database.js';
import { sampleEdition } from './edition.js';
import { freePort } from './port.js';
import { startRedis } from './redis.js';
import { until } from './until.js';

type TestLike = { after(work: () => Promise<void>): void };

export type World = {
  readonly app: App;
  readonly store: Store;
  readonly catcher: Catcher;
  readonly list: ListRow;
  readonly config: Config;
  readonly databaseName: string;
  /** postgresql: URL of this world's database, for processes of their own. */
  readonly databaseUrl: string;
  /** Sends in this process; closed with the world when the story does not. */
  startSending(): Promise<Closing>;
  subscribe(...addresses: string[]): Promise<void>;
  freeze(): Promise<CampaignId>;
  /** The same issue to the same list once more. */
  freezeAgain(): Promise<CampaignId>;
  /** Resolves once the campaign is finished, paused or cancelled. */
  settled(campaignId: CampaignId): Promise<Balance>;
  states(campaignId: CampaignId): Promise<Record<string, string>>;
  caught(): Promise<readonly CatcherEntry[]>;
};

export { sampleEdition };

export async function openWorld(t: TestLike, options: { config?: Partial<Config>; catcher?: Partial<CatcherOptions>; hasIntake?: boolean; log?: Log } = {}): Promise<World> {
  const store = await openTestStore(t);
  const feedback = options.hasIntake === true ? { host: '127.0.0.1', port: await freePort() } : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'courant-world-'));
  const catcher = await startCatcher({ host: '127.0.0.1', port: 0, folder, feedback, clock: systemClock, log: silentLog, ...options.catcher });
  // COURANT_TEST_QUEUE=redis: the same stories on the other backend.
  const redis = process.env['COURANT_TEST_QUEUE'] === 'redis' ? await startRedis(t) : undefined;
  const databaseName = String(store.pool.options.database);
  const config = configSchema.parse({
    dataDir: await testDataDir(), relayUrl: `smtp://127.0.0.1:${catcher.port}`, relayRatePerSecond: 1000, retrySeconds: [0.3], laneLimits: 'off', feedbackPort: feedback?.port, redisUrl: redis?.url, ...options.config,
  });
  const app = await openApp(config, { clock: systemClock, log: options.log ?? silentLog, databaseName });
  const intake = feedback && (await app.startIntake(feedback.port));
  const list = await addList(store, { slug: 'weekly', name: '주간 시험', from: '주간 시험 <news@example.org>', lang: 'ko' });
  const sendings: Closing[] = [];
  t.after(async () => {
    for (const sending of sendings) await sending.close();
    await catcher.close();
    await intake?.close();
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    app, store, catcher, list, config, databaseName,
    databaseUrl: `postgresql://${String(store.pool.options.user)}@localhost:${String(store.pool.options.port)}/${databaseName}?host=${encodeURIComponent(String(store.pool.options.host))}`,
    async startSending() {
      const sending = closeOnce(await app.startSending());
      sendings.push(sending);
      return sending;
    },
    async subscribe(...addresses) {
      for (const address of addresses) await addSubscriber(store, { list, address, source: 'admin', at: new Date() });
    },
    freeze: () => freezeSample(store, list, false),
    freezeAgain: () => freezeSample(store, list, true),
    settled: (campaignId) => waitUntilSettled(store, campaignId),
    async states(campaignId) {
      const rows = await store.query<{ address: string; state: string }>('select address, state from deliveries where campaign_id = $1', [campaignId]);
      return Object.fromEntries(rows.map((row) => [row.address, row.state]));
    },
    caught: () => readCatcherLog(catcher.logPath),
  };
}

async function freezeSample(store: Store, list: ListRow, isAgain: boolean): Promise<CampaignId> {
  const plan = await planCampaign(store, systemClock, { edition: sampleEdition, listId: list.id, messageBytes: 1000, ratePerSecond: 1000, sendAt: null });
  return (await freezeAudience(store, plan, { assets: [], ratePerSecond: null, sendAt: null, notAfter: null, isAgain })).campaignId;
}

function closeOnce(closing: Closing): Closing {
  let closed: Promise<void> | undefined;
  return { close: () => (closed ??= closing.close()) };
}

async function waitUntilSettled(store: Store, campaignId: CampaignId): Promise<Balance> {
  let balance: Balance | undefined;
  await until(`campaign ${campaignId} to settle`, async () => {
    const campaign = await findCampaign(store, campaignId);
    if (!campaign) throw new Error(`no campaign ${campaignId}`);
    balance = makeBalance(campaign, await countStates(store, campaignId));
    return ['finished', 'paused', 'held', 'cancelled'].includes(campaign.state);
  });
  if (balance === undefined) throw new Error(`no balance of campaign ${campaignId}`);
  return balance;
}
