import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGroup } from '../../src/delivery/group.js';

test('what arrives while a statement runs goes into the next one, and each gets its own answer', async () => {
  const sizes: number[] = [];
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => { begin = resolve; });
  const group = createGroup<number, number>(async (items) => {
    sizes.push(items.length);
    begin();
    await new Promise((resolve) => setImmediate(resolve));
    return items.map((item) => item * 2);
  }, 100);
  const first = group.add(1);
  await begun;
  const others = [2, 3, 4, 5].map((item) => group.add(item));
  assert.deepEqual(await Promise.all([first, ...others]), [2, 4, 6, 8, 10]);
  assert.deepEqual(sizes, [1, 4]);
});

test('a group is never larger than its limit', async () => {
  const sizes: number[] = [];
  const group = createGroup<number, void>(async (items) => { sizes.push(items.length); return items.map(() => undefined); }, 3);
  await Promise.all(Array.from({ length: 8 }, (_, index) => group.add(index)));
  assert.deepEqual(sizes, [3, 3, 2]);
});

test('a failed statement fails those who rode in it, and the next one goes on', async () => {
  let isBroken = true;
  const group = createGroup<number, string>(async (items) => {
    if (isBroken) throw new Error('database away');
    return items.map(String);
  }, 10);
  const failed = await Promise.allSettled([group.add(1), group.add(2)]);
  assert.deepEqual(failed.map((entry) => entry.status), ['rejected', 'rejected']);
  isBroken = false;
  assert.equal(await group.add(3), '3');
});

test('an answer short is an error, not a wrong answer for somebody', async () => {
  const group = createGroup<number, number>(async (items) => items.slice(1), 10);
  await assert.rejects(group.add(1), /a group of 1 got 0 answers/);
});
