/**
 * A ledger in memory, for the sender without a database: states, fences, attempts and refusals as in src/store/deliveries.ts, for one process
 * and for people who do not leave meanwhile. Nothing of it outlives the process, which is what the database is for.
 */
import type { Clock } from '../../src/clock.js';
import type { ClaimPage } from '../../src/delivery/claims.js';
import type { Ledger } from '../../src/delivery/ledger.js';
import { isAllowedTransition, type DeliveryState, type TransitionCause } from '../../src/delivery/states.js';
import type { SubscriberId } from '../../src/ids.js';
import type { ClaimedDelivery, FencedRow, Settlement } from '../../src/store/deliveries.js';

export type Reader = Pick<ClaimedDelivery, 'subscriberId' | 'address' | 'name' | 'canonical'> & { readonly lane: string };

export type Row = {
  readonly reader: Reader;
  state: DeliveryState;
  fence: number;
  attempts: number;
  firstAttemptAt: Date | null;
  nextAttemptAtMs: number;
  outcome: Settlement | null;
};

/** As a claim hands it out; default: for the first time. */
export function toClaimed({ subscriberId, address, name, canonical }: Reader, { fence, attempts, firstAttemptAt }: Pick<Row, 'fence' | 'attempts' | 'firstAttemptAt'> = { fence: 1, attempts: 0, firstAttemptAt: null }): ClaimedDelivery {
  return { subscriberId, address, name, canonical, fence, attempts, firstAttemptAt, fields: null, tracked: null, variant: null };
}

export type MemoryLedger = Ledger & {
  readonly lanes: readonly string[];
  claimOf(lane: string): ClaimPage;
  readonly rows: ReadonlyMap<SubscriberId, Readonly<Row>>;
  /** Claims, marks and outcomes that did not fit what the ledger knows. */
  refusedCount(): number;
  /** From the first mark to the last outcome. */
  seconds(): number;
};

const countsAsTry: ReadonlySet<TransitionCause> = new Set(['reply', 'expired']);
const beginsAge: ReadonlySet<TransitionCause> = new Set(['reply', 'expired', 'close']);

export function createMemoryLedger(readers: readonly Reader[], clock: Clock): MemoryLedger {
  const rows = new Map<SubscriberId, Row>(readers.map((reader) => [reader.subscriberId, { reader, state: 'pending', fence: 0, attempts: 0, firstAttemptAt: null, nextAttemptAtMs: 0, outcome: null }]));
  const lanes = [...new Set(readers.map(({ lane }) => lane))];
  /** Pending and deferred rows. */
  const waiting = new Map(lanes.map((lane) => [lane, new Set<Row>()]));
  for (const row of rows.values()) waiting.get(row.reader.lane)?.add(row);
  let refused = 0;
  let firstMarkMs: number | undefined;
  let lastOutcomeMs = 0;

  /** Undefined: somebody else holds the row by now, or no way leads there. */
  function move({ subscriberId, fence }: FencedRow, from: DeliveryState, to: DeliveryState, cause: TransitionCause): Row | undefined {
    const row = rows.get(subscriberId);
    if (row === undefined || row.fence !== fence || row.state !== from || !isAllowedTransition(from, to, cause)) {
      refused += 1;
      return undefined;
    }
    row.state = to;
    return row;
  }

  function isDue(row: Row, after: bigint): boolean {
    return row.state === 'deferred' ? row.nextAttemptAtMs <= clock.monotonicMs() : BigInt(row.reader.subscriberId) > after;
  }

  function claim(row: Row): ClaimedDelivery[] {
    if (!move({ subscriberId: row.reader.subscriberId, fence: row.fence }, row.state, 'claimed', 'claim')) return [];
    row.fence += 1;
    return [toClaimed(row.reader, row)];
  }

  return {
    lanes, rows,
    claimOf(lane) {
      const queue = waiting.get(lane) ?? new Set();
      return async ({ limit, after }) => {
        const page: Row[] = [];
        for (const row of queue) {
          if (page.length === limit) break;
          if (isDue(row, after)) page.push(row);
        }
        for (const row of page) queue.delete(row);
        return page.flatMap(claim);
      };
    },
    async mark(held) {
      const row = move(held, 'claimed', 'transmitting', 'mark');
      if (row === undefined) return 'fenced';
      row.attempts += 1;
      row.firstAttemptAt ??= clock.now();
      firstMarkMs ??= clock.monotonicMs();
      return 'go';
    },
    async settle(outcome) {
      const { from, to, cause } = outcome;
      const row = move(outcome, from, to, cause);
      if (row === undefined) return false;
      if (from === 'claimed' && countsAsTry.has(cause)) row.attempts += 1;
      if (beginsAge.has(cause)) row.firstAttemptAt ??= clock.now();
      row.outcome = outcome;
      lastOutcomeMs = clock.monotonicMs();
      row.nextAttemptAtMs = lastOutcomeMs + (outcome.retryAfterSeconds ?? 0) * 1000;
      if (to === 'pending' || to === 'deferred') waiting.get(row.reader.lane)?.add(row);
      return true;
    },
    refusedCount: () => refused,
    seconds: () => (lastOutcomeMs - (firstMarkMs ?? lastOutcomeMs)) / 1000,
  };
}
