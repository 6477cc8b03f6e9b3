/**
 * All that may happen to a campaign, one card each. A program is dealt one card by its number, so that every card comes up in two hundred
 * programs, most of them twice; the rest of its steps are drawn by chance. Pure.
 */
import { sendPoints, type SendPoint } from '../../src/delivery/points.js';
import { refusingTables, type RefusingTable } from './refusals.js';

/** `tls`: in the middle of what is encrypted. */
export type WirePhase = 'greeting' | 'ehlo' | 'starttls' | 'tls' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot';
/** `slow`: the reply comes when the sender has given up on it. `lose-reply`: the server gets everything, and its answer gets lost. `kill`: the sender dies at that moment. */
export type WireFault = 'close' | 'hang' | 'slow' | '421' | '451' | '554' | 'garbage' | 'lose-reply' | 'kill';
export type QueueFault = 'flush' | 'double' | 'drop' | 'restart';
export type QueueKind = 'postgres' | 'redis';
/**
 * `disconnect`: every connection once. `shake`: again and again. `shake-work`: those that work, and not those that hold the lock of an engine.
 * `refuse ...`: that table takes nothing; of `epochs` and `heartbeat` this is noticed by who needs a new engine, so the old ones are lost.
 */
export type DatabaseFault = 'disconnect' | 'shake' | 'shake-work' | 'lock' | 'read-only' | 'restart' | 'full' | `refuse ${RefusingTable}`;
/** `waver`: a pause that is taken back while a sender that met it has not asked yet why its mark was refused. */
export type Person = 'pause' | 'resume' | 'waver' | 'cancel' | 'unsubscribe' | 'suppress' | 'start-twice' | 'stop';
export type Moment = 'now' | SendPoint;

export type Card =
  | { readonly kind: 'kill'; readonly at: Moment }
  | { readonly kind: 'wire'; readonly phase: WirePhase; readonly fault: WireFault }
  | { readonly kind: 'queue'; readonly what: QueueFault; readonly on: QueueKind }
  | { readonly kind: 'database'; readonly what: DatabaseFault }
  | { readonly kind: 'jump'; readonly byHours: number }
  | { readonly kind: 'sleep'; readonly at: Moment; readonly isTakenOver: boolean }
  | { readonly kind: 'people'; readonly what: Person };

/** What the server itself does; `busy` is a rule of the oracle. */
export const words = ['refuse', 'later', '421', 'policy', 'data4', 'data5', 'busy', 'late', 'hang', 'close', 'garbage', 'cut'] as const;
const anyReply = ['close', 'hang', 'slow', '421', '451', '554', 'garbage'] as const;
/** At the final dot only what leaves the server's own log right: refusals there are the readers' words. */
export const wireFaults: Readonly<Record<WirePhase, readonly WireFault[]>> = {
  greeting: anyReply, ehlo: anyReply, starttls: ['close', 'hang', 'slow', '421', '451', 'garbage'], tls: ['close', 'hang'],
  mail: anyReply, rcpt: anyReply, data: anyReply, body: ['close', 'hang', 'kill'], dot: ['lose-reply', 'slow', 'kill'],
};
export const wirePhases = Object.keys(wireFaults) as WirePhase[];
/** Behind STARTTLS the wire cannot be read, and without it there is none. */
const phasesWithTls: readonly WirePhase[] = ['greeting', 'ehlo', 'starttls', 'tls'];
const phasesWithoutTls: readonly WirePhase[] = wirePhases.filter((phase) => phase !== 'starttls' && phase !== 'tls');
export const queueFaults: readonly QueueFault[] = ['flush', 'double', 'drop', 'restart'];
export const queueKinds: readonly QueueKind[] = ['postgres', 'redis'];
export const databaseFaults: readonly DatabaseFault[] = ['disconnect', 'shake', 'shake-work', 'lock', 'read-only', ...refusingTables.map((name) => `refuse ${name}` as const)];
/** These need a server of their own. */
export const roughFaults: readonly DatabaseFault[] = ['restart', 'full'];
/** A mark is refused only where something else happened before: that moment is `waver`'s. */
export const moments: readonly Moment[] = ['now', ...sendPoints.filter((point) => point !== 'refused')];
export const people: readonly Person[] = ['pause', 'resume', 'waver', 'cancel', 'unsubscribe', 'suppress', 'start-twice', 'stop'];
const hours: readonly number[] = [-24, -1, 1, 24];

const eitherWay = [true, false] as const;
const byKind: { readonly [Kind in Card['kind']]: readonly Extract<Card, { kind: Kind }>[] } = {
  kill: moments.map((at) => ({ kind: 'kill', at })),
  wire: wirePhases.flatMap((phase) => wireFaults[phase].map((fault) => ({ kind: 'wire', phase, fault }) as const)),
  queue: queueKinds.flatMap((on) => queueFaults.map((what) => ({ kind: 'queue', what, on }) as const)),
  database: databaseFaults.map((what) => ({ kind: 'database', what })),
  jump: hours.map((byHours) => ({ kind: 'jump', byHours })),
  sleep: moments.flatMap((at) => eitherWay.map((isTakenOver) => ({ kind: 'sleep', at, isTakenOver }) as const)),
  people: people.map((what) => ({ kind: 'people', what })),
};
const deck: readonly Card[] = Object.values(byKind).flat();
/** Neighbours in the deck are alike: a prime step goes through all of it in another order. */
const dealStep = 61;

export function dealCard(seed: number): Card {
  return deck[(seed * dealStep) % deck.length] as Card;
}

/** How often each kind is drawn, of all draws. */
const kinds: readonly Card['kind'][] = ['kill', 'kill', 'wire', 'wire', 'wire', 'queue', 'database', 'sleep', 'people', 'people'];

/** What a card needs of the rest of its program. */
export type Table = { readonly isTls: boolean; readonly queue: QueueKind };

export function drawCard(pick: <Item>(items: readonly Item[]) => Item, table: Table): Card {
  const kind = pick(kinds);
  if (kind === 'wire') {
    const phase = pick(table.isTls ? phasesWithTls : phasesWithoutTls);
    return { kind, phase, fault: pick(wireFaults[phase]) };
  }
  if (kind === 'queue') return { kind, what: pick(queueFaults), on: table.queue };
  return pick<Card>(byKind[kind === 'sleep' ? pick(['sleep', 'jump'] as const) : kind]);
}

/** The wire that a card needs; undefined: either. */
export function needsTls(card: Card): boolean | undefined {
  if (card.kind !== 'wire' || card.phase === 'greeting' || card.phase === 'ehlo') return undefined;
  return phasesWithTls.includes(card.phase);
}
