/** Mails of the program's own count against the relay they go through. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewRelays } from '../../src/campaign/lane-view.js';
import { createRelayTurns } from '../../src/campaign/relay-turn.js';
import { systemClock } from '../../src/clock.js';
import { configSchema } from '../../src/config.js';
import { toRelays } from '../../src/delivery/relay.js';
import { openTestStore } from '../support/database.js';

test('a confirmation or a notice takes a slot of the rate and of the quota; with the quota used it must wait', async (t) => {
  const store = await openTestStore(t);
  const config = configSchema.parse({ relays: [{ name: 'small', url: 'smtp://127.0.0.1:1', ratePerSecond: 20, dailyQuota: 3 }] });
  const takeTurn = createRelayTurns({ store, clock: systemClock, config });
  const [relay] = toRelays(config);
  assert.ok(relay);
  const begun = performance.now();
  assert.deepEqual([await takeTurn(relay), await takeTurn(relay), await takeTurn(relay)], [true, true, true]);
  assert.ok(performance.now() - begun > 70, 'three at 20 a second, the first at once');
  assert.equal(await takeTurn(relay), false);
  assert.deepEqual((await viewRelays(store, config, new Date())).map(({ usedToday, quotaToday }) => [usedToday, quotaToday]), [[3, 3]]);
});
