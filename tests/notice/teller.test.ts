/** What the owner is to be told waits until it is told: by mail, by webhook, and again when either failed. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { judgeBreaker } from '../../src/campaign/watch.js';
import { startCatcher } from '../../src/catcher/catcher.js';
import { systemClock } from '../../src/clock.js';
import { configSchema } from '../../src/config.js';
import { silentLog } from '../../src/log.js';
import { generateDkimKey } from '../../src/message/dkim/key.js';
import { noteForOwner, tellWaiting } from '../../src/notice/tell.js';
import { startTeller } from '../../src/notice/teller.js';
import { addOutcomes } from '../../src/store/breakers.js';
import { listNotices } from '../../src/store/notices.js';
import { openTestStore } from '../support/database.js';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type TestLike = Parameters<typeof openTestStore>[0];

/** A lane whose breaker opens; a webhook that answers as it is told. */
async function openDesk(t: TestLike) {
  const store = await openTestStore(t);
  const folder = await mkdtemp(join(tmpdir(), 'courant-notice-'));
  const catcher = await startCatcher({ host: '127.0.0.1', port: 0, folder, clock: systemClock, log: silentLog });
  const hook = { status: 500, told: [] as { kind: string }[] };
  const server = createServer((request, answer) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); }).on('end', () => {
      if (hook.status === 200) hook.told.push(JSON.parse(body) as { kind: string });
      answer.writeHead(hook.status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.close();
    await catcher.close();
    await rm(folder, { recursive: true, force: true });
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const keyFile = join(folder, 'dkim.pem');
  await writeFile(keyFile, await generateDkimKey('ed25519'));
  const config = configSchema.parse({ dkimKeys: { s1: keyFile }, relayUrl: `smtp://127.0.0.1:${catcher.port}`, owner: { email: 'owner@desk.example', webhook: `http://127.0.0.1:${port}/` } });
  const clock = { ...systemClock, aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) };
  const room = { turns: true };
  const parts = { store, clock, log: silentLog, config, takeTurn: async () => room.turns };
  const rung: string[] = [];
  async function stopLane(): Promise<void> {
    const [row] = await addOutcomes(store, [{ key: 'lane:naver', kind: 'policy', count: 60 }]);
    assert.ok(row);
    await judgeBreaker({ ...parts, ringTeller: () => void rung.push('ring') }, row);
  }
  const mails = () => catcher.mails().entries.map(({ subject }) => subject);
  const newestMail = async (): Promise<string> => String(await catcher.rawOf(catcher.mails().entries[0]?.n ?? -1));
  return { store, parts, clock, room, hook, rung, stopLane, mails, newestMail, keyFile };
}

test('a stopped lane is told with what stopped it, whichever process finds it; a webhook that fails is asked again, the mail is not sent twice', async (t) => {
  const desk = await openDesk(t);
  await Promise.all([desk.stopLane(), desk.stopLane()]);
  assert.equal(await tellWaiting(desk.parts), 0, 'the webhook failed');
  assert.deepEqual(desk.mails(), ['Mails to naver are stopped']);
  const [waits] = await listNotices(desk.store, 5);
  assert.match(waits?.trouble ?? '', /answered 500/);
  desk.hook.status = 200;
  assert.equal(await tellWaiting(desk.parts), 0, 'not at once');
  desk.clock.aheadMs = 61_000;
  assert.equal(await tellWaiting(desk.parts), 1);
  assert.deepEqual(desk.hook.told.map(({ kind }) => kind), ['lane-stopped']);
  assert.deepEqual(desk.mails(), ['Mails to naver are stopped']);
  assert.deepEqual(desk.rung, ['ring'], 'once, by the one who stopped it');
});

test('without room on the relay the mail waits, and says for what', async (t) => {
  const desk = await openDesk(t);
  desk.room.turns = false;
  desk.hook.status = 200;
  await desk.stopLane();
  assert.equal(await tellWaiting(desk.parts), 0);
  assert.match((await listNotices(desk.store, 5))[0]?.trouble ?? '', /the relay default takes nothing more just now/);
  assert.deepEqual(desk.mails(), []);
  desk.room.turns = true;
  desk.clock.aheadMs = 61_000;
  assert.equal(await tellWaiting(desk.parts), 1);
  assert.deepEqual(desk.mails(), ['Mails to naver are stopped']);
  assert.equal(desk.hook.told.length, 1);
});

test('what is rung for is told before the process ends', async (t) => {
  const desk = await openDesk(t);
  desk.hook.status = 200;
  const teller = startTeller(desk.parts);
  await desk.stopLane();
  teller.ring();
  await teller.close();
  assert.equal(desk.hook.told.length, 1);
});

test('a mail to the owner is signed as every other; without its key it goes all the same', async (t) => {
  const desk = await openDesk(t);
  desk.hook.status = 200;
  await desk.stopLane();
  assert.equal(await tellWaiting(desk.parts), 1);
  assert.match(await desk.newestMail(), /^DKIM-Signature: v=1; a=ed25519-sha256;[^]*\bd=desk\.example;/m);
  await rm(desk.keyFile);
  await noteForOwner(desk.store, silentLog, { key: 'keys', subject: 'A key is gone', text: 'Look.', fromAddress: null, about: {}, at: new Date() });
  assert.equal(await tellWaiting(desk.parts), 1);
  assert.match(await desk.newestMail(), /^Subject: A key is gone$/m);
  assert.doesNotMatch(await desk.newestMail(), /^DKIM-Signature/m);
});
