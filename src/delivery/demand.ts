/** How many messages are started in a moment, from how many were started just now: what is worth reserving ahead. */
import type { Clock } from '../clock.js';

export type Demand = {
  /** One was started. */
  note(): void;
  /** So many start in the next moment, if it goes on like this. */
  soon(): number;
};

/** What lies further back is forgotten: a worker that falls idle soon asks for no more than it needs. */
const memoryMs = 100;
/** What is reserved lasts about so long. */
const momentMs = 50;

export function createDemand(clock: Pick<Clock, 'monotonicMs'>): Demand {
  let count = 0;
  let countedAtMs = 0;
  function decay(): number {
    const now = clock.monotonicMs();
    count *= Math.exp((countedAtMs - now) / memoryMs);
    countedAtMs = now;
    return count;
  }
  return {
    note() { count = decay() + 1; },
    soon: () => Math.round(decay() * (momentMs / memoryMs)),
  };
}
