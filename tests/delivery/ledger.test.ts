/** Whose writes share a commit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/clock.js';
import type { Engine } from '../../src/delivery/engine.js';
import { createLedgers } from '../../src/delivery/ledger.js';
import { toCampaignId, toSubscriberId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import type { Store } from '../../src/store/store.js';

const engineOf = (epoch: string): Engine => ({ epoch, lostSignal: new AbortController().signal, lose: () => undefined, close: async () => undefined });

/** Marks what it is asked to, and tells how many rows each statement had. */
function countingStore(): { store: Store; marked: number[] } {
  const marked: number[] = [];
  const query = async (_sql: string, values: readonly unknown[] = []): Promise<unknown[]> => {
    const marks = values[13] as readonly string[];
    marked.push(marks.length);
    return marks.map((subscriberId) => ({ subscriberId, isMark: true }));
  };
  return { store: { query } as unknown as Store, marked };
}

test('what the lanes of a campaign have to write at a time is one statement; another campaign and another engine write their own', async () => {
  const { store, marked } = countingStore();
  const ledgerOf = createLedgers({ store, clock: systemClock, log: silentLog, noteFailure: () => undefined });
  const [engine, renewed] = [engineOf('1'), engineOf('2')];
  const [one, other] = [toCampaignId('1'), toCampaignId('2')];
  const markOf = (by: Engine, campaignId: typeof one, subscriber: number): Promise<unknown> => ledgerOf(by, campaignId).mark({ subscriberId: toSubscriberId(String(subscriber)), fence: 1 });
  const answers = await Promise.all([markOf(engine, one, 1), markOf(engine, one, 2), markOf(engine, one, 3), markOf(engine, other, 4), markOf(renewed, one, 5)]);
  assert.deepEqual(answers, ['go', 'go', 'go', 'go', 'go']);
  assert.deepEqual(marked.toSorted((left, right) => left - right), [1, 1, 3]);
});

test('an outcome whose row is in other hands by now does not count, and ends the engine', async () => {
  const ledgerOf = createLedgers({ store: { query: async () => [{ subscriberId: '2', isMark: false }] } as unknown as Store, clock: systemClock, log: silentLog, noteFailure: () => undefined });
  const lost: string[] = [];
  const ledger = ledgerOf({ ...engineOf('1'), lose: (reason) => void lost.push(reason) }, toCampaignId('1'));
  const settleOf = (subscriber: string): Promise<boolean> => ledger.settle({
    from: 'claimed', to: 'pending', cause: 'release', retryAfterSeconds: null, phase: null, code: null, enhanced: null, text: null, relay: '', subscriberId: toSubscriberId(subscriber), fence: 1,
  });
  assert.deepEqual(await Promise.all([settleOf('1'), settleOf('2')]), [false, true]);
  assert.deepEqual(lost, ['1 outcomes were fenced']);
});
