/** A random program of faults over a small campaign: made from a seed, printed for people, shrunk step by step. Pure. */
import { sendPoints, type SendPoint } from '../../src/delivery/points.js';

export type WirePhase = 'greeting' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot' | 'starttls';
/** `lose-reply`: the server gets everything, and its answer gets lost. `kill`: the sender dies at that moment. */
export type WireFault = 'close' | 'hang' | '421' | '451' | '554' | 'garbage' | 'lose-reply' | 'kill';

export type Action =
  | { readonly kind: 'kill'; readonly at: 'now' | SendPoint; readonly nth: number }
  | { readonly kind: 'wire'; readonly phase: WirePhase; readonly fault: WireFault; readonly count: number }
  | { readonly kind: 'queue'; readonly what: 'flush' | 'double' | 'restart' }
  | { readonly kind: 'database'; readonly what: 'disconnect' | 'lock' | 'read-only' | 'restart' | 'full'; readonly forMs: number }
  | { readonly kind: 'time'; readonly what: 'jump'; readonly byHours: number }
  | { readonly kind: 'time'; readonly what: 'sleep'; readonly forMs: number; readonly isTakenOver: boolean }
  | { readonly kind: 'people'; readonly what: 'pause' | 'resume' | 'cancel' | 'unsubscribe' | 'suppress' | 'start-twice' | 'stop'; readonly who: number };

/** `afterMs` since the step before. */
export type Step = { readonly afterMs: number; readonly action: Action };

export type Program = {
  readonly seed: number;
  /** A word for each reader, which the catcher obeys; empty: a mailbox that takes its mail. */
  readonly readers: readonly string[];
  readonly ratePerSecond: number;
  readonly connections: number;
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

const words = ['refuse', 'later', '421', 'policy', 'data4', 'data5', 'late', 'hang', 'close', 'garbage', 'cut'] as const;
const wireFaults: Readonly<Record<WirePhase, readonly WireFault[]>> = {
  greeting: ['close', 'hang', '421', '554', 'garbage'], ehlo: ['close', 'hang', '421'], starttls: ['close', 'hang'],
  mail: ['close', 'hang', '421', '451', '554', 'garbage'], rcpt: ['close', 'hang', '421', '451', '554', 'garbage'], data: ['close', 'hang', '421', '451', '554', 'garbage'],
  body: ['close', 'kill'], dot: ['lose-reply', 'kill'],
};

export type Abilities = { readonly hasRedis: boolean; readonly canFill: boolean };

export function makeProgram(seed: number, able: Abilities): Program {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const readerCount = 5 + below(26);
  const readers = Array.from({ length: readerCount }, () => (random() < 0.25 ? pick(words) : ''));
  const isTls = random() < 0.1;
  const action = (): Action => {
    switch (pick(['kill', 'kill', 'wire', 'wire', 'queue', 'database', 'time', 'people', 'people'] as const)) {
      case 'kill': return { kind: 'kill', at: pick(['now', ...sendPoints]), nth: 1 + below(4) };
      case 'wire': {
        const phase = isTls ? 'starttls' : pick(['greeting', 'ehlo', 'mail', 'rcpt', 'data', 'body', 'body', 'dot', 'dot'] as const);
        return { kind: 'wire', phase, fault: pick(wireFaults[phase]), count: 1 + below(2) };
      }
      case 'queue': return { kind: 'queue', what: pick(['flush', 'double', 'restart']) };
      case 'database': return { kind: 'database', what: pick(['disconnect', 'disconnect', 'lock', 'lock', 'read-only', ...(seed % 5 === 0 ? ['restart' as const, ...(able.canFill ? ['full' as const] : [])] : [])]), forMs: 50 + below(400) };
      case 'time': return random() < 0.5 ? { kind: 'time', what: 'jump', byHours: pick([-24, -1, 1, 24]) } : { kind: 'time', what: 'sleep', forMs: 100 + below(500), isTakenOver: random() < 0.6 };
      case 'people': return { kind: 'people', what: pick(['pause', 'resume', 'cancel', 'unsubscribe', 'unsubscribe', 'suppress', 'start-twice', 'start-twice', 'stop']), who: below(readerCount) };
    }
  };
  return {
    seed, readers, isTls,
    ratePerSecond: pick([25, 100, 1000]),
    connections: 1 + below(5),
    queue: able.hasRedis && seed % 4 === 3 ? 'redis' : 'postgres',
    resolve: pick(['leave', 'leave', 'resend', 'assume-delivered']),
    steps: Array.from({ length: 1 + below(6) }, () => ({ afterMs: below(200), action: action() })),
  };
}

/** Does it need a database server of its own, which may be stopped and filled? */
export function isRough(program: Program): boolean {
  return program.steps.some(({ action }) => action.kind === 'database' && (action.what === 'restart' || action.what === 'full'));
}

export function renderProgram(program: Program): string {
  const head = `seed ${program.seed}: ${program.readers.length} readers (${program.readers.map((word) => word || '-').join(' ')}), ${program.ratePerSecond}/s, ${program.connections} connections, queue on ${program.queue}${program.isTls ? ', STARTTLS' : ''}, doubt: ${program.resolve}`;
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
  return [...without, ...plain, ...fewer, ...quiet, ...single, ...(program.queue === 'redis' ? [{ ...program, queue: 'postgres' as const }] : [])];
}
