/** Places of a lane in the database: never more than the provider takes, whoever asks at once; those of a process that is gone are free. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endEpoch } from '../../src/store/epochs.js';
import { askForPlace, countPlaces, ensurePlaces, givePlaces, leavePlaces, takePlaces } from '../../src/store/lane-places.js';
import { listLaneTimes, noteLaneTime } from '../../src/store/lane-times.js';
import { openTestStore } from '../support/database.js';

test('places of a lane', async (t) => {
  const store = await openTestStore(t);
  const beginEpoch = async (): Promise<string> => (await store.query<{ n: string }>("insert into epochs (instance) values ('test') returning n"))[0]?.n ?? '';
  const [one, two, three] = [await beginEpoch(), await beginEpoch(), await beginEpoch()];
  const held = async (lane: string, epoch: string): Promise<readonly number[]> => {
    const { heldCount, askedCount } = await countPlaces(store, { lane, epoch });
    return [heldCount, askedCount];
  };

  await t.test('however many take at once, there are not more than the lane has', async () => {
    await Promise.all([one, two, three].map(() => ensurePlaces(store, 'race', 5)));
    const takes = Array.from({ length: 12 }, (_, index) => takePlaces(store, { lane: 'race', epoch: [one, two, three][index % 3] ?? one }, 1, 5));
    const got = (await Promise.all(takes)).reduce((sum, count) => sum + count, 0);
    // Who meets another at the same row goes without; it is there for the next one.
    const rest = await takePlaces(store, { lane: 'race', epoch: one }, 12, 5);
    assert.equal(got + rest, 5);
    assert.equal(await takePlaces(store, { lane: 'race', epoch: two }, 1, 5), 0);
  });

  await t.test('where the settings allow fewer than before, those above are given to nobody', async () => {
    await ensurePlaces(store, 'fewer', 5);
    assert.equal(await takePlaces(store, { lane: 'fewer', epoch: one }, 5, 2), 2);
  });

  await t.test('a place that was asked for goes to who asked, and to nobody else', async () => {
    await ensurePlaces(store, 'asked', 2);
    await takePlaces(store, { lane: 'asked', epoch: one }, 2, 2);
    assert.equal(await askForPlace(store, { lane: 'asked', epoch: two }), true);
    assert.equal(await askForPlace(store, { lane: 'asked', epoch: two }), true, 'asked once, however often');
    assert.deepEqual(await held('asked', one), [2, 1]);
    assert.equal(await askForPlace(store, { lane: 'asked', epoch: three }), false, 'the last one is left to who has it');
    await givePlaces(store, { lane: 'asked', epoch: one }, 1);
    assert.deepEqual([await held('asked', one), await held('asked', two)], [[1, 0], [1, 0]]);
  });

  await t.test('of many places each gets its share, asked for one by one', async () => {
    await ensurePlaces(store, 'share', 5);
    await takePlaces(store, { lane: 'share', epoch: one }, 5, 5);
    for (let round = 0; round < 6; round += 1) {
      for (const epoch of [two, three]) await askForPlace(store, { lane: 'share', epoch });
      for (const epoch of [one, two, three]) await givePlaces(store, { lane: 'share', epoch }, (await countPlaces(store, { lane: 'share', epoch })).askedCount);
    }
    const shares = await Promise.all([one, two, three].map((epoch) => held('share', epoch)));
    assert.deepEqual(shares.map(([count]) => count).toSorted((one = 0, other = 0) => one - other), [1, 2, 2]);
  });

  await t.test('who leaves gives back what it holds and what it asked for', async () => {
    await ensurePlaces(store, 'leaving', 3);
    await takePlaces(store, { lane: 'leaving', epoch: one }, 3, 3);
    await askForPlace(store, { lane: 'leaving', epoch: two });
    await leavePlaces(store, { lane: 'leaving', epoch: two });
    assert.deepEqual(await held('leaving', one), [3, 0]);
    await askForPlace(store, { lane: 'leaving', epoch: three });
    await leavePlaces(store, { lane: 'leaving', epoch: one });
    assert.deepEqual(await held('leaving', three), [1, 0]);
    assert.equal(await takePlaces(store, { lane: 'leaving', epoch: two }, 3, 3), 2);
  });

  await t.test('the places of a process that is gone are free as soon as its epoch is over', async () => {
    await ensurePlaces(store, 'gone', 2);
    const gone = await beginEpoch();
    await takePlaces(store, { lane: 'gone', epoch: gone }, 2, 2);
    assert.equal(await takePlaces(store, { lane: 'gone', epoch: one }, 1, 2), 0);
    await endEpoch(store, gone, 'recovered');
    assert.equal(await takePlaces(store, { lane: 'gone', epoch: one }, 2, 2), 2);
  });

  await t.test('the time of a mail is a mean that follows the latest ones', async () => {
    const at = new Date('2026-11-25T08:00:00Z');
    await noteLaneTime(store, { lane: 'gmail', sumMs: 100_000, count: 1_000, at });
    await noteLaneTime(store, { lane: 'gmail', sumMs: 100_000, count: 500, at });
    await noteLaneTime(store, { lane: 'naver', sumMs: 50, count: 1, at });
    assert.deepEqual(await listLaneTimes(store, 10), new Map([['gmail', { mailMs: 150, mailCount: 1_000 }]]));
  });
});
