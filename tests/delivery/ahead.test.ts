/** Mails made ahead: each once, as the connection takes it, and a fault told to whoever takes the mail. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAhead } from '../../src/delivery/ahead.js';

const rows = Array.from({ length: 40 }, (_, number) => ({ number }));

function watch(): { made: string[]; ahead: ReturnType<typeof createAhead<{ number: number }, string>> } {
  const made: string[] = [];
  const ahead = createAhead(async ({ number }: { number: number }, has8BitMime) => {
    made.push(`${number} ${has8BitMime}`);
    if (number === 3) throw new Error('no mail for 3');
    return `${number} ${has8BitMime}`;
  });
  return { made, ahead };
}

test('nothing is made before a connection told what it takes', async () => {
  const { made, ahead } = watch();
  ahead.prepare(rows, 0);
  assert.deepEqual(made, []);
  assert.equal(await ahead.take({ number: 0 }, true), '0 true');
  ahead.prepare(rows, 1);
  assert.equal(made.length, 17);
});

test('a mail made ahead is not made again', async () => {
  const { made, ahead } = watch();
  for (const [index, row] of rows.entries()) {
    ahead.prepare(rows, index);
    await ahead.take(row, true).catch(() => undefined);
  }
  assert.equal(made.length, rows.length);
});

test('another kind of connection gets its own form of the mail', async () => {
  const { ahead } = watch();
  const [first, second] = [{ number: 1 }, { number: 2 }];
  await ahead.take(first, true);
  ahead.prepare([second], 0);
  assert.equal(await ahead.take(second, false), '2 false');
});

test('a mail that cannot be made fails whoever takes it, and nobody else', async () => {
  const { ahead } = watch();
  await ahead.take({ number: 0 }, true);
  ahead.prepare(rows, 0);
  await new Promise((resolve) => { setImmediate(resolve); });
  await assert.rejects(ahead.take(rows[3] ?? { number: 3 }, true), /no mail for 3/);
  assert.equal(await ahead.take(rows[4] ?? { number: 4 }, true), '4 true');
});
