/** What the events of one person tell by themselves, with the state the ledger holds now: I6 to I9. Pure. */
import { finalStates, isAllowedTransition, type DeliveryState, type TransitionCause } from '../delivery/states.js';

export type EventRecord = {
  readonly subscriberId: string;
  readonly from: DeliveryState;
  readonly to: DeliveryState;
  readonly cause: string;
  readonly fence?: number | null;
};

type Row = { readonly subscriberId: string; readonly address: string; readonly state: DeliveryState };

/** What makes doubt: nothing else does. */
const doubtCauses: readonly string[] = ['timeout', 'close', 'garbage', 'recovery'] satisfies TransitionCause[];
/** Claim and mark are no events: they are as many as mails, and the row tells. */
const waiting: readonly DeliveryState[] = ['pending', 'deferred'];
const held: readonly DeliveryState[] = ['claimed', 'transmitting'];

/** `events` in the order they were written. */
export function findHistoryViolations(row: Row, events: readonly EventRecord[], wasQuiet: boolean): string[] {
  return [...doubtHasCause(row, events, wasQuiet), ...exitsFromDoubt(row, events), ...chain(row, events), ...finalIsFinal(row, events)];
}

function doubtHasCause(row: Row, events: readonly EventRecord[], wasQuiet: boolean): string[] {
  const doubts = events.filter((event) => event.to === 'in_doubt');
  const wrong = doubts.filter((event) => !doubtCauses.includes(event.cause) || wasQuiet);
  if (row.state === 'in_doubt' && doubts.length === 0) return [`I6: ${row.address} is in doubt, and no event says why`];
  return wrong.map((event) => `I6: ${row.address} was put in doubt by ${event.cause}${wasQuiet ? ', though nothing was broken' : ''}`);
}

function exitsFromDoubt(row: Row, events: readonly EventRecord[]): string[] {
  return events.filter((event) => event.from === 'in_doubt' && !isAllowedTransition('in_doubt', event.to, event.cause as TransitionCause))
    .map((event) => `I7: ${row.address} left doubt for ${event.to} by ${event.cause}`);
}

/** Each event begins where the last one ended, and a fence never goes back: else a writer wrote what was no longer its own. */
function chain(row: Row, events: readonly EventRecord[]): string[] {
  let state: DeliveryState = 'pending';
  let fence = 0;
  const violations: string[] = [];
  for (const event of events) {
    if (!follows(state, event.from)) violations.push(`I8: ${row.address} went ${event.from} -> ${event.to} while it was ${state}`);
    if ((event.fence ?? fence) < fence) violations.push(`I8: ${row.address} was written under fence ${event.fence} after fence ${fence}`);
    state = event.to;
    fence = Math.max(fence, event.fence ?? fence);
  }
  if (!follows(state, row.state)) violations.push(`I8: ${row.address} is ${row.state}, but its events end with ${state}`);
  return violations;
}

function follows(state: DeliveryState, next: DeliveryState): boolean {
  return next === state || (waiting.includes(state) && held.includes(next));
}

function finalIsFinal(row: Row, events: readonly EventRecord[]): string[] {
  return events.filter((event) => finalStates.includes(event.from)).map((event) => `I9: ${row.address} left the final state ${event.from} for ${event.to}`);
}
