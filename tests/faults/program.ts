/** A random program of faults over a small campaign: made from a seed, printed for people, shrunk step by step. Pure. */
import { sendPoints, type SendPoint } from '../../src/delivery/points.js';

/** `tls`: in the middle of what is encrypted. */
export type WirePhase = 'greeting' | 'ehlo' | 'starttls' | 'tls' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot';
/** `slow`: the reply comes when the sender has given up on it. `lose-reply`: the server gets everything, and its answer gets lost. `kill`: the sender dies at that moment. */
export type WireFault = 'close' | 'hang' | 'slow' | '421' | '451' | '554' | 'garbage' | 'lose-reply' | 'kill';
export type QueueFault = 'flush' | 'double' | 'drop' | 'restart';
export type DatabaseFault = 'disconnect' | 'lock' | 'read-only' | 'restart' | 'full';
export type Person = 'pause' | 'resume' | 'cancel' | 'unsubscribe' | 'suppress' | 'start-twice' | 'stop';
export type Moment = 'now' | SendPoint;

export type Action =
  | { readonly kind: 'kill'; readonly at: Moment; readonly nth: number }
  /** `count`: how often, in `tls` after how many pieces. */
  | { readonly kind: 'wire'; readonly phase: WirePhase; readonly fault: WireFault; readonly count: number }
  | { readonly kind: 'queue'; readonly what: QueueFault; readonly forMs: number }
  | { readonly kind: 'database'; readonly what: DatabaseFault; readonly forMs: number }
  | { readonly kind: 'time'; readonly what: 'jump'; readonly byHours: number }
  | { readonly kind: 'time'; readonly what: 'sleep'; readonly at: Moment; readonly forMs: number; readonly isTakenOver: boolean }
  | { readonly kind: 'people'; readonly what: Person; readonly who: number };

/** `afterMs` since the step before. */
export type Step = { readonly afterMs: number; readonly action: Action };

export type Program = {
  readonly seed: number;
  /** A word for each reader, which the catcher obeys; empty: a mailbox that takes its mail. */
  readonly readers: readonly string[];
  readonly ratePerSecond: number;
  readonly connections: number;
  /** Mails until a connection is given up for a new one. */
  readonly mailsPerConnection: number;
  /** Processes that send, as on several machines. */
  readonly senders: number;
  readonly queue: 'postgres' | 'redis';
  /** STARTTLS between sender and server. */
  readonly isTls: boolean;
  /** What the operator does about doubt at the end. */
  readonly resolve: 'leave' | 'resend' | 'assume-delivered';
  readonly steps: readonly Step[];
};

export type Random = () => number;

