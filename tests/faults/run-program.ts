/** Runs one program: a small campaign, its sender as a process of its own, the faults in their order, then quiet; and judges what is left. */
import { randomBytes } from 'node:crypto';
import { addList } from '../../src/audience/lists.js';
import { suppressAddress } from '../../src/audience/suppression.js';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../src/campaign/control.js';
import { freezeAudience } from '../../src/campaign/freeze.js';
import { findViolations } from '../../src/campaign/invariants.js';
import { planCampaign } from '../../src/campaign/plan.js';
import { resolveCampaign } from '../../src/campaign/resolve.js';
import type { CatcherEntry } from '../../src/catcher/catcher-log.js';
import { systemClock } from '../../src/clock.js';
import { configSchema } from '../../src/config.js';
import { UserError } from '../../src/errors.js';
import { toSubscriberId, type CampaignId, type ListId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { unsubscribe } from '../../src/audience/subscribers.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { readEventRecords, readLedgerRecords } from '../../src/store/evidence.js';
import { loadSecrets } from '../../src/store/keys.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { sampleEdition } from '../support/edition.js';
import { commandTimeoutMs, replyTimeoutMs, retrySeconds } from './limits.js';
import { createDatabaseFaults, type DatabaseFaults } from './database-faults.js';
import { isRough, type Action, type Program } from './program.js';
import { expectedStates, expectsDoubt } from './expected.js';
import { createQueueFaults, type QueueFaults } from './queue-faults.js';
import { createSenders, type Senders } from './senders.js';
import { logSize, readSince, type DatabaseServer, type Stage } from './stage.js';
import { steadily } from './steadily.js';
import { openWire, type Wire } from './wire.js';

export type Run = { readonly violations: readonly string[]; readonly ms: number; readonly databaseName: string };

/** Longest time without any progress once nothing is broken any more: every row becomes final or in doubt (I10). */
const convergeMs = 30_000;

export async function runProgram(stage: Stage, program: Program): Promise<Run> {
  return stage.withServer(isRough(program), async (server) => {
    const startedMs = performance.now();
    const databaseName = `faults_${program.seed}_${randomBytes(3).toString('hex')}`;
    await steadily(() => server.admin.query(`create database ${databaseName} template ${server.template}`));
    const store = await openStore({ dataDir: server.dataDir, databaseName, log: silentLog, applicationName: 'faults' });
    const closers: (() => Promise<void>)[] = [() => store.close()];
    let violations: readonly string[] = [];
    try {
      violations = await play(stage, server, program, store, databaseName, closers);
    } finally {
      for (const close of closers.toReversed()) await close();
    }
    if (violations.length === 0) await steadily(() => server.admin.query(`drop database ${databaseName} with (force)`));
    return { violations, ms: Math.round(performance.now() - startedMs), databaseName };
  });
}

type Scene = {
  readonly store: Store;
  readonly campaignId: CampaignId;
  readonly listId: ListId;
  readonly people: readonly { id: string; address: string }[];
  readonly senders: Senders;
  readonly wire: Wire;
  readonly queue: QueueFaults;
  readonly database: DatabaseFaults;
  /** When it was certain that a person had left, by this machine's clock. */
  readonly leftAt: Map<string, number>;
  /** While the campaign was paused for certain. */
  readonly pauses: { from: number; to: number }[];
};

async function play(stage: Stage, server: DatabaseServer, program: Program, store: Store, databaseName: string, closers: (() => Promise<void>)[]): Promise<readonly string[]> {
  const oracle = program.isTls ? stage.tls : stage.plain;
  const offset = await logSize(oracle.logPath);
  const domain = `${databaseName.replaceAll('_', '-')}.example`;
  const list = await addList(store, { slug: 'weekly', name: 'Weekly', from: `Weekly <news@${domain}>`, lang: 'en' });
  await loadSecrets(store);
  const people = await subscribeAll(store, list.id, program, domain);
  const plan = await planCampaign(store, systemClock, { edition: sampleEdition, listId: list.id, messageBytes: 1000, ratePerSecond: 1000, sendAt: null });
  const { campaignId } = await freezeAudience(store, plan, { assets: [], ratePerSecond: null, sendAt: null, notAfter: null, isAgain: false });
  const queue = await createQueueFaults(program.queue, store, campaignId);
  closers.push(() => queue.close());
  const wire: Wire = await openWire(oracle.port, () => senders.killAll());
  closers.push(() => wire.close());
  const { host, port, user } = store.pool.options;
  const config = configSchema.parse({
    dataDir: server.dataDir, relayUrl: `smtp://127.0.0.1:${wire.port}`, relayRatePerSecond: program.ratePerSecond, relayConnections: program.connections,
    relayReplyTimeoutSeconds: replyTimeoutMs / 1000, relayCommandTimeoutSeconds: commandTimeoutMs / 1000, relayTls: program.isTls ? 'required' : 'auto', relayTlsVerify: false,
    laneLimits: 'off', breakers: 'off', laneRecoverySeconds: 1, retrySeconds, redisUrl: queue.redisUrl, logLevel: process.env['COURANT_FAULTS_LOG'] ?? 'silent',
    ...(server.isRough ? {} : { databaseUrl: `postgresql://${String(user)}@localhost:${String(port)}/${databaseName}?host=${encodeURIComponent(String(host))}` }),
  });
  const senders = createSenders(config, databaseName);
  closers.push(() => senders.endAll());
  const database = createDatabaseFaults(server, store, databaseName);
  closers.push(() => database.heal());
  const scene: Scene = { store, campaignId, listId: list.id, people, senders, wire, queue, database, leftAt: new Map(), pauses: [] };
  await senders.start();
  for (const { afterMs, action } of program.steps) {
    await systemClock.sleep(afterMs);
    await act(scene, action);
  }
  const stuck = await settle(scene, program);
  const entries = (await readSince(oracle.logPath, offset)).filter((entry) => entry.recipient.endsWith(`@${domain}`));
  return [...stuck, ...(await judge(scene, program, entries))];
}

async function subscribeAll(store: Store, listId: ListId, program: Program, domain: string): Promise<{ id: string; address: string }[]> {
  const addresses = program.readers.map((word, index) => `r${index}${word === '' ? '' : `+${word}`}@${domain}`);
  const people = await store.query<{ id: string; address: string }>(
    `insert into subscribers (address, canonical, domain) select a, a, $2 from unnest($1::text[]) a returning id, address`, [addresses, domain]);
  await store.query(`insert into subscriptions (list_id, subscriber_id, status, source) select $1, id, 'subscribed', 'admin' from subscribers`, [listId]);
  return people;
}

/** What a person does may fail while the database is away; that is the person's trouble, not the ledger's. */
async function act(scene: Scene, action: Action): Promise<void> {
  const { senders, wire, queue, database } = scene;
  switch (action.kind) {
    case 'kill': return action.at === 'now' ? senders.killAll() : senders.dieAt(action.at, action.nth);
    case 'wire': return wire.arm(action.phase, action.fault, action.count);
    case 'queue': return queue.strike(action.what);
    case 'database': return database.strike(action.what, action.forMs);
    case 'time':
      if (action.what === 'jump') return senders.jump(action.byHours * 3_600_000);
      return senders.sleepThrough(action.forMs, action.isTakenOver ? () => database.strike('disconnect', 0) : undefined);
    case 'people': return actAsPerson(scene, action).catch(() => undefined);
  }
}

async function actAsPerson(scene: Scene, action: Extract<Action, { kind: 'people' }>): Promise<void> {
  const { store, campaignId, senders, pauses } = scene;
  const person = scene.people[action.who % scene.people.length];
  switch (action.what) {
    case 'pause':
      await pauseCampaign(store, campaignId, 'paused by the operator');
      return void pauses.push({ from: Date.now(), to: Infinity });
    case 'resume': return resume(scene);
    case 'cancel':
      await cancelCampaign(store, campaignId, systemClock);
      return;
    case 'unsubscribe':
      await store.transaction((transaction) => unsubscribe(transaction, { subscriberId: toSubscriberId(person?.id ?? ''), listId: scene.listId, reason: 'page', at: new Date() }));
      return void scene.leftAt.set(person?.address ?? '', Date.now());
    case 'suppress':
      await suppressAddress(store, { address: person?.address ?? '', at: new Date() });
      return void scene.leftAt.set(person?.address ?? '', Date.now());
    case 'start-twice': return senders.start();
    case 'stop': return senders.stopOne();
  }
}

async function resume({ store, campaignId, pauses }: Scene): Promise<void> {
  for (const pause of pauses) pause.to = Math.min(pause.to, Date.now());
  await resumeCampaign(store, campaignId, new Date());
}

/** Nothing is broken from here on: the campaign must come to its end by itself, once a person has said "go on". */
async function settle(scene: Scene, program: Program): Promise<string[]> {
  scene.senders.spareAll();
  scene.wire.heal();
  await scene.database.heal();
  await scene.queue.heal();
  await scene.senders.ensureOne();
  const stuck = await untilOver(scene);
  if (stuck.length > 0 || program.resolve === 'leave') return [...stuck, ...(await scene.senders.stopAll())];
  await resolveCampaign(scene.store, systemClock, { campaignId: scene.campaignId, address: null, resolution: program.resolve, actor: 'test' }).catch((error: unknown) => {
    // Nobody in doubt, or a cancelled campaign.
    if (!(error instanceof UserError)) throw error;
  });
  return [...(await untilOver(scene)), ...(await scene.senders.stopAll())];
}

async function untilOver(scene: Scene): Promise<string[]> {
  let until = Date.now() + convergeMs;
  let open = Infinity;
  for (;;) {
    const campaign = await steadily(() => findCampaign(scene.store, scene.campaignId));
    if (campaign?.state === 'finished') return [];
    if (campaign?.state === 'cancelled' && (await openCount(scene)) === 0) return [];
    if (campaign?.state === 'paused' || campaign?.state === 'held') await resume(scene).catch(() => undefined);
    await scene.senders.ensureOne();
    const left = await openCount(scene);
    if (left < open) until = Date.now() + convergeMs;
    open = left;
    if (Date.now() > until) return [`I10: ${convergeMs / 1000} s after anything happened the campaign is ${campaign?.state} (${campaign?.stateReason ?? ''}): ${JSON.stringify(await openRows(scene))}`];
    await systemClock.sleep(50);
  }
}

async function openRows({ store, campaignId }: Scene): Promise<object[]> {
  return store.query(`select state, address, epoch, attempts, next_attempt_at from deliveries where campaign_id = $1 and state in ('pending', 'claimed', 'transmitting', 'deferred')`, [campaignId]);
}

async function openCount(scene: Scene): Promise<number> {
  return (await steadily(() => openRows(scene))).length;
}

async function judge(scene: Scene, program: Program, entries: readonly CatcherEntry[]): Promise<string[]> {
  const { store, campaignId } = scene;
  const campaign = await findCampaign(store, campaignId);
  const [losses] = await store.query<{ count: number }>(`select count(*)::int as count from epochs where end_reason = 'recovered'`);
  const timedOut = new Set((await store.query<{ id: string }>(`select distinct subscriber_id as id from delivery_events where cause = 'timeout' or detail like '%timeout%'`)).map(({ id }) => id));
  const ledger = (await readLedgerRecords(store, campaignId)).map((row) => ({ ...row, leftAt: scene.leftAt.get(row.address) ?? null, expected: expectedStates(row.address, program, campaign?.state, timedOut.has(row.subscriberId)) }));
  const violations = findViolations({
    frozenCount: campaign?.audienceCount ?? -1, server: entries, ledger, events: await readEventRecords(store, campaignId),
    crashCount: losses?.count ?? 0, connectionCount: program.connections, ...(campaign ? { campaignState: campaign.state } : {}), wasQuiet: !expectsDoubt(program) && timedOut.size === 0,
    // Connections that a fault held up at the same moment may begin their bodies together.
    ratePerSecond: program.ratePerSecond + (program.steps.length > 0 ? 2 * program.connections : 0),
  });
  // From 354 to the reply: a resume in between lets the mark pass.
  const whilePaused = entries.filter((entry) => entry.isComplete && scene.pauses.some(({ from, to }) => (entry.bodyStartedAt ?? 0) > from && entry.at < to));
  return [...violations, ...whilePaused.map((entry) => `I11: a body for ${entry.recipient} began while the campaign was paused`)];
}
