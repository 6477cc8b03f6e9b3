/**
 * The invariants of the ledger that can be told from three records: what the server got (the catcher's log), what the ledger says, and
 * the events. Pure, so that it judges tests and exports of real campaigns alike; what a record does not hold is not judged. Names I1 to
 * I14 as in docs/architecture.md. What events alone tell is in invariants-history.ts.
 */
import { finalStates, type DeliveryState } from '../delivery/states.js';
import { countBusiest } from './busiest.js';
import { findHistoryViolations, type EventRecord } from './invariants-history.js';
import type { CampaignState } from './states.js';

/** One transaction as the server saw it. */
export type ServerRecord = {
  readonly messageId: string | null;
  readonly recipient: string;
  /** The whole body arrived. */
  readonly isComplete: boolean;
  /** The reply to the final dot; null when there was none. */
  readonly code: number | null;
  readonly sha256: string | null;
  /** When 354 was given, in milliseconds since 1970; null when it never came to that. */
  readonly bodyStartedAt?: number | null;
};

export type LedgerRecord = {
  readonly subscriberId: string;
  readonly address: string;
  readonly state: DeliveryState;
  /** When it was certain that this person left or was suppressed, in milliseconds since 1970. */
  readonly leftAt?: number | null;
  /** The states that this person may end in, whatever becomes of the jobs; only a test can know. */
  readonly expected?: readonly DeliveryState[];
};

export type Evidence = {
  readonly frozenCount: number;
  /** null: nobody kept a log. */
  readonly server: readonly ServerRecord[] | null;
  readonly ledger: readonly LedgerRecord[];
  readonly events: readonly EventRecord[];
  /** How often a process was lost, and how many SMTP transactions one may have open. */
  readonly crashCount: number;
  readonly connectionCount: number;
  readonly campaignState?: CampaignState;
  /** Nothing was broken: no doubt has a cause. */
  readonly wasQuiet?: boolean;
  readonly ratePerSecond?: number | null;
  /** How far the clocks of server and ledger may be apart. */
  readonly clockToleranceMs?: number;
};

/** Sentences about what is broken; empty when all hold. */
export function findViolations(evidence: Evidence): readonly string[] {
  const server = groupBy(evidence.server ?? [], (record) => record.recipient);
  const events = groupBy(evidence.events, (event) => event.subscriberId);
  return [
    ...frozenAudience(evidence),
    ...evidence.ledger.flatMap((row) => {
      const history = events.get(row.subscriberId) ?? [];
      const seen = evidence.server === null ? [] : perPerson(row, server.get(row.address) ?? [], history, evidence.clockToleranceMs ?? 0);
      return [...seen, ...findHistoryViolations(row, history, evidence.wasQuiet === true), ...expectedEnd(row)];
    }),
    ...boundedDoubt(evidence),
    ...convergence(evidence),
    ...rate(evidence),
  ];
}

function frozenAudience({ frozenCount, ledger, server }: Evidence): string[] {
  const known = new Set(ledger.map((row) => row.address));
  const strangers = (server ?? []).filter((record) => !known.has(record.recipient)).map((record) => `I1: a mail went to ${record.recipient}, who is not in the audience`);
  return ledger.length === frozenCount ? strangers : [`I1: ${ledger.length} rows, but ${frozenCount} were frozen`, ...strangers];
}

function perPerson(row: LedgerRecord, records: readonly ServerRecord[], events: readonly EventRecord[], toleranceMs: number): string[] {
  const complete = records.filter((record) => record.isComplete);
  const taken = complete.filter((record) => record.code === null || record.code < 400);
  const putOff = complete.filter((record) => record.code !== null && record.code >= 400 && record.code < 500);
  const resends = events.filter((event) => event.from === 'in_doubt' && event.to === 'pending' && event.cause === 'operator').length;
  const wasResolved = events.some((event) => event.from === 'in_doubt');
  const violations: string[] = [];
  if (complete.length > 1 + resends + putOff.length) violations.push(`I2: ${row.address} got ${complete.length} complete bodies, ${putOff.length} put off, ${resends} resent by an operator`);
  const isByReply = (events.findLast((event) => event.to === 'accepted')?.cause ?? 'reply') === 'reply';
  if (row.state === 'accepted' && isByReply && (taken.length < 1 || taken.length > 1 + resends)) violations.push(`I3: ${row.address} is accepted, but the server took ${taken.length}`);
  if (taken.length > 0 && !wasResolved && row.state !== 'accepted' && row.state !== 'in_doubt') violations.push(`I4: the server took a mail for ${row.address}, but the ledger says ${row.state}`);
  const { leftAt } = row;
  if (leftAt !== undefined && leftAt !== null && complete.some((record) => (record.bodyStartedAt ?? 0) > leftAt + toleranceMs)) violations.push(`I11: a body for ${row.address} began after they had left`);
  if (new Set(complete.map((record) => record.sha256)).size > 1) violations.push(`I12: ${row.address} got different bytes at different tries`);
  return violations;
}

function boundedDoubt({ events, crashCount, connectionCount }: Evidence): string[] {
  const recovered = events.filter((event) => event.to === 'in_doubt' && event.cause === 'recovery').length;
  return recovered <= crashCount * connectionCount ? [] : [`I5: ${recovered} rows in doubt after ${crashCount} crashes with ${connectionCount} connections`];
}

const settled: readonly DeliveryState[] = [...finalStates, 'in_doubt'];

/** A campaign that is over has nobody on the way. */
function convergence({ campaignState, ledger }: Evidence): string[] {
  if (campaignState !== 'finished' && campaignState !== 'cancelled') return [];
  const open = ledger.filter((row) => !settled.includes(row.state));
  return open.map((row) => `I10: the campaign is ${campaignState}, but ${row.address} is ${row.state}`);
}

/** Windows that a limit is looked at through. Messages begun at one moment may arrive apart: 5 % and one message are let through. */
const windowsMs = [1_000, 10_000, 60_000];

function rate({ ratePerSecond, server }: Evidence): string[] {
  if (ratePerSecond === undefined || ratePerSecond === null) return [];
  const times = (server ?? []).flatMap((record) => record.bodyStartedAt ?? []);
  return windowsMs.flatMap((windowMs) => {
    const most = countBusiest(times, windowMs);
    const allowed = Math.floor((ratePerSecond * 1.05 * windowMs) / 1000) + 1;
    return most > allowed ? [`I13: ${most} bodies began within ${windowMs / 1000} s, and ${ratePerSecond} a second are allowed`] : [];
  });
}

function expectedEnd(row: LedgerRecord): string[] {
  if (row.expected === undefined || row.expected.includes(row.state)) return [];
  return [`I14: ${row.address} is ${row.state}, and should be ${row.expected.join(' or ')} whatever became of the jobs`];
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
