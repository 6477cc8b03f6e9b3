/**
 * Slowing down when a reply asks for it, and the way back: what is left of the rate doubles with every step of time, so nobody need
 * remember to lift it. Pure; the row is in store/limits.ts, what asks for it in refusal.ts.
 */
import type { SlowLane } from './refusal.js';

export type Throttle = {
  readonly key: string;
  /** Of the rate. */
  readonly share: number;
  readonly slowedAt: Date;
  /** What is left doubles once in this time. */
  readonly stepMs: number;
  /** One a minute until then, whatever the share. */
  readonly trickleUntil: Date | null;
  readonly reason: string;
};

/** Never less than this share: a lane that stands still cannot find out that it may go again. */
export const leastShare = 1 / 64;
/** After a trickle the rate comes back from here. */
const afterTrickle = 1 / 16;
export const trickleIntervalMs = 60_000;
/** What was under way when the first reply came says the same: within this part of a step one is enough. */
const deafPart = 1 / 60;
const leastDeafMs = 1_000;
/** `rest` is thousands of servers: what one of them says must not hold up the others for long. */
const restStepMs = 60_000;

export const deafMs = (stepMs: number): number => Math.max(leastDeafMs, stepMs * deafPart);

/** The share in force at `now`. */
export function shareAt(throttle: Pick<Throttle, 'share' | 'slowedAt' | 'stepMs' | 'trickleUntil'>, now: Date): number {
  const from = throttle.trickleUntil ?? throttle.slowedAt;
  const steps = Math.floor(Math.max(0, now.getTime() - from.getTime()) / throttle.stepMs);
  return Math.min(1, throttle.share * 2 ** Math.min(steps, 32));
}

/** When the full rate is back. */
export function recoveredAt({ share, slowedAt, stepMs, trickleUntil }: Throttle): Date {
  return new Date((trickleUntil ?? slowedAt).getTime() + Math.ceil(Math.log2(1 / share)) * stepMs);
}

/** The throttle after one more reply. `recoveryMs`: the step that is configured; the table's times are for one of 15 minutes. */
export function slowDown(before: Throttle | undefined, sign: { key: string; slow: SlowLane; said: string; at: Date; recoveryMs: number }): Throttle {
  const isRest = sign.key === 'lane:rest';
  const stepMs = isRest ? Math.min(restStepMs, sign.recoveryMs) : sign.recoveryMs;
  const left = before === undefined ? 1 : shareAt(before, sign.at);
  const base = { key: sign.key, slowedAt: sign.at, stepMs, reason: sign.said };
  if (sign.slow.to === 'half' || isRest) return { ...base, share: Math.max(leastShare, left / 2), trickleUntil: null };
  const holdMs = (sign.slow.seconds / 900) * sign.recoveryMs;
  return { ...base, share: Math.max(leastShare, Math.min(afterTrickle, left / 2)), trickleUntil: new Date(sign.at.getTime() + holdMs) };
}

/** The interval between mails that a throttle asks for, of what it is without one. */
export function throttledInterval(intervalMs: number, throttle: Throttle | undefined, now: Date): number {
  if (throttle === undefined) return intervalMs;
  const slowed = intervalMs / shareAt(throttle, now);
  return throttle.trickleUntil !== null && throttle.trickleUntil > now ? Math.max(trickleIntervalMs, slowed) : slowed;
}
