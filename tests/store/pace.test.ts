/** Slots in the database: never more than the limit lets through, whoever asks; what is not used goes back; a limit that changed acts at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensurePace, listUsed, reserveSlots, type PaceLimit, type Reservation } from '../../src/store/pace.js';
import type { Store } from '../../src/store/store.js';
import { openTestStore } from '../support/database.js';

const limit = (key: string, intervalMs: number, more: Partial<PaceLimit> = {}): PaceLimit => ({ key, intervalMs, isShared: true, day: '2026-11-25', quota: null, ...more });

type Granted = Extract<Reservation, { isGranted: true }>;
function granted(reservation: Reservation): Granted {
  assert.ok(reservation.isGranted, JSON.stringify(reservation));
  return reservation;
}
const firstOf = (reservation: Reservation): number => granted(reservation).nowMs + granted(reservation).firstAfterMs;

async function nextAtOf(store: Store, key: string): Promise<number> {
  const [row] = await store.query<{ at: number }>('select extract(epoch from next_at)::float8 * 1000 as at from pace where key = $1', [key]);
  return row?.at ?? 0;
}

test('slots in the database', async (t) => {
  const store = await openTestStore(t);
  const keys = ['relay:even', 'relay:back', 'relay:raised', 'relay:both', 'lane:both', 'relay:quota', 'relay:race', 'relay:idle', 'relay:high', 'relay:counted'];
  await ensurePace(store, keys);

  await t.test('reservations follow one another without a gap or an overlap', async () => {
    const first = granted(await reserveSlots(store, [limit('relay:even', 20)], { count: 3, unused: 0 }));
    const second = await reserveSlots(store, [limit('relay:even', 20)], { count: 2, unused: 0 });
    assert.ok(Math.abs(firstOf(second) - firstOf(first) - 60) < 0.1);
  });

  await t.test('however many ask at once, each slot is given out once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => reserveSlots(store, [limit('relay:race', 10)], { count: 2, unused: 0 })));
    const starts = answers.map(firstOf).toSorted((one, other) => one - other);
    assert.ok(starts.every((start, index) => index === 0 || start - (starts[index - 1] ?? 0) > 19.9), starts.join());
  });

  await t.test('a relay that stood still for long begins now, not with what it missed', async () => {
    await store.query("update pace set next_at = clock_timestamp() - interval '1 hour' where key = 'relay:idle'");
    const { firstAfterMs } = granted(await reserveSlots(store, [limit('relay:idle', 10)], { count: 5, unused: 0 }));
    assert.ok(firstAfterMs >= -20.1, String(firstAfterMs));
  });

  await t.test('who uses little of a high limit gets slots that can still be used: none lies further back than all of them last', async () => {
    await store.query("update pace set next_at = clock_timestamp() - interval '1 hour' where key = 'relay:high'");
    const { firstAfterMs } = granted(await reserveSlots(store, [limit('relay:high', 0.1)], { count: 50, unused: 0 }));
    assert.ok(firstAfterMs >= -5.1, String(firstAfterMs));
    assert.equal(granted(await reserveSlots(store, [limit('relay:counted', 0)], { count: 50, unused: 0 })).firstAfterMs >= -0.1, true, 'what is only counted begins now');
  });

  await t.test('unused slots go back, a few at a time: a hundred make no burst', async () => {
    const before = firstOf(await reserveSlots(store, [limit('relay:back', 5)], { count: 20, unused: 0 }));
    const two = firstOf(await reserveSlots(store, [limit('relay:back', 5)], { count: 1, unused: 1 }));
    assert.ok(Math.abs(two - before - 95) < 0.1, 'one slot earlier');
    const many = firstOf(await reserveSlots(store, [limit('relay:back', 5)], { count: 1, unused: 100 }));
    assert.ok(Math.abs(many - two - 5 + 10) < 0.1, '10 ms earlier and no more');
  });

  await t.test('nothing is reserved far ahead, and a limit that is raised acts at once whatever was waited for', async () => {
    granted(await reserveSlots(store, [limit('relay:raised', 60_000)], { count: 1, unused: 0 }));
    const slow = await reserveSlots(store, [limit('relay:raised', 60_000)], { count: 1, unused: 0 });
    assert.ok(!slow.isGranted && slow.waitMs > 59_000, JSON.stringify(slow));
    const fast = await reserveSlots(store, [limit('relay:raised', 10)], { count: 1, unused: 0 });
    assert.ok(fast.isGranted || fast.waitMs <= 101, JSON.stringify(fast));
  });

  await t.test('a lane that must wait longer than the relay holds up nobody', async () => {
    const both = [limit('relay:both', 10), limit('lane:both', 1_000, { isShared: false })];
    granted(await reserveSlots(store, both, { count: 1, unused: 0 }));
    const relayAt = await nextAtOf(store, 'relay:both');
    const waits = await reserveSlots(store, both, { count: 1, unused: 0 });
    assert.ok(!waits.isGranted && waits.waitMs > 900, JSON.stringify(waits));
    assert.equal(await nextAtOf(store, 'relay:both'), relayAt, 'nothing of the relay was taken');
  });

  await t.test('a quota is kept to the mail, what went unused comes back, and a new day begins anew', async () => {
    const quota = (day = '2026-11-25'): PaceLimit[] => [limit('relay:quota', 1, { quota: 10, day })];
    const first = granted(await reserveSlots(store, quota(), { count: 8, unused: 0 }));
    const second = granted(await reserveSlots(store, quota(), { count: 8, unused: 0 }));
    assert.deepEqual([first.count, second.count], [8, 2]);
    assert.deepEqual(await reserveSlots(store, quota(), { count: 8, unused: 0 }).then((one) => !one.isGranted && one.isQuotaUsed), true);
    assert.equal(granted(await reserveSlots(store, quota(), { count: 8, unused: 3 })).count, 3);
    assert.equal((await listUsed(store, ['relay:quota'], '2026-11-25')).get('relay:quota'), 10);
    assert.equal(granted(await reserveSlots(store, quota('2026-11-26'), { count: 8, unused: 0 })).count, 8);
  });
});
