/** Waiting for what must come true. How long that may take says nothing of the product, so the bound is wide: it only ends a test that hangs. */
import { systemClock } from '../../src/clock.js';

const patienceMs = 120_000;

/** Throws, naming `what`, when it does not hold in the end. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`waited ${patienceMs / 1000} s in vain for ${what}`);
    await systemClock.sleep(20);
  }
}
