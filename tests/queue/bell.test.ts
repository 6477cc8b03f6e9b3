/** The bell's own connections. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/clock.js';
import { toCampaignId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { openBell } from '../../src/queue/bell.js';
import { openTestStore } from '../support/database.js';

test('a bell whose connections are cut while it opens and rings may fail, but never ends the process', async (t) => {
  const store = await openTestStore(t);
  let isCutting = true;
  const cutting = (async () => {
    while (isCutting) {
      await store.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'courant-queue'").catch(() => undefined);
      await systemClock.sleep(2);
    }
  })();
  for (let times = 0; times < 15; times += 1) {
    const bell = await openBell({ store, installation: `x${times}`, clock: systemClock, log: silentLog }).catch(() => undefined);
    await bell?.ring({ campaignId: toCampaignId('1'), lane: 'rest' }).catch(() => undefined);
    await bell?.close().catch(() => undefined);
  }
  isCutting = false;
  await cutting;
  const bell = await openBell({ store, installation: 'x', clock: systemClock, log: silentLog });
  const heard = new Promise<string>((resolve) => {
    void bell.listen(async (ring) => resolve(ring.lane), 1).then(async (listener) => {
      await bell.ring({ campaignId: toCampaignId('1'), lane: 'gmail' });
      await heard;
      await listener.close();
      await bell.close();
    });
  });
  assert.equal(await heard, 'gmail');
});
