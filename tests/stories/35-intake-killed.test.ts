/** The process that takes in what comes back is killed (SIGKILL) before and after it answers: what was answered is kept, what was not is sent again, and is one. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { renderDsn } from '../../src/catcher/dsn.js';
import { applyWaiting } from '../../src/feedback/effect/apply.js';
import type { SubscriberId } from '../../src/ids.js';
import { makeEnvelopeSender } from '../../src/message/envelope-sender.js';
import { findSuppressions } from '../../src/store/suppressions.js';
import { mainFile } from '../support/command.js';
import { freePort } from '../support/port.js';
import { until } from '../support/until.js';
import { exited } from '../support/worker.js';
import { openWorld, type World } from '../support/world.js';

const secret = 'a-long-secret-word';

type Server = { readonly child: ChildProcess; readonly smtpPort: number; readonly lmtpPort: number; readonly url: string };

async function startServer(t: { after(work: () => Promise<void>): void }, { databaseUrl }: World): Promise<Server> {
  const lmtpPort = await freePort();
  const child = spawn(process.execPath, [mainFile, 'start'], {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: databaseUrl, COURANT_WEB_PORT: '0', COURANT_FEEDBACK_PORT: '0', COURANT_FEEDBACK_LMTP: String(lmtpPort), COURANT_POSTMARK_SECRET: secret },
  });
  t.after(async () => { child.kill('SIGKILL'); await exited(child); });
  let [smtpPort, url] = [0, ''];
  for await (const line of createInterface({ input: child.stderr })) {
    // Node's own warnings are no lines of the log.
    const told = (line.startsWith('{') ? JSON.parse(line) : {}) as { message?: string; port?: number; url?: string };
    if (told.message === 'feedback listener') smtpPort = told.port ?? 0;
    if (told.message === 'web pages') url = told.url ?? '';
    if (told.message === 'started') break;
  }
  child.stderr.resume();
  assert.ok(smtpPort > 0 && url !== '', 'it has started');
  return { child, smtpPort, lmtpPort, url };
}

type Ways = Readonly<Record<'smtp' | 'lmtp' | 'webhook', (server: Server) => Promise<void>>>;

async function prepare(world: World): Promise<Ways> {
  await world.subscribe('smtp@mail.example', 'lmtp@mail.example', 'webhook@mail.example');
  const campaignId = await world.freeze();
  await world.store.query("update deliveries set state = 'accepted', settled_at = now()");
  const people = await world.store.query<{ id: SubscriberId; address: string }>('select id, address from subscribers');
  const mailOf = (recipient: string) => {
    const subscriberId = people.find(({ address }) => address === recipient)?.id ?? assert.fail(recipient);
    const sender = makeEnvelopeSender(world.app.keys, { campaignId, subscriberId }, 'bounces.example');
    const raw = renderDsn({ sender, recipient, raw: Buffer.from('Subject: x\r\n\r\n'), arrivedAt: new Date(0), now: new Date(0), unique: recipient }, 'user-unknown');
    return { envelope: { from: '', to: [sender] }, raw };
  };
  const handIn = (port: number, isLmtp: boolean, recipient: string) => async (): Promise<void> => {
    const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, lmtp: isLmtp });
    await transport.sendMail(mailOf(recipient)).finally(() => transport.close());
  };
  return {
    smtp: ({ smtpPort }) => handIn(smtpPort, false, 'smtp@mail.example')(),
    lmtp: ({ lmtpPort }) => handIn(lmtpPort, true, 'lmtp@mail.example')(),
    webhook: async ({ url }) => {
      const response = await fetch(`${url}/hooks/postmark/${secret}`, { method: 'POST', body: JSON.stringify({ RecordType: 'Bounce', ID: 1, Type: 'HardBounce', Email: 'webhook@mail.example', Details: '550 5.1.1 user unknown' }) });
      assert.equal(response.status, 200);
    },
  };
}

test('no intake answers before it has kept the message, and nothing that was answered is lost by a kill', async (t) => {
  const world = await openWorld(t);
  const ways = await prepare(world);
  const first = await startServer(t, world);
  // Nothing can be kept as long as this lock is held.
  const lock = await world.store.connect();
  await lock.query('begin; lock table feedback in exclusive mode');
  let answered = 0;
  const tries = Object.values(ways).map((send) => send(first).then(() => { answered += 1; return 'answered'; }, () => 'cut off'));
  await until('all of them to wait for the database', async () => {
    const [row] = await world.store.query<{ count: number }>("select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '%into feedback%'");
    return row?.count === tries.length;
  });
  assert.equal(answered, 0);
  first.child.kill('SIGKILL');
  assert.deepEqual(new Set(await Promise.all(tries)), new Set(['cut off']));
  await lock.query('rollback');
  lock.release();

  const second = await startServer(t, world);
  await Promise.all(Object.values(ways).map((send) => send(second)));
  second.child.kill('SIGKILL');
  await exited(second.child);
  const kept = await world.store.query<{ source: string }>('select source from feedback order by source');
  assert.deepEqual(kept, [{ source: 'lmtp' }, { source: 'postmark' }, { source: 'smtp' }]);
  await applyWaiting(world.app);
  for (const way of Object.keys(ways)) assert.equal((await findSuppressions(world.store, `${way}@mail.example`)).length, 1, way);
});
