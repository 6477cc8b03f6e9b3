/** A full disk stops the sending with one clear sentence, and leaves a ledger that goes on once there is room. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { test } from 'node:test';
import { openApp } from '../../src/app.js';
import { addList } from '../../src/audience/lists.js';
import { addSubscriber } from '../../src/audience/subscribers.js';
import { auditCampaign } from '../../src/campaign/audit.js';
import { freezeAudience } from '../../src/campaign/freeze.js';
import { planCampaign } from '../../src/campaign/plan.js';
import { streamCatcherLog } from '../../src/catcher/catcher-log.js';
import { systemClock } from '../../src/clock.js';
import { configSchema } from '../../src/config.js';
import { silentLog } from '../../src/log.js';
import { packagePath } from '../../src/package-root.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { openCatcher } from '../catcher/support.js';
import { sampleEdition } from '../support/edition.js';
import { freePort } from '../support/port.js';
import { skipUnless } from '../support/require.js';
import { mountSmallDisk } from '../support/small-disk.js';
import { exited } from '../support/worker.js';
import { until } from '../support/until.js';

type Run = { readonly child: ChildProcess; readonly said: () => string };

function courant(words: readonly string[], env: Record<string, string>): Run {
  const child = spawn(process.execPath, [packagePath('bin', 'courant.js'), ...words], { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { said += text; });
  return { child, said: () => said };
}

test('a send whose disk fills up ends by itself, with status 1 and one sentence that says why', async (t) => {
  const disk = await mountSmallDisk(t, 400);
  if (skipUnless(t, disk !== undefined, 'root, to mount a small disk') || disk === undefined) return;
  const demo = courant(['demo', '--exit', '--subscribers', '600', '--rate', '40'], { COURANT_DATA_DIR: disk.path, COURANT_STOP_GRACE_SECONDS: '20' });
  t.after(async () => void demo.child.kill('SIGKILL'));
  await until('the send to begin', () => /^send/m.test(demo.said()));
  await systemClock.sleep(500);
  disk.fill();
  await until('the send to end', () => demo.child.exitCode !== null || demo.child.signalCode !== null);
  assert.equal(demo.child.exitCode, 1, demo.said().slice(-2_000));
  assert.match(demo.said(), /No room is left on the disk/);
  assert.doesNotMatch(demo.said(), /fault of Courant/);
});

test('a server whose disk fills up stops claiming, says so in /health, and goes on by itself when there is room; the history is in order', async (t) => {
  const disk = await mountSmallDisk(t, 400);
  if (skipUnless(t, disk !== undefined, 'root, to mount a small disk') || disk === undefined) return;
  const { catcher } = await openCatcher(t);
  const webPort = await freePort();
  const config = configSchema.parse({ dataDir: disk.path, relayUrl: `smtp://127.0.0.1:${catcher.port}` });
  const app = await openApp(config, { clock: systemClock, log: silentLog });
  t.after(async () => { await disk.free(); await app.close(); });
  const list = await addList(app.store, { slug: 'weekly', name: 'Weekly', from: 'Weekly <news@example.org>', lang: 'en' });
  for (let index = 0; index < 150; index += 1) await addSubscriber(app.store, { list, address: `r${index}@mail.example`, source: 'admin', at: new Date() });
  const plan = await planCampaign(app.store, systemClock, { edition: sampleEdition, listId: list.id, messageBytes: 1000, ratePerSecond: 1000, sendAt: null });
  const { campaignId } = await freezeAudience(app.store, plan, { assets: [], ratePerSecond: null, sendAt: null, notAfter: null, isAgain: false });
  const server = courant(['start'], {
    COURANT_DATA_DIR: disk.path, COURANT_WEB_PORT: String(webPort), COURANT_RELAY_URL: String(config.relayUrl), COURANT_RELAY_RATE_PER_SECOND: '15', COURANT_LOG_LEVEL: 'error', COURANT_STOP_GRACE_SECONDS: '20',
  });
  t.after(async () => void server.child.kill('SIGKILL'));
  await until('the first mails', () => catcher.mails().total >= 10);
  disk.fill();
  const health = async (): Promise<string> => fetch(`http://127.0.0.1:${webPort}/health`).then(async (response) => `${response.status} ${await response.text()}`, () => '');
  await until('/health to say that the disk is full', async () => (await health()).startsWith('503'));
  await disk.free();
  await until('the campaign to finish', async () => (await findCampaign(app.store, campaignId).catch(() => undefined))?.state === 'finished');
  await until('/health to be well', async () => (await health()).startsWith('200'));
  server.child.kill('SIGTERM');
  await exited(server.child);
  assert.equal(server.child.exitCode, 0, server.said().slice(-2_000));
  const campaign = await findCampaign(app.store, campaignId);
  assert.ok(campaign);
  const audit = await auditCampaign(app.store, campaign, { keys: app.keys, connectionCount: config.relayConnections, log: streamCatcherLog(catcher.logPath) });
  assert.deepEqual(audit.violations, []);
});
