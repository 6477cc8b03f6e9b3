/**
 * For how long this process could do nothing at a stretch. Sender and mail server of the demo are one process: what comes in while it stands
 * still is seen at once afterwards, as if it had come in a burst. Measured, so that a crowded machine is not taken for a broken limit.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Each wait of the event loop is taken for this much longer than it was meant to be. */
const resolutionMs = 10;

/** Begins to watch; the function returned ends it and tells the longest standstill in milliseconds. */
export function watchStandstill(): () => number {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  return () => {
    delays.disable();
    return Math.max(0, delays.max / 1e6 - resolutionMs);
  };
}

/** A mail may meet two standstills on its way, one where it is begun and one where it arrives. */
export function allowedInASecond(ratePerSecond: number, standstillMs: number): number {
  return Math.floor(ratePerSecond * (1.05 + (2 * standstillMs) / 1000)) + 1;
}
