/** A random program of faults over a small campaign: made from a seed, printed for people, shrunk step by step. Pure. */
import { dealCard, drawCard, needsTls, roughFaults, words, type Card, type DatabaseFault, type Moment, type Person, type QueueFault, type QueueKind, type WireFault, type WirePhase } from './cards.js';

export type Action =
  /** `isAlone`: the others go on. */
  | { readonly kind: 'kill'; readonly at: Moment; readonly nth: number; readonly isAlone: boolean }
  /** `count`: how often, in `tls` after how many pieces. */
  | { readonly kind: 'wire'; readonly phase: WirePhase; readonly fault: WireFault; readonly count: number }
  | { readonly kind: 'queue'; readonly what: QueueFault; readonly forMs: number }
  | { readonly kind: 'database'; readonly what: DatabaseFault; readonly forMs: number }
  | { readonly kind: 'jump'; readonly byHours: number }
  /** Taken over, it sleeps until somebody else has claimed what it held, and `forMs` more. */
  | { readonly kind: 'sleep'; readonly at: Moment; readonly forMs: number; readonly isTakenOver: boolean }
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
  readonly queue: QueueKind;
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

export type Abilities = { readonly hasRedis: boolean; readonly canFill: boolean };
type Choice = { readonly below: (limit: number) => number; readonly pick: <Item>(items: readonly Item[]) => Item; readonly chance: (share: number) => boolean };

export function makeProgram(seed: number, able: Abilities): Program {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const choice: Choice = { below, pick: <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item, chance: (share) => random() < share };
  const readers = Array.from({ length: 5 + below(26) }, () => (choice.chance(0.25) ? choice.pick(words) : ''));
  const card = dealCard(seed);
  const isTls = needsTls(card) ?? choice.chance(0.08);
  const queue = !able.hasRedis ? 'postgres' : card.kind === 'queue' ? card.on : choice.chance(0.3) ? 'redis' : 'postgres';
  // The card that was dealt comes first: what waits for its moment before anything is claimed, everything else while mails are under way.
  const dealt: Step = { afterMs: below(60) + (awaitsMoment(card) ? 0 : firstClaimMs), action: makeAction(choice, card, readers.length) };
  const drawn = Array.from({ length: below(6) }, () => ({ afterMs: below(200), action: makeAction(choice, drawCard(choice.pick, { isTls, queue }), readers.length) }));
  const rough: readonly Step[] = choice.chance(0.1) ? [{ afterMs: below(200), action: { kind: 'database', what: able.canFill ? choice.pick(roughFaults) : 'restart', forMs: 50 + below(400) } }] : [];
  return {
    seed, readers, isTls, queue,
    // Slow enough that most of what breaks breaks in the middle of it.
    ratePerSecond: choice.pick([12, 25, 50, 1000]),
    connections: 1 + below(5),
    mailsPerConnection: choice.pick([1, 3, 100]),
    senders: choice.pick([1, 1, 1, 2, 3, 4]),
    resolve: choice.pick(['leave', 'leave', 'resend', 'assume-delivered']),
    steps: [dealt, ...drawn.slice(0, 2), ...rough, ...drawn.slice(2)],
  };
}

/** By then a running sender has begun. */
const firstClaimMs = 300;

function awaitsMoment(card: Card): boolean {
  return card.kind === 'wire' || ((card.kind === 'kill' || card.kind === 'sleep') && card.at !== 'now');
}

function makeAction({ below, chance }: Choice, card: Card, readerCount: number): Action {
  switch (card.kind) {
    // A page of readers is claimed once, and most have one page.
    case 'kill': return { ...card, nth: card.at === 'claimed' ? 1 : 1 + below(4), isAlone: chance(0.5) };
    case 'wire': return { ...card, count: card.phase === 'tls' ? 1 + below(12) : 1 + below(2) };
    case 'queue': return { kind: 'queue', what: card.what, forMs: 200 + below(800) };
    case 'database': return { ...card, forMs: 50 + below(400) };
    case 'jump': return card;
    case 'sleep': return { ...card, forMs: card.isTakenOver && chance(0.5) ? 0 : 100 + below(500) };
    case 'people': return { ...card, who: below(readerCount) };
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
