/** Runs one program: a small campaign, its sender as a process of its own, the faults in their order, then quiet; and judges what is left. */
import { randomBytes } from 'node:crypto';
import { addList } from '../../src/audience/lists.js';
import { freezeAudience } from '../../src/campaign/freeze.js';
import { planCampaign } from '../../src/campaign/plan.js';
import type { CatcherEntry } from '../../src/catcher/catcher-log.js';
import { resolveCampaign } from '../../src/campaign/resolve.js';
import { systemClock } from '../../src/clock.js';
import { UserError } from '../../src/errors.js';
import type { ListId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { loadSecrets } from '../../src/store/keys.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { sampleEdition } from '../support/edition.js';
import { commandTimeoutMs, replyTimeoutMs, retrySeconds } from './limits.js';
import { createDatabaseFaults, type DatabaseFaults } from './database-faults.js';
import { actAsPerson, resume, type Crowd, type Reader } from './people.js';
import { isRough, type Action, type Program } from './program.js';
import { createQueueFaults, type QueueFaults } from './queue-faults.js';
import { createSenders, type Senders } from './senders.js';
import { createNote, type Note, type Tally } from './tally.js';
import { logSize, readSince, type DatabaseServer, type Stage } from './stage.js';
import { steadily } from '../support/steadily.js';
import { judgeProgram, type Traces } from './judge-program.js';
import { openWire, type Wire } from './wire.js';
import { limitOpen } from './witness.js';

export type Run = { readonly violations: readonly string[]; readonly ms: number; readonly databaseName: string; readonly happened: Tally };

/** In one program of so many the senders end as processes do, and are not used again. That nothing of a closed one is left is looked at in all. */
const onceEvery = 12;

export async function runProgram(stage: Stage, program: Program): Promise<Run> {
  return stage.withServer(isRough(program), async (server) => {
    const startedMs = performance.now();
    const databaseName = `faults_${program.seed}_${randomBytes(3).toString('hex')}`;
    await steadily(() => server.admin.query(`create database ${databaseName} template ${server.template}`));
    const store = await openStore({ dataDir: server.dataDir, databaseName, log: silentLog, applicationName: 'faults' });
    const closers: (() => Promise<void>)[] = [() => store.close()];
    const happened: Tally = new Map();
    let violations: readonly string[] = [];
    try {
      violations = await play({ stage, server, program, store, databaseName, closers, note: createNote(happened) });
    } finally {
      for (const close of closers.toReversed()) await close();
    }
    if (violations.length === 0) await steadily(() => server.admin.query(`drop database ${databaseName} with (force)`));
    return { violations, ms: Math.round(performance.now() - startedMs), databaseName, happened };
  });
}

type Setting = {
  readonly stage: Stage;
  readonly server: DatabaseServer;
  readonly program: Program;
  readonly store: Store;
  readonly databaseName: string;
  readonly closers: (() => Promise<void>)[];
  readonly note: Note;
};

type Scene = Traces & Crowd & {
  readonly patienceMs: number;
  readonly senders: Senders;
  readonly wire: Wire;
  readonly queue: QueueFaults;
  readonly database: DatabaseFaults;
};

async function play({ stage, server, program, store, databaseName, closers, note }: Setting): Promise<readonly string[]> {
  const oracle = program.isTls ? stage.tls : stage.plain;
  const offset = await logSize(oracle.logPath);
  const domain = `${databaseName.replaceAll('_', '-')}.example`;
  const list = await addList(store, { slug: 'weekly', name: 'Weekly', from: `Weekly <news@${domain}>`, lang: 'en' });
  await loadSecrets(store);
  await limitOpen(store, program.connections);
  const people = await subscribeAll(store, list.id, program, [domain, `naver.${domain}`]);
  const queue = await createQueueFaults(program.queue, store, note);
  closers.push(() => queue.close());
  const wire: Wire = await openWire(oracle.port, () => senders.kill(false), note);
  closers.push(() => wire.close());
  const senders = createSenders(stage.senders, { config: configFor(server, program, store, wire.port, queue.redisUrl), databaseName, isOnce: program.seed % onceEvery === 0 }, stage.patienceMs, note);
  closers.push(() => senders.endAll());
  const database = createDatabaseFaults(server, store, databaseName, note);
  closers.push(() => database.heal());
  await Promise.all(Array.from({ length: program.senders }, () => senders.start()));
  // Only now: what strikes is to strike while mails are under way.
  const plan = await planCampaign(store, systemClock, { edition: sampleEdition, listId: list.id, messageBytes: 1000, ratePerSecond: 1000, sendAt: null, findLanes: async (domains) => new Map(domains.map((each) => [each, each === domain ? 'rest' : 'naver'])) });
  const { campaignId } = await freezeAudience(store, plan, { assets: [], ratePerSecond: null, sendAt: null, notAfter: null, isAgain: false });
  const readServer = async (): Promise<CatcherEntry[]> => (await readSince(oracle.logPath, offset)).filter((entry) => entry.recipient.endsWith(domain));
  const scene: Scene = { patienceMs: stage.patienceMs, note, store, campaignId, listId: list.id, people, senders, wire, queue, database, readServer, leftAt: new Map(), pauses: [] };
  note(`queue on ${program.queue}`);
  if (program.isTls) note('STARTTLS');
  for (const { afterMs, action } of program.steps) {
    await systemClock.sleep(afterMs);
    await act(scene, action);
  }
  const stuck = await settle(scene, program);
  return [...stuck, ...(await judgeProgram(scene, program))];
}

function configFor(server: DatabaseServer, program: Program, store: Store, wirePort: number, redisUrl: string | undefined): object {
  const { host, port, user, database } = store.pool.options;
  return {
    dataDir: server.dataDir, relayUrl: `smtp://127.0.0.1:${wirePort}`, relayRatePerSecond: program.ratePerSecond, relayConnections: program.connections, relayMessagesPerConnection: program.mailsPerConnection,
    relayReplyTimeoutSeconds: replyTimeoutMs / 1000, relayCommandTimeoutSeconds: commandTimeoutMs / 1000, relayTls: program.isTls ? 'required' : 'auto', relayTlsVerify: false,
    laneLimits: 'off', breakers: 'off', laneRecoverySeconds: 1, retrySeconds, redisUrl, logLevel: process.env['COURANT_FAULTS_LOG'] ?? 'silent',
    ...(server.isRough ? {} : { databaseUrl: `postgresql://${String(user)}@localhost:${String(port)}/${String(database)}?host=${encodeURIComponent(String(host))}` }),
  };
}

/** Every other one at each domain: two lanes write to one ledger. */
async function subscribeAll(store: Store, listId: ListId, program: Program, domains: readonly string[]): Promise<Reader[]> {
  const addresses = program.readers.map((word, index) => `r${index}${word === '' ? '' : `+${word}`}@${domains[index % domains.length]}`);
  const people = await store.query<Reader>(
    `insert into subscribers (address, canonical, domain) select a, a, split_part(a, '@', 2) from unnest($1::text[]) a returning id, address`, [addresses]);
  await store.query(`insert into subscriptions (list_id, subscriber_id, status, source) select $1, id, 'subscribed', 'admin' from subscribers`, [listId]);
  return people;
}

/** What a person does may fail while the database is away; that is the person's trouble, not the ledger's. */
async function act(scene: Scene, action: Action): Promise<void> {
  const { senders, wire, queue, database } = scene;
  switch (action.kind) {
    case 'kill': return action.at === 'now' ? senders.kill(action.isAlone) : senders.dieAt(action.at, action.nth, action.isAlone);
    case 'wire': return wire.arm(action.phase, action.fault, action.count);
    case 'queue': return queue.strike(action.what, action.forMs, scene.campaignId);
    case 'database': return database.strike(action.what, action.forMs);
    case 'jump': return senders.jump(action.byHours * 3_600_000);
    case 'sleep': return senders.sleepThrough(action.at, action.forMs, action.isTakenOver ? { ...database, offered: wire.offered } : undefined);
    case 'people': return actAsPerson(scene, action).then(() => scene.note(action.what), () => undefined);
  }
}

/** What was ordered is to strike before all is healed: it waits for its moment, as long as the campaign goes on. */
const strikeMs = 1_200;

async function untilStruck({ senders, wire, store, campaignId }: Scene): Promise<void> {
  for (const until = Date.now() + strikeMs; Date.now() < until && (senders.isAwaited() || wire.isArmed()); await systemClock.sleep(40)) {
    const campaign = await findCampaign(store, campaignId).catch(() => undefined);
    if (campaign !== undefined && campaign.state !== 'sending' && campaign.state !== 'frozen') return;
  }
}

/** Nothing is broken from here on: the campaign must come to its end by itself, once a person has said "go on". */
async function settle(scene: Scene, program: Program): Promise<string[]> {
  await untilStruck(scene);
  scene.senders.spareAll();
  scene.wire.heal();
  await scene.database.heal();
  await scene.queue.heal();
  await scene.senders.ensureOne();
  const stuck = await untilOver(scene);
  if (stuck.length > 0 || program.resolve === 'leave') return [...stuck, ...(await scene.senders.stopAll())];
  await resolveCampaign(scene.store, systemClock, { campaignId: scene.campaignId, address: null, resolution: program.resolve, actor: 'test' }).then(() => scene.note(program.resolve), (error: unknown) => {
    // Nobody in doubt, or a cancelled campaign.
    if (!(error instanceof UserError)) throw error;
  });
  return [...(await untilOver(scene)), ...(await scene.senders.stopAll())];
}

async function untilOver(scene: Scene): Promise<string[]> {
  let until = Date.now() + scene.patienceMs;
  let open = Infinity;
  for (;;) {
    const campaign = await steadily(() => findCampaign(scene.store, scene.campaignId));
    if (campaign?.state === 'finished') return [];
    if (campaign?.state === 'cancelled' && (await openCount(scene)) === 0) return [];
    if (campaign?.state === 'paused' || campaign?.state === 'held') await resume(scene).catch(() => undefined);
    await scene.senders.ensureOne();
    const left = await openCount(scene);
    if (left < open) until = Date.now() + scene.patienceMs;
    open = left;
    if (Date.now() > until) return [`I10: ${scene.patienceMs / 1000} s after anything happened the campaign is ${campaign?.state} (${campaign?.stateReason ?? ''}): ${JSON.stringify(await openRows(scene))}`];
    await systemClock.sleep(50);
  }
}

async function openRows({ store, campaignId }: Scene): Promise<object[]> {
  return store.query(`select state, address, epoch, attempts, next_attempt_at from deliveries where campaign_id = $1 and state in ('pending', 'claimed', 'transmitting', 'deferred')`, [campaignId]);
}

async function openCount(scene: Scene): Promise<number> {
  return (await steadily(() => openRows(scene))).length;
}
