/** The loop of one lane over a ledger in memory and a real connection: who is claimed is sent to, or goes back. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createMemoryLedger, type MemoryLedger, type Reader } from '../../bench/wire/memory-ledger.js';
import { openMemoryRoute } from '../../bench/wire/memory-route.js';
import { systemClock } from '../../src/clock.js';
import { configSchema } from '../../src/config.js';
import { deliverLane } from '../../src/delivery/deliver.js';
import type { LaneParts } from '../../src/delivery/lane.js';
import { wideGate } from '../../src/delivery/lane-gate.js';
import { toRelay } from '../../src/delivery/relay.js';
import { createRoutes } from '../../src/delivery/routes.js';
import type { Mailing } from '../../src/delivery/transact.js';
import { UserError } from '../../src/errors.js';
import { classifyReply } from '../../src/feedback/verdict/classify.js';
import { toCampaignId, toSubscriberId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { startScripted, type Script } from './scripted-server.js';

const readerCount = 7;
const readers: readonly Reader[] = Array.from({ length: readerCount }, (_, index) => {
  const address = `reader${index + 1}@mail.example`;
  return { subscriberId: toSubscriberId(String(index + 1)), address, canonical: address, name: null, lane: 'rest' };
});
const mailing: Mailing = { make: async ({ address }) => ({ envelopeSender: 'b@bounces.example', wire: [Buffer.from(`To: ${address}\r\n\r\nhello\r\n`)], is8Bit: true }) };

type Run = { readonly ledger: MemoryLedger; readonly states: readonly string[]; readonly heard: readonly string[]; readonly stopped: readonly string[]; readonly suppressed: readonly string[] };

type Change = { readonly script?: Script; readonly mailing?: Mailing; readonly stop?: AbortSignal; readonly parts?: (ledger: MemoryLedger) => Partial<LaneParts> };

/** Sends to everybody, two to a page, over one connection: so the order is known. */
async function deliver(t: TestContext, change: Change = {}): Promise<Run> {
  const server = await startScripted(t, change.script ?? {});
  const relay = toRelay(configSchema.parse({ relayUrl: `smtp://127.0.0.1:${server.port}`, relayConnections: 1, relayRatePerSecond: 10_000 }));
  assert.ok(relay);
  const route = openMemoryRoute(relay, systemClock);
  t.after(() => route.pool.close());
  const ledger = createMemoryLedger(readers, systemClock);
  const [stopped, suppressed]: [string[], string[]] = [[], []];
  const parts: LaneParts = {
    ledger, clock: systemClock, log: silentLog, classify: classifyReply, retry: { retrySeconds: [0], giveUpSeconds: 3600 },
    suppress: async ({ address }) => void suppressed.push(address),
    stopCampaign: async (_, reason) => void stopped.push(reason),
    noteReply: async () => undefined, isSending: async () => stopped.length === 0, noteRelay: async () => undefined,
    ...change.parts?.(ledger),
  };
  const work = { campaignId: toCampaignId('1'), mailing: change.mailing ?? mailing, claim: ledger.claimOf('rest'), routes: createRoutes([route], systemClock), gate: wideGate, pageSize: 2 };
  await deliverLane(parts, work, change.stop ?? new AbortController().signal);
  route.health.close();
  return { ledger, states: [...ledger.rows.values()].map(({ state }) => state), heard: server.heard, stopped, suppressed };
}

const everybody = (state: string): readonly string[] => readers.map(() => state);
const bodiesIn = (heard: readonly string[]): readonly string[] => heard.filter((line) => line.startsWith('To: ')).toSorted();

test('each reader of the lane gets one mail, and the ledger refuses nothing', async (t) => {
  const { ledger, states, heard } = await deliver(t);
  assert.deepEqual(states, everybody('accepted'));
  assert.deepEqual(bodiesIn(heard), readers.map(({ address }) => `To: ${address}`));
  assert.equal(ledger.refusedCount(), 0);
});

test('who is put off is tried again, and counted as tried twice', async (t) => {
  const { ledger, states } = await deliver(t, { script: { nth: { RCPT: ['451 4.7.1 greylisted'] } } });
  assert.deepEqual(states, everybody('accepted'));
  assert.deepEqual([...ledger.rows.values()].map(({ attempts }) => attempts).toSorted((one, other) => one - other), [1, 1, 1, 1, 1, 1, 2]);
});

test('whose address is gone fails alone and is suppressed', async (t) => {
  const { states, suppressed } = await deliver(t, { script: { nth: { RCPT: ['550 5.1.1 no such user'] } } });
  assert.deepEqual(states.toSorted(), [...everybody('accepted').slice(1), 'failed']);
  assert.equal(suppressed.length, 1);
});

test('nothing follows from an outcome that the ledger did not take: who holds the row now learns it too', async (t) => {
  const noted: unknown[] = [];
  const { suppressed } = await deliver(t, {
    script: { nth: { RCPT: ['550 5.1.1 no such user'] } },
    parts: (ledger) => ({ ledger: { ...ledger, settle: async () => false }, noteReply: async (_, judgement) => void noted.push(judgement) }),
  });
  assert.deepEqual([suppressed, noted], [[], []]);
});

test('a stop in the middle finishes what is under way, and what was claimed goes back', async (t) => {
  const stop = new AbortController();
  const { states, heard } = await deliver(t, { stop: stop.signal, parts: () => ({ onPoint: (point) => { if (point === 'settled') stop.abort(); } }) });
  assert.deepEqual([...new Set(states)].toSorted(), ['accepted', 'pending']);
  assert.equal(bodiesIn(heard).length, states.filter((state) => state === 'accepted').length);
});

test('one mail that is withheld because of a pause ends the loop, and all that is held goes back', async (t) => {
  const { states, heard } = await deliver(t, { parts: (ledger) => ({ ledger: { ...ledger, mark: async () => 'paused' } }) });
  assert.deepEqual(states, everybody('pending'));
  assert.deepEqual(bodiesIn(heard), []);
});

test('a mail that cannot be made stops the campaign, names the reader, and nobody else is sent to behind it', async (t) => {
  const { states, stopped } = await deliver(t, { mailing: { make: async () => { throw new UserError('refused', 'a field is missing'); } } });
  assert.match(stopped[0] ?? '', /^the mail for subscriber [1-7] cannot be made: a field is missing$/);
  assert.deepEqual(states, everybody('pending'));
});

test('what goes wrong under way is thrown behind the reply to the mail in front, which does not end in doubt for it', async (t) => {
  const kept: MemoryLedger[] = [];
  const failing: Mailing = {
    async make(row, session) {
      if (row.subscriberId === '3') throw new TypeError('a fault of ours');
      return mailing.make(row, session);
    },
  };
  await assert.rejects(deliver(t, { mailing: failing, parts: (ledger) => { kept.push(ledger); return {}; } }), /a fault of ours/);
  const states = [...(kept[0]?.rows.values() ?? [])].map(({ state }) => state);
  assert.deepEqual(states.slice(0, 3), ['accepted', 'accepted', 'claimed']);
  assert.ok(!states.includes('transmitting'), states.join());
});
