/** The right to hand one mail of the program's own (a confirmation, a notice to the owner) to a relay: it counts against the relay's rate and quota like any other. */
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import type { TakeTurn } from '../delivery/relay.js';
import { openZone, toLocalDay } from '../schedule/zone.js';
import { readPaceState } from '../store/limits.js';
import { ensurePace, reserveSlots } from '../store/pace.js';
import type { Store } from '../store/store.js';
import { findRelayLimit, toPaceLimits } from './limits-in-force.js';

const patienceMs = 5_000;

export function createRelayTurns({ store, clock, config }: { readonly store: Store; readonly clock: Clock; readonly config: Pick<Config, 'quotaTimeZone'> }): TakeTurn {
  const quotaZone = openZone(config.quotaTimeZone);
  return async (relay) => {
    await ensurePace(store, [`relay:${relay.name}`]);
    const endMs = clock.monotonicMs() + patienceMs;
    for (;;) {
      const now = clock.now();
      const limits = toPaceLimits([findRelayLimit(await readPaceState(store), { quotaZone }, relay, now)], now, toLocalDay(now, quotaZone));
      const reserved = await reserveSlots(store, limits, { count: 1, unused: 0 });
      if (reserved.isGranted) {
        await clock.sleep(Math.max(0, reserved.firstAfterMs));
        return true;
      }
      if (reserved.isQuotaUsed || clock.monotonicMs() + reserved.waitMs > endMs) return false;
      await clock.sleep(Math.max(1, reserved.waitMs));
    }
  };
}