/** mulberry32: small, and the same everywhere. */
export function createRandom(seed: number): Random {
  let state = (seed * 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What the server itself does; `busy` is a rule of the oracle. */
export const words = ['refuse', 'later', '421', 'policy', 'data4', 'data5', 'busy', 'late', 'hang', 'close', 'garbage', 'cut'] as const;
const anyReply = ['close', 'hang', 'slow', '421', '451', '554', 'garbage'] as const;
/** At the final dot only what leaves the server's own log right: refusals there are the readers' words. */
export const wireFaults: Readonly<Record<WirePhase, readonly WireFault[]>> = {
  greeting: anyReply, ehlo: anyReply, starttls: ['close', 'hang', 'slow', '421', '451', 'garbage'], tls: ['close', 'hang'],
  mail: anyReply, rcpt: anyReply, data: anyReply, body: ['close', 'hang', 'kill'], dot: ['lose-reply', 'slow', 'kill'],
};
export const queueFaults: readonly QueueFault[] = ['flush', 'double', 'drop', 'restart'];
/** These need a server of their own. */
const roughFaults: readonly DatabaseFault[] = ['restart', 'full'];
export const moments: readonly Moment[] = ['now', ...sendPoints];
export const people: readonly Person[] = ['pause', 'resume', 'cancel', 'unsubscribe', 'unsubscribe', 'suppress', 'start-twice', 'start-twice', 'stop'];

export type Abilities = { readonly hasRedis: boolean; readonly canFill: boolean };
type Choice = { readonly below: (limit: number) => number; readonly pick: <Item>(items: readonly Item[]) => Item; readonly chance: (share: number) => boolean };

export function makeProgram(seed: number, able: Abilities): Program {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const choice: Choice = { below, pick: <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item, chance: (share) => random() < share };
  const readers = Array.from({ length: 5 + below(26) }, () => (choice.chance(0.25) ? choice.pick(words) : ''));
  const isTls = choice.chance(0.12);
  const isRough = choice.chance(0.1);
  const steps = Array.from({ length: 1 + below(6) }, () => ({ afterMs: below(200), action: makeAction(choice, isTls, readers.length) }));
  const rough: readonly Step[] = isRough ? [{ afterMs: below(200), action: { kind: 'database', what: able.canFill ? choice.pick(roughFaults) : 'restart', forMs: 50 + below(400) } }] : [];
  return {
    seed, readers, isTls,
    // Slow enough that most of what breaks breaks in the middle of it.
    ratePerSecond: choice.pick([12, 25, 50, 1000]),
    connections: 1 + below(5),
    mailsPerConnection: choice.pick([1, 3, 100]),
    senders: choice.pick([1, 1, 1, 2, 3, 4]),
    queue: able.hasRedis && choice.chance(0.3) ? 'redis' : 'postgres',
    resolve: choice.pick(['leave', 'leave', 'resend', 'assume-delivered']),
    steps: [...steps.slice(0, 3), ...rough, ...steps.slice(3)],
  };
}

function makeAction({ below, pick, chance }: Choice, isTls: boolean, readerCount: number): Action {
  switch (pick(['kill', 'kill', 'wire', 'wire', 'wire', 'queue', 'database', 'time', 'people', 'people'] as const)) {
    case 'kill': return { kind: 'kill', at: pick(moments), nth: 1 + below(4) };
    case 'wire': {
      // Behind STARTTLS the wire cannot be read.
      const phase = isTls ? pick(['greeting', 'ehlo', 'starttls', 'tls', 'tls', 'tls'] as const) : pick(['greeting', 'ehlo', 'mail', 'rcpt', 'data', 'body', 'body', 'dot', 'dot'] as const);
      return { kind: 'wire', phase, fault: pick(wireFaults[phase]), count: phase === 'tls' ? 1 + below(12) : 1 + below(2) };
    }
    case 'queue': return { kind: 'queue', what: pick(queueFaults), forMs: 200 + below(800) };
    case 'database': return { kind: 'database', what: pick(['disconnect', 'disconnect', 'lock', 'lock', 'read-only']), forMs: 50 + below(400) };
    case 'time': return chance(0.4) ? { kind: 'time', what: 'jump', byHours: pick([-24, -1, 1, 24]) } : { kind: 'time', what: 'sleep', at: pick(moments), forMs: 100 + below(500), isTakenOver: chance(0.6) };
    case 'people': return { kind: 'people', what: pick(people), who: below(readerCount) };
  }
}

/** Does it need a database server of its own, which may be stopped and filled? */
export function isRough(program: Program): boolean {
  return program.steps.some(({ action }) => action.kind === 'database' && roughFaults.includes(action.what));
}

export function renderProgram(program: Program): string {
  const head = `seed ${program.seed}: ${program.readers.length} readers (${program.readers.map((word) => word || '-').join(' ')}), ${program.ratePerSecond}/s, ${program.senders} senders with ${program.connections} connections of ${program.mailsPerConnection} mails, queue on ${program.queue}${program.isTls ? ', STARTTLS' : ''}, doubt: ${program.resolve}`;
  return [head, ...program.steps.map(({ afterMs, action }, index) => `  ${index + 1}. after ${afterMs} ms: ${Object.values(action).join(' ')}`)].join('\n');
}

/** Programs that are a little smaller, the boldest cuts first. */
export function smallerPrograms(program: Program): Program[] {
  const without = program.steps.map((_, index) => ({ ...program, steps: program.steps.toSpliced(index, 1) }));
  const half = Math.ceil(program.readers.length / 2);
  const fewer = program.readers.length > 1 ? [{ ...program, readers: program.readers.slice(0, half) }, { ...program, readers: program.readers.slice(half) }] : [];
  const plain = program.readers.some((word) => word !== '') ? [{ ...program, readers: program.readers.map(() => '') }] : [];
  const quiet = program.resolve === 'leave' ? [] : [{ ...program, resolve: 'leave' as const }];
  const single = program.connections > 1 ? [{ ...program, connections: 1 }] : [];
  const alone = program.senders > 1 ? [{ ...program, senders: 1 }] : [];
  return [...without, ...plain, ...fewer, ...quiet, ...alone, ...single, ...(program.queue === 'redis' ? [{ ...program, queue: 'postgres' as const }] : [])];
}
