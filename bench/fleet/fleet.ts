/** Worker processes of their own on one database and one queue, a server that takes and logs their mails, and campaigns to send: for the benchmarks of pace and of several machines. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApp, type App } from '../../src/app.js';
import { addList } from '../../src/audience/lists.js';
import { freezeAudience } from '../../src/campaign/freeze.js';
import { planCampaign } from '../../src/campaign/plan.js';
import { startCatcher, type Catcher } from '../../src/catcher/catcher.js';
import { readCatcherLog, type CatcherEntry } from '../../src/catcher/catcher-log.js';
import { systemClock } from '../../src/clock.js';
import { configSchema, type Config } from '../../src/config.js';
import { toEditionHash, type CampaignId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import type { ListRow } from '../../src/store/lists.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { makeEdition } from '../wire/mails.js';

const workerEntry = fileURLToPath(new URL('../../workers/deliver.js', import.meta.url));
export const connectionsPerWorker = 4;

export type Fleet = {
  readonly app: App;
  readonly catcher: Catcher;
  start(): ChildProcess;
  /** A campaign to so many people, its own edition. */
  freeze(count: number, ratePerSecond?: number): Promise<CampaignId>;
  isOver(campaignId: CampaignId): Promise<boolean>;
  caught(): Promise<readonly CatcherEntry[]>;
  close(): Promise<void>;
};

export type FleetOptions = { readonly redisUrl?: string | undefined; readonly peopleCount: number; /** Of a server that takes the mails instead of the catcher. */ readonly port?: number; /** Its servers take two seconds for each mail. */ readonly slowLane?: string | undefined; readonly settings?: Partial<Config> };

export async function openFleet({ redisUrl, peopleCount, port, slowLane, settings = {} }: FleetOptions): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-fleet-'));
  const catcher = await startCatcher({ host: '127.0.0.1', port: 0, folder: join(folder, 'catcher'), clock: systemClock, log: silentLog });
  const config = configSchema.parse({ dataDir: join(folder, 'data'), relayUrl: `smtp://127.0.0.1:${port ?? catcher.port}`, laneLimits: 'off', logLevel: 'error', redisUrl, relayConnections: connectionsPerWorker, relayMessagesPerConnection: 1_000, retrySeconds: [0.2], ...settings });
  const app = await openApp(config, { clock: systemClock, log: silentLog });
  const { store } = app;
  const list = await addList(store, { slug: 'weekly', name: '주간', from: '주간 <weekly@news.example>', lang: 'ko' });
  await addPeople(app, list, peopleCount, slowLane);
  const children: ChildProcess[] = [];
  let editions = 0;
  return {
    app, catcher,
    start() {
      const child = spawn(process.execPath, [workerEntry], { stdio: ['ignore', 'inherit', 'inherit'], env: environmentOf(config) });
      children.push(child);
      return child;
    },
    async freeze(count, ratePerSecond) {
      await store.query(`update subscriptions set status = case when subscriber_id <= $1 then 'subscribed' else 'paused' end`, [count]);
      editions += 1;
      const edition = { ...makeEdition(2), hash: toEditionHash(String(editions).padStart(64, '0')), slug: String(editions) };
      const plan = await planCampaign(store, systemClock, { edition, listId: list.id, messageBytes: 1, ratePerSecond: 1, sendAt: null });
      return (await freezeAudience(store, plan, { assets: [], ratePerSecond: ratePerSecond ?? null, sendAt: null, notAfter: null, isAgain: false })).campaignId;
    },
    isOver: async (campaignId) => (await findCampaign(store, campaignId))?.state === 'finished',
    caught: () => readCatcherLog(catcher.logPath),
    async close() {
      await Promise.all(children.map((child) => stopChild(child)));
      await app.close();
      await catcher.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** People of several providers, so that a campaign has several lanes. */
async function addPeople({ store }: App, list: ListRow, count: number, slowLane = ''): Promise<void> {
  await store.query(
    `insert into subscribers (address, canonical, domain) select a, a, split_part(a, '@', 2) from (
       select 'reader' || n || case when lane = $2 then '+slow' else '' end || '@' || lane || '.example' as a
       from generate_series(1, $1::int) n cross join lateral (select (array['gmail', 'naver', 'outlook', 'mail'])[1 + n % 4] as lane) l) x`, [count, slowLane]);
  await store.query(`insert into subscriptions (list_id, subscriber_id, status, source) select $1, id, 'subscribed', 'admin' from subscribers`, [list.id]);
}

function environmentOf(config: Config): NodeJS.ProcessEnv {
  return {
    ...process.env, COURANT_DATA_DIR: config.dataDir, REDIS_URL: config.redisUrl ?? '', COURANT_RELAY_URL: String(config.relayUrl), COURANT_RELAY_RATE_PER_SECOND: String(config.relayRatePerSecond),
    COURANT_RELAY_CONNECTIONS: String(config.relayConnections), COURANT_RELAY_MESSAGES_PER_CONNECTION: String(config.relayMessagesPerConnection), COURANT_LANE_LIMITS: config.laneLimits, COURANT_LANES: JSON.stringify(config.lanes),
    COURANT_RETRY_SECONDS: '0.2', COURANT_LOG_LEVEL: 'error', COURANT_BREAKERS: config.breakers,
  };
}

export async function stopChild(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** A Redis of its own; undefined where the program is not installed. */
export async function startRedis(): Promise<{ url: string; close(): Promise<void> } | undefined> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  probe.close();
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const isUp = await Promise.race([
    new Promise<boolean>((resolve) => child.stdout.on('data', (text: Buffer) => { if (text.includes('Ready to accept')) resolve(true); })),
    once(child, 'error').then(() => false),
  ]);
  return isUp ? { url: `redis://127.0.0.1:${port}`, close: () => stopChild(child) } : undefined;
}
