/** Threads that sign: the same signatures as anywhere else, each to whoever asked for it. */
import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { test } from 'node:test';
import { signInPool } from '../../src/message/dkim/sign.js';
import { openSigningThreads } from '../../src/message/dkim/signing-threads.js';
import { newKey } from './dkim-support.js';

const [rsa, other, ed25519] = [newKey('rsa'), newKey('rsa'), newKey('ed25519')];

test('a signature is the one that the thread pool makes, whatever the key', async () => {
  const threads = openSigningThreads(1);
  for (const key of [rsa, ed25519]) assert.equal(await threads.sign(key, 'To: 김민지\r\n'), await signInPool(key, 'To: 김민지\r\n'));
  await threads.close();
});

test('of many at once, with two keys over three threads, each gets its own', async () => {
  const threads = openSigningThreads(3);
  const texts = Array.from({ length: 200 }, (_, index) => [index % 2 === 0 ? rsa : other, `text ${index}`] as const);
  const made = await Promise.all(texts.map(([key, text]) => threads.sign(key, text)));
  assert.deepEqual(made, await Promise.all(texts.map(([key, text]) => signInPool(key, text))));
  await threads.close();
});

test('a key that cannot sign is told to whoever asked, and the others get theirs', async () => {
  const threads = openSigningThreads(1);
  const broken = { ...rsa, privateKey: createPublicKey(rsa.privateKey) };
  const [bad, good] = await Promise.allSettled([threads.sign(broken, 'a'), threads.sign(rsa, 'b')]);
  assert.match(String(bad.status === 'rejected' && bad.reason), /a mail could not be signed: /);
  assert.equal(good.status === 'fulfilled' && good.value, await signInPool(rsa, 'b'));
  await threads.close();
});

test('who waits when they are closed is told so; asked again, they begin anew', async () => {
  const threads = openSigningThreads(1);
  const waiting = Promise.allSettled(Array.from({ length: 50 }, (_, index) => threads.sign(rsa, `text ${index}`)));
  await threads.close();
  const last = (await waiting).at(-1);
  assert.match(String(last?.status === 'rejected' && last.reason), /the thread that signs has ended/);
  assert.equal(await threads.sign(rsa, 'c'), await signInPool(rsa, 'c'));
  await threads.close();
});
