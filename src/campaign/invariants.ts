/**
 * The invariants of the ledger that can be told from three records: what the server got (the catcher's log), what the ledger says, and
 * the events. Pure, so that it judges tests and exports of real campaigns alike. Names I1 to I5 and I9 as in docs/architecture.md.
 */
import { finalStates, type DeliveryState } from '../delivery/states.js';

/** One transaction as the server saw it. */
export type ServerRecord = {
  readonly messageId: string | null;
  readonly recipient: string;
  /** The whole body arrived. */
  readonly isComplete: boolean;
  /** The reply to the final dot; null when there was none. */
  readonly code: number | null;
  readonly sha256: string | null;
};

export type LedgerRecord = { readonly subscriberId: string; readonly address: string; readonly state: DeliveryState };
export type EventRecord = { readonly subscriberId: string; readonly from: DeliveryState; readonly to: DeliveryState; readonly cause: string };

export type Evidence = {
  readonly frozenCount: number;
  readonly server: readonly ServerRecord[];
  readonly ledger: readonly LedgerRecord[];
  readonly events: readonly EventRecord[];
  /** How often a process was lost, and how many SMTP transactions one may have open. */
  readonly crashCount: number;
  readonly connectionCount: number;
};

/** Sentences about what is broken; empty when all hold. */
export function findViolations(evidence: Evidence): readonly string[] {
  return [...frozenAudience(evidence), ...evidence.ledger.flatMap((row) => perPerson(evidence, row)), ...boundedDoubt(evidence), ...finalIsFinal(evidence)];
}

function frozenAudience({ frozenCount, ledger, server }: Evidence): string[] {
  const known = new Set(ledger.map((row) => row.address));
  const strangers = server.filter((record) => !known.has(record.recipient)).map((record) => `I1: a mail went to ${record.recipient}, who is not in the audience`);
  return ledger.length === frozenCount ? strangers : [`I1: ${ledger.length} rows, but ${frozenCount} were frozen`, ...strangers];
}

function perPerson(evidence: Evidence, row: LedgerRecord): string[] {
  const complete = evidence.server.filter((record) => record.recipient === row.address && record.isComplete);
  const taken = complete.filter((record) => record.code === null || record.code < 400);
  const putOff = complete.filter((record) => record.code !== null && record.code >= 400 && record.code < 500);
  const resends = evidence.events.filter((event) => event.subscriberId === row.subscriberId && event.from === 'in_doubt' && event.to === 'pending' && event.cause === 'operator').length;
  const violations: string[] = [];
  if (complete.length > 1 + resends + putOff.length) violations.push(`I2: ${row.address} got ${complete.length} complete bodies, ${putOff.length} put off, ${resends} resent by an operator`);
  if (row.state === 'accepted' && taken.length !== 1 + resends) violations.push(`I3: ${row.address} is accepted, but the server took ${taken.length}`);
  if (taken.length > 0 && row.state !== 'accepted' && row.state !== 'in_doubt') violations.push(`I4: the server took a mail for ${row.address}, but the ledger says ${row.state}`);
  if (new Set(complete.map((record) => record.sha256)).size > 1) violations.push(`I12: ${row.address} got different bytes at different tries`);
  return violations;
}

function boundedDoubt({ events, crashCount, connectionCount }: Evidence): string[] {
  const recovered = events.filter((event) => event.to === 'in_doubt' && event.cause === 'recovery').length;
  return recovered <= crashCount * connectionCount ? [] : [`I5: ${recovered} rows in doubt after ${crashCount} crashes with ${connectionCount} connections`];
}

function finalIsFinal({ events }: Evidence): string[] {
  return events.filter((event) => finalStates.includes(event.from)).map((event) => `I9: ${event.subscriberId} left the final state ${event.from} for ${event.to}`);
}
