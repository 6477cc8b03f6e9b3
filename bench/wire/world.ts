/** What is sent and by whom: an edition, a list of people in a database of its own, and the program that sends, with queue, ledger and DKIM. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp } from '../../src/app.js';
import { addList } from '../../src/audience/lists.js';
import { freezeAudience } from '../../src/campaign/freeze.js';
import { createMailing, toMailSetup } from '../../src/campaign/mailing.js';
import { planCampaign } from '../../src/campaign/plan.js';
import { systemClock } from '../../src/clock.js';
import { configSchema, type Config } from '../../src/config.js';
import { openLanes } from '../../src/delivery/lane-limits.js';
import type { Mailing } from '../../src/delivery/transact.js';
import type { Edition } from '../../src/edition/edition.js';
import { toCampaignId, toSubscriberId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { generateDkimKey, parseDkimKey, type DkimKey } from '../../src/message/dkim/key.js';
import { openSigningThreads } from '../../src/message/dkim/signing-threads.js';
import { openMeter, type CpuTimes, type Metered } from './cpu.js';
import type { Reader } from './memory-ledger.js';
import type { Sink } from './sinks.js';

export const signingDomain = 'news.example';

/** Mailboxes of eight lanes in turn, as a real list has them. */
export const manyDomains: readonly string[] = ['gmail.com', 'outlook.com', 'yahoo.com', 'icloud.com', 'naver.com', 'kakao.com', 'qq.com', 'mail.example'];

export type Sent = { readonly seconds: number; readonly acceptedCount: number; readonly cpu: CpuTimes };

export type BenchWorld = {
  readonly key: DkimKey;
  readonly pem: string;
  /** The settings that everybody sends with. */
  configFor(port: number): Config;
  /** Freezes the first `count` people and sends to them: from the first mark to the last row written, by the database's clock. */
  send(edition: Edition, sink: Sink, count: number): Promise<Sent>;
  /** Freezes everybody, sends until so many are accepted, and stops; how many then are. */
  sendSome(edition: Edition, port: number, stopAfter: number): Promise<number>;
  /** The same mails without a database. */
  mailing(edition: Edition): Mailing;
  /** The people of the list, from 1 on. */
  readerAt(number: number): Reader;
  readonly metered: Metered;
  close(): Promise<void>;
};

export type WorldSetting = { readonly peopleCount: number; readonly keyType?: 'rsa' | 'ed25519'; readonly domains?: readonly string[]; readonly connectionCount?: number };

export async function openBenchWorld({ peopleCount, keyType = 'rsa', domains = ['mail.example'], connectionCount = 10 }: WorldSetting): Promise<BenchWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-bench-'));
  const pem = await generateDkimKey(keyType);
  const keyFile = join(folder, 'dkim.pem');
  await writeFile(keyFile, pem);
  const configFor = (port: number): Config => configSchema.parse({
    dataDir: folder, publicUrl: 'https://news.example', relayUrl: `smtp://127.0.0.1:${port}`, relayConnections: connectionCount, relayRatePerSecond: 10_000, laneLimits: 'off',
    relayMessagesPerConnection: 1_000_000, dkimKeys: { bench: keyFile }, dkimDomain: signingDomain, logLevel: 'warn',
  });
  // Held open: the database would end with the first sender.
  const app = await openApp(configFor(1), { clock: systemClock, log: silentLog });
  const { store } = app;
  const list = await addList(store, { slug: 'weekly', name: '주간', from: `주간 편집부 <weekly@${signingDomain}>`, lang: 'ko' });
  await store.query(`insert into subscribers (address, canonical, domain, name) select 'reader' || n || '@' || d, 'reader' || n || '@' || d, d, '독자 ' || n from (select n, ($2::text[])[1 + n % cardinality($2::text[])] as d from generate_series(1, $1::int) n) x`, [peopleCount, domains]);
  await store.query(`insert into subscriptions (list_id, subscriber_id, status, source) select $1, id, 'subscribed', 'admin' from subscribers`, [list.id]);

  const metered = await openMeter(store);
  const { laneOf } = openLanes(configFor(1));

  async function choose(count: number): Promise<void> {
    await store.query(`update subscriptions set status = case when subscriber_id <= $1 then 'subscribed' else 'paused' end`, [count]);
    await store.query('vacuum analyze');
  }

  async function freeze(edition: Edition): Promise<string> {
    const plan = await planCampaign(store, systemClock, { edition, listId: list.id, messageBytes: 1, ratePerSecond: 10_000, sendAt: null });
    return (await freezeAudience(store, plan, { assets: [], ratePerSecond: null, sendAt: null, notAfter: null, isAgain: true })).campaignId;
  }

  async function finished(campaignId: string): Promise<void> {
    for (;;) {
      const [row] = await store.query<{ state: string }>('select state from campaigns where id = $1', [campaignId]);
      if (row?.state === 'finished') return;
      if (row?.state === 'paused') throw new Error('the campaign was paused by itself');
      await systemClock.sleep(50);
    }
  }

  async function acceptedAfter(campaignId: string, stopAfter: number): Promise<number> {
    for (;;) {
      const [row] = await store.query<{ accepted: number }>(
        `select count(*)::int as accepted from deliveries where campaign_id = $1 and subscriber_id <= $2 and state = 'accepted'`, [campaignId, stopAfter]);
      if (row !== undefined && row.accepted >= stopAfter) return row.accepted;
      await systemClock.sleep(250);
    }
  }

  const signing = openSigningThreads();
  return {
    key: parseDkimKey('bench', pem, keyFile), pem, configFor, metered,
    readerAt(number) {
      const domain = domains[number % domains.length] ?? '';
      const address = `reader${number}@${domain}`;
      return { subscriberId: toSubscriberId(String(number)), address, name: `독자 ${number}`, canonical: address, lane: laneOf(domain) };
    },
    async send(edition, sink, count) {
      const sender = await openApp(configFor(sink.port), { clock: systemClock, log: silentLog });
      const sending = await sender.startSending();
      await choose(count);
      const { result: campaignId, cpu } = await metered({ count, sinkPid: sink.pid }, async () => {
        const frozen = await freeze(edition);
        await finished(frozen);
        return frozen;
      });
      await sending.close();
      await sender.close();
      const [row] = await store.query<{ seconds: number; accepted: number }>(
        `select extract(epoch from max(settled_at) - min(transmitting_at))::float8 as seconds, count(*) filter (where state = 'accepted')::int as accepted from deliveries where campaign_id = $1`, [campaignId]);
      return { seconds: row?.seconds ?? 0, acceptedCount: row?.accepted ?? 0, cpu };
    },
    async sendSome(edition, port, stopAfter) {
      const sender = await openApp(configFor(port), { clock: systemClock, log: silentLog });
      const sending = await sender.startSending();
      await choose(peopleCount);
      const campaignId = await freeze(edition);
      const accepted = await acceptedAfter(campaignId, stopAfter);
      await sending.close();
      await sender.close();
      return accepted;
    },
    mailing: (edition) => createMailing({ edition, list, campaignId: toCampaignId('1'), date: new Date('2026-11-22T09:00:00Z') }, app.keys, toMailSetup(app.config), { domain: signingDomain, keys: [parseDkimKey('bench', pem, keyFile)], sign: signing.sign }),
    async close() {
      await signing.close();
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
