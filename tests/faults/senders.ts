/** The sending processes of a program: started, killed, stopped, put to sleep, and always at least one at the end. */
import { systemClock } from '../../src/clock.js';
import type { SendPoint } from '../../src/delivery/points.js';
import type { Moment } from './cards.js';
import type { SenderPool, SenderProcess } from './sender-pool.js';
import { untilTaken, wake, wakeInOrder, type TakeOver } from './take-over.js';
import type { Note } from './tally.js';
import type { Opening, WorkerOrder } from './worker.js';

export type Senders = {
  start(): Promise<void>;
  /** One of them, or all. */
  kill(isAlone: boolean): void;
  dieAt(point: SendPoint, nth: number, isAlone: boolean): void;
  /** Somebody is to die, and has not. */
  isAwaited(): boolean;
  /** Nobody dies or sleeps of an earlier order any more. */
  spareAll(): void;
  jump(ms: number): void;
  /** SIGSTOP, SIGCONT; meanwhile another one may take its rows over, and it wakes when they are in other hands. */
  sleepThrough(at: Moment, forMs: number, takeOver: TakeOver | undefined): Promise<void>;
  /** What makes one come to that moment, and what happens while it stands still there. */
  sleepWhile(at: SendPoint, bring: () => Promise<void>, work: () => Promise<void>): Promise<void>;
  /** Gracefully. */
  stopOne(): Promise<void>;
  ensureOne(): Promise<void>;
  /** Gracefully; says what did not end as it should. */
  stopAll(): Promise<string[]>;
  endAll(): Promise<void>;
  /** Of all moments. */
  mostAtOnce(): number;
};

const limit = 4;

/** A moment that does not come within this time will not come. */
const standStillMs = 1_200;

async function firstStopped(senders: readonly SenderProcess[]): Promise<SenderProcess | undefined> {
  for (const until = Date.now() + standStillMs; Date.now() < until; await systemClock.sleep(10)) {
    for (const sender of senders) if (await sender.isStopped()) return sender;
  }
  return undefined;
}

/** `patienceMs`: how long a graceful stop may take. */
export function createSenders(pool: SenderPool, opening: Opening, patienceMs: number, note: Note): Senders {
  const alive = new Set<SenderProcess>();
  const all = new Set<SenderProcess>();
  const faults: string[] = [];
  let most = 0;
  /** Where the next one to die was told to. */
  let deathAt: SendPoint | undefined;
  const orderAll = (order: WorkerOrder): void => { for (const sender of alive) sender.order(order); };

  async function start(): Promise<void> {
    if (alive.size >= limit) return;
    const sender = pool.take((how) => {
      if (alive.delete(sender) && how === 'killed' && deathAt !== undefined) {
        note(`kill ${deathAt}`);
        deathAt = undefined;
      }
      if (how === 'ended by itself') faults.push('a sender ended by itself');
      if (how === 'leaking') faults.push('a sender was closed, and connections of it are still open');
    });
    alive.add(sender);
    all.add(sender);
    most = Math.max(most, alive.size);
    note(`${alive.size} at once`);
    await sender.open(opening);
  }

  async function stop(sender: SenderProcess): Promise<void> {
    faults.push(...(await sender.close(patienceMs)));
  }

  function kill(isAlone: boolean): void {
    if (alive.size > 0) note('kill now');
    for (const sender of isAlone ? [...alive].slice(0, 1) : alive) {
      sender.signal('SIGKILL');
      // Its end is told a moment later; it is nobody's sender from here on.
      alive.delete(sender);
    }
  }

  /** The first that stands still, if that moment comes; the others go on. */
  async function fallAsleep(at: Moment, bring?: () => Promise<void>): Promise<SenderProcess | undefined> {
    const asked = [...alive];
    if (at === 'now') asked[0]?.signal('SIGSTOP');
    else orderAll({ kind: 'strike', signal: 'SIGSTOP', at, nth: 1 });
    const isBrought = bring === undefined || (await bring().then(() => true, () => false));
    const sleeper = isBrought ? await firstStopped(asked) : undefined;
    for (const other of asked) if (other !== sleeper) wake(other);
    return sleeper;
  }

  return {
    start, kill,
    dieAt(at, nth, isAlone) {
      deathAt = at;
      for (const sender of isAlone ? [...alive].slice(0, 1) : alive) sender.order({ kind: 'strike', signal: 'SIGKILL', at, nth });
    },
    isAwaited: () => deathAt !== undefined && alive.size > 0,
    spareAll() {
      deathAt = undefined;
      for (const sender of alive) wake(sender);
    },
    jump(byMs) {
      if (alive.size > 0) note(byMs > 0 ? 'clock forward' : 'clock back');
      orderAll({ kind: 'jump', byMs });
    },
    async sleepThrough(at, forMs, takeOver) {
      const sleeper = await fallAsleep(at);
      if (sleeper === undefined) return;
      note(`sleep ${at}${takeOver ? ', taken over' : ''}`);
      await takeOver?.cutLocks();
      const coming = takeOver && start();
      const takers = (): SenderProcess[] => [...alive].filter((one) => one !== sleeper);
      const isHeld = at === 'offered';
      if (takeOver && (await untilTaken({ takeOver, sleeper, takers, isHeld }))) note(`woken with its rows in other hands${isHeld ? ', offered' : ''}`);
      await systemClock.sleep(forMs);
      await (takeOver && isHeld ? wakeInOrder(sleeper, takers) : sleeper.signal('SIGCONT'));
      await coming;
    },
    async sleepWhile(at, bring, work) {
      const sleeper = await fallAsleep(at, bring);
      if (sleeper) note(`sleep ${at}`);
      await work().finally(() => sleeper?.signal('SIGCONT'));
    },
    async stopOne() {
      const [first] = alive;
      if (first) await stop(first);
    },
    async ensureOne() {
      // Who fell asleep just when nobody was to sleep any more.
      for (const sender of alive) sender.signal('SIGCONT');
      if (alive.size === 0) await start();
    },
    async stopAll() {
      await Promise.all([...alive].map(stop));
      return faults;
    },
    mostAtOnce: () => most,
    async endAll() {
      for (const sender of alive) sender.signal('SIGKILL');
      await Promise.all([...all].map(({ gone }) => gone));
    },
  };
}
