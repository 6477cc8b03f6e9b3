/** A way to a relay as the product has it, but for its moments to send at: those need no database here. All lanes share them. */
import { toBatch, toPaceLimits } from '../../src/campaign/limits-in-force.js';
import type { Clock } from '../../src/clock.js';
import { openSession } from '../../src/delivery/connect.js';
import { createPacer, type SlotSource } from '../../src/delivery/pacer.js';
import type { Relay } from '../../src/delivery/relay.js';
import { createRelayHealth } from '../../src/delivery/relay-health.js';
import type { Route } from '../../src/delivery/routes.js';
import { createSessionPool } from '../../src/delivery/session-pool.js';
import { silentLog } from '../../src/log.js';
import { backMs, horizonMs, lateMs } from '../../src/store/pace.js';

/** `intervalMs`: between mails. */
export type MemoryRoute = Route & { readonly intervalMs: number };

export function openMemoryRoute(relay: Relay, clock: Clock): MemoryRoute {
  const pool = createSessionPool(relay, (signal) => openSession(relay, signal));
  const health = createRelayHealth({ name: relay.name, pool, clock, log: silentLog });
  const slots = createSlots(relay, clock);
  return { relay, pool, health, pacer: createPacer(slots, clock), intervalMs: slots.intervalMs };
}

/** The arithmetic of reserveSlots in src/store/pace.ts, for the rate of one relay. */
function createSlots({ limits }: Relay, clock: Clock): SlotSource & { readonly intervalMs: number } {
  const { intervalMs, most } = toBatch(toPaceLimits([{ key: 'relay', limits, quota: null, isShared: true, throttle: undefined }], clock.now(), ''));
  let nextAtMs = -Infinity;
  return {
    intervalMs,
    async reserve(wanted, unused) {
      const nowMs = clock.monotonicMs();
      const count = Math.min(wanted, most);
      nextAtMs -= Math.min(unused * intervalMs, backMs);
      if (count === 0 || nextAtMs > nowMs + horizonMs) return { isGranted: false, waitMs: Math.max(0, nextAtMs - horizonMs - nowMs) };
      const firstAtMs = Math.max(nextAtMs, nowMs - Math.min(lateMs, intervalMs * count));
      nextAtMs = firstAtMs + intervalMs * count;
      return { isGranted: true, count, nowMs, firstAfterMs: firstAtMs - nowMs, intervalMs };
    },
  };
}
