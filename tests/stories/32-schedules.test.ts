/** Schedules with a real queue and a real relay: two schedulers, one in a process of its own, and what readers and the owner get. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { addSchedule } from '../../src/schedule/keep.js';
import type { Schedule } from '../../src/schedule/schedule.js';
import { toLocalDay } from '../../src/schedule/zone.js';
import { listCampaigns } from '../../src/store/campaigns.js';
import { listNotices } from '../../src/store/notices.js';
import { listRuns } from '../../src/store/schedules.js';
import { writeIssue, writeNewsletter } from '../schedule/schedules.js';
import { exited } from '../support/worker.js';
import { openWorld, type World } from '../support/world.js';
import { until } from '../support/until.js';

const zone = 'Asia/Seoul';
const owner = { email: 'owner@desk.example' };
const schedulerEntry = fileURLToPath(new URL('../../workers/schedule.js', import.meta.url));

async function openNewspaper(t: Parameters<typeof openWorld>[0]): Promise<{ world: World; folder: string; schedule: Schedule }> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-newspaper-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeNewsletter(folder);
  const world = await openWorld(t, { config: { issuesDir: folder, publicUrl: 'https://news.example.org', owner } });
  await world.subscribe('kim@mail.example', 'lee@mail.example', 'park@other.example');
  // Half a year away: nothing but what the test makes due is looked at, ahead or in time.
  const month = ((new Date().getUTCMonth() + 6) % 12) + 1;
  const { schedule } = await addSchedule(world.app, 'rare', { issues: 'weekly/*', list: 'weekly', cron: `0 8 15 ${month} *`, zone }, { actor: 'test' });
  return { world, folder, schedule };
}

function startSchedulerProcess({ databaseUrl, config }: World): ChildProcess {
  return spawn(process.execPath, [schedulerEntry], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env, DATABASE_URL: databaseUrl, REDIS_URL: config.redisUrl ?? '', COURANT_RELAY_URL: String(config.relayUrl), COURANT_OWNER: JSON.stringify(owner),
      COURANT_ISSUES_DIR: config.issuesDir, COURANT_PUBLIC_URL: String(config.publicUrl), COURANT_LOG_LEVEL: 'error',
    },
  });
}

/** No test waits for a morning: the row is due now. Rung for more than once, so that both schedulers look. */
async function makeDue({ store, app }: World, { id }: Schedule, at: Date): Promise<void> {
  await store.query('update schedules set next_due_at = $2, version = version + 1 where id = $1', [id, at]);
  for (let ring = 0; ring < 4; ring += 1) await app.ringScheduler();
}

const acceptedFor = async (world: World, wanted: (recipient: string) => boolean) => (await world.caught()).filter(({ code, recipient }) => code === 250 && wanted(recipient));

test('with two schedulers a due issue goes to every reader once; a day without one is told the owner once', async (t) => {
  const { world, folder, schedule } = await openNewspaper(t);
  const due = new Date(Math.floor(Date.now() / 1000) * 1000);
  const other = new Date(due.getTime() - 1000);
  await writeIssue(folder, toLocalDay(due, zone));
  const child = startSchedulerProcess(world);
  t.after(async () => {
    child.kill('SIGTERM');
    await exited(child);
  });
  const scheduling = await world.app.startScheduling();
  try {
    await world.startSending();
    await makeDue(world, schedule, due);
    await until('the campaign', async () => (await listCampaigns(world.store)).length > 0);
    const [campaign] = await listCampaigns(world.store);
    assert.ok(campaign);
    assert.equal((await world.settled(campaign.id)).counts.accepted, 3);

    // Another due time finds no issue.
    await rm(join(folder, 'weekly', `${toLocalDay(due, zone)}-1`), { recursive: true });
    await makeDue(world, schedule, other);
    await until('the notice to the owner', async () => (await listNotices(world.store, 10)).some(({ mailedAt }) => mailedAt !== null));
  } finally {
    await scheduling.close();
  }
  const toReaders = await acceptedFor(world, (recipient) => recipient !== owner.email);
  assert.deepEqual(toReaders.map(({ recipient }) => recipient).toSorted(), ['kim@mail.example', 'lee@mail.example', 'park@other.example']);
  const toOwner = await acceptedFor(world, (recipient) => recipient === owner.email);
  assert.deepEqual(toOwner.map(({ subject }) => subject), [`rare: the send of ${toLocalDay(other, zone)} did not happen`]);
  assert.equal((await listCampaigns(world.store)).length, 1);
  assert.deepEqual((await listRuns(world.store, schedule.id, 10)).map(({ outcome, reason }) => `${outcome} ${reason}`), ['sent sent', 'skipped no-issue']);
});
