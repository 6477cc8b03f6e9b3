/**
 * A sender sleeps, and others take its rows over. One that sleeps between 354 and its mark wakes while who took the row has it in hand and
 * has done nothing with it yet: a moment of a few milliseconds by nature, which is held open here.
 */
import { systemClock } from '../../src/clock.js';
import type { DatabaseFaults } from './database-faults.js';
import type { SenderProcess } from './sender-pool.js';
import type { WorkerOrder } from './worker.js';

export type TakeOver = Pick<DatabaseFaults, 'cutLocks' | 'isTakenFrom'> & {
  /** Who was told 354 and has not begun the body. */
  readonly offered: ReadonlySet<string>;
};

/** For a new process, and for whoever takes its time. */
const takeOverMs = 4_000;
/** For the sleeper to write what it wants to. */
const wokenMs = 200;

const haltAtClaim: WorkerOrder = { kind: 'strike', signal: 'SIGSTOP', at: 'claimed', nth: 1 };

type Takers = () => readonly SenderProcess[];

/** Until others have claimed what was taken from the sleeper; false when nobody does. `isHeld`: they stand still then, and what it offered is among it. */
export async function untilTaken({ takeOver, sleeper, takers, isHeld }: { takeOver: TakeOver; sleeper: SenderProcess; takers: Takers; isHeld: boolean }): Promise<boolean> {
  const offered = isHeld ? [...takeOver.offered] : [];
  const asked = new Set<SenderProcess>();
  for (const until = Date.now() + takeOverMs; Date.now() < until; await systemClock.sleep(3)) {
    const standing = isHeld ? await haltAtClaims(takers(), asked) : [];
    if (await takeOver.isTakenFrom(sleeper.instance, offered)) return true;
    // What they claimed was something else.
    for (const taker of standing) {
      taker.order(haltAtClaim);
      taker.signal('SIGCONT');
    }
  }
  return false;
}

/** Each stops at the next page that it claims; those that have. */
async function haltAtClaims(takers: readonly SenderProcess[], asked: Set<SenderProcess>): Promise<readonly SenderProcess[]> {
  for (const taker of takers) {
    if (!asked.has(taker)) taker.order(haltAtClaim);
    asked.add(taker);
  }
  const standing: SenderProcess[] = [];
  for (const taker of takers) if (await taker.isStopped()) standing.push(taker);
  return standing;
}

/** The sleeper first, and what it wants to write; then those that stand still with its rows in hand. */
export async function wakeInOrder(sleeper: SenderProcess, takers: Takers): Promise<void> {
  sleeper.signal('SIGCONT');
  await systemClock.sleep(wokenMs);
  for (const taker of takers()) wake(taker);
}

/** Also one that fell asleep just now. */
export function wake(sender: SenderProcess): void {
  sender.order({ kind: 'spare' });
  sender.signal('SIGCONT');
}
