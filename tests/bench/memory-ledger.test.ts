/** The benchmark's ledger in memory against the one in the database: whoever is sent to without a database must be kept account of all the same. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { fill, planFreeze } from '../../bench/ledger/audience.js';
import { createMemoryLedger, type Reader } from '../../bench/wire/memory-ledger.js';
import { systemClock } from '../../src/clock.js';
import type { ClaimPage } from '../../src/delivery/claims.js';
import type { Engine } from '../../src/delivery/engine.js';
import { createLedgers, type Ledger } from '../../src/delivery/ledger.js';
import { transitions } from '../../src/delivery/states.js';
import { toCampaignId, toSubscriberId, type CampaignId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { claimDeliveries, type Settlement } from '../../src/store/deliveries.js';
import type { Store } from '../../src/store/store.js';
import { openTestStore } from '../support/database.js';

const readerCount = 4;
const readers: readonly Reader[] = Array.from({ length: readerCount }, (_, index) => {
  const address = `reader${index + 1}@mail.example`;
  return { subscriberId: toSubscriberId(String(index + 1)), address, canonical: address, name: null, lane: 'rest' };
});

type Outcome = Pick<Settlement, 'from' | 'to' | 'cause' | 'retryAfterSeconds'>;

/** Everything that the loop may write. */
const outcomes: readonly Outcome[] = transitions.flatMap(({ from, to, causes }) => causes.flatMap((cause): Outcome[] => {
  const isWritten = (from === 'claimed' || from === 'transmitting') && to !== 'claimed' && to !== 'transmitting' && to !== 'cancelled' && cause !== 'recovery';
  if (!isWritten) return [];
  return to === 'deferred' ? [0, 3600].map((retryAfterSeconds) => ({ from, to, cause, retryAfterSeconds })) : [{ from, to, cause, retryAfterSeconds: null }];
}));

type Step =
  | { readonly kind: 'claim'; readonly after: bigint }
  | { readonly kind: 'mark'; readonly reader: number; readonly isStale: boolean }
  | { readonly kind: 'settle'; readonly reader: number; readonly isStale: boolean; readonly outcome: Outcome };

const reader = fc.integer({ min: 0, max: readerCount - 1 });
const isStale = fc.integer({ min: 0, max: 5 }).map((chance) => chance === 0);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('claim' as const), after: fc.constantFrom(0n, 0n, 2n) }),
  fc.record({ kind: fc.constant('mark' as const), reader, isStale }),
  fc.record({ kind: fc.constant('settle' as const), reader, isStale, outcome: fc.constantFrom(...outcomes) }),
);

/** What a ledger answers to each step. */
async function play(steps: readonly Step[], ledger: Ledger, claim: ClaimPage): Promise<unknown[]> {
  const fences = new Map<string, number>();
  const said: unknown[] = [];
  for (const each of steps) {
    if (each.kind === 'claim') {
      const page = (await claim({ limit: readerCount, after: each.after })).toSorted((one, other) => Number(one.subscriberId) - Number(other.subscriberId));
      for (const row of page) fences.set(row.subscriberId, row.fence);
      said.push(page.map(({ firstAttemptAt, ...row }) => ({ ...row, wasTried: firstAttemptAt !== null })));
      continue;
    }
    const subscriberId = toSubscriberId(String(each.reader + 1));
    const held = { subscriberId, fence: (fences.get(subscriberId) ?? 0) - (each.isStale ? 1 : 0) };
    said.push(each.kind === 'mark' ? await ledger.mark(held) : await ledger.settle({ ...held, ...each.outcome, phase: null, code: null, enhanced: null, text: null, relay: 'default' }));
  }
  return said;
}

type Kept = { readonly subscriberId: string; readonly state: string; readonly fence: number; readonly attempts: number; readonly wasTried: boolean };

async function freezeAgain(store: Store, campaignId: CampaignId): Promise<void> {
  await store.query('truncate deliveries, delivery_events');
  await store.query('insert into deliveries (campaign_id, subscriber_id, address, lane) select $1, id, address, $2 from subscribers', [campaignId, 'rest']);
}

const keptIn = (store: Store): Promise<Kept[]> => store.query<Kept>(
  `select subscriber_id::text as "subscriberId", state, fence, attempts, first_attempt_at is not null as "wasTried" from deliveries order by subscriber_id`);

test('claims, marks and outcomes, stale ones too, are answered as the database answers them, and leave the same rows', async (t) => {
  const store = await openTestStore(t);
  await fill(store, readerCount);
  await (await planFreeze(store))();
  const campaignId = toCampaignId('1');
  await store.query(`update campaigns set state = 'sending'`);
  await store.query(`insert into epochs (instance) values ('test')`);
  const engine: Engine = { epoch: '1', lostSignal: new AbortController().signal, lose: () => undefined, close: async () => undefined };
  const ledgerOf = createLedgers({ store, clock: systemClock, log: silentLog, noteFailure: () => undefined });
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
    await freezeAgain(store, campaignId);
    const said = await play(steps, ledgerOf(engine, campaignId), (page) => claimDeliveries(store, { campaignId, lane: 'rest', epoch: engine.epoch, ...page }));
    const memory = createMemoryLedger(readers, systemClock);
    assert.deepEqual(await play(steps, memory, memory.claimOf('rest')), said);
    assert.deepEqual([...memory.rows.values()].map((row): Kept => ({ subscriberId: row.reader.subscriberId, state: row.state, fence: row.fence, attempts: row.attempts, wasTried: row.firstAttemptAt !== null })), await keptIn(store));
  }), { numRuns: 60, examples: [[[{ kind: 'claim', after: 0n }, { kind: 'mark', reader: 0, isStale: false }, { kind: 'mark', reader: 0, isStale: false }]]] });
});

test('a lane is claimed by its own readers only, and what was refused is counted', async () => {
  const ledger = createMemoryLedger([...readers, ...readers.map((each): Reader => ({ ...each, subscriberId: toSubscriberId(`1${each.subscriberId}`), lane: 'gmail' }))], systemClock);
  assert.deepEqual(ledger.lanes, ['rest', 'gmail']);
  const page = await ledger.claimOf('gmail')({ limit: 3, after: 0n });
  assert.deepEqual(page.map(({ subscriberId }) => subscriberId), ['11', '12', '13']);
  assert.equal(await ledger.mark({ subscriberId: toSubscriberId('14'), fence: 1 }), 'fenced');
  assert.equal(ledger.refusedCount(), 1);
});
