/** The rows of one lane that this process holds: each gets a seat and is sent beside the others, or goes back. */
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import type { ClaimedDelivery } from '../store/deliveries.js';
import { followJudgement, isPausing, type ConsequenceParts } from './consequences.js';
import { judgeNoWay, toHeld, toReleased } from './judge.js';
import type { Ledger } from './ledger.js';
import type { Seat } from './routes.js';
import { createSeats, type SeatParts, type SeatWork } from './seats.js';
import { createTransactions, type Mailing, type TransactParts } from './transact.js';
import { createTrouble, type TroubleParts } from './trouble.js';

export type LaneParts = SeatParts & TransactParts & ConsequenceParts & TroubleParts & { readonly ledger: Ledger; readonly clock: Clock; readonly log: Log };
export type LaneWork = SeatWork & { readonly mailing: Mailing };

export type Lane = {
  sendPage(page: readonly ClaimedDelivery[]): Promise<void>;
  /** Begins to make the first mails of a page that comes next. */
  prepare(page: readonly ClaimedDelivery[]): void;
  releaseAll(rows: readonly ClaimedDelivery[]): Promise<void>;
  /** Throws what went wrong under way. */
  finishOpen(): Promise<void>;
  /** The ledger said that the campaign does not send any more, or the lane must wait: what is held goes back. */
  isPaused(): boolean;
};

export function createLane(parts: LaneParts, work: LaneWork, stop: AbortSignal): Lane {
  const { ledger, clock } = parts;
  const trouble = createTrouble(parts, work.campaignId, stop);
  const seats = createSeats(parts, work, trouble, stop);
  const transactions = createTransactions(parts, work.mailing);
  const open = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;

  async function sendPage(page: readonly ClaimedDelivery[]): Promise<void> {
    for (const [index, row] of page.entries()) {
      transactions.prepare(page, index);
      const seat = await seats.take(row.address);
      if (!seat) return releaseAll(page.slice(index));
      keepOpen(typeof seat === 'string' ? ledger.settle(judgeNoWay(seat, toHeld(row, clock.now()), parts.retry)) : sendSeated(row, seat));
      if (failure) throw failure.error;
    }
  }

  function keepOpen(doing: Promise<unknown>): void {
    const kept: Promise<void> = doing.then(() => undefined, (error: unknown) => { failure ??= { error }; }).finally(() => open.delete(kept));
    open.add(kept);
  }

  async function sendSeated(row: ClaimedDelivery, seat: Seat): Promise<void> {
    const startedAtMs = clock.monotonicMs();
    await sendOne(row, seat).finally(() => seats.leave(clock.monotonicMs() - startedAtMs));
  }

  async function sendOne(row: ClaimedDelivery, seat: Seat): Promise<void> {
    const inFront = seat.session.settled;
    let settled = (): void => undefined;
    seat.session.settled = new Promise((resolve) => { settled = resolve; });
    try {
      const judgement = await transactions.run(row, seat, inFront);
      if (isPausing(judgement)) seats.close();
      await followJudgement(parts, work.campaignId, trouble, { row, judgement, relayName: seat.route.relay.name }, settled);
    } finally {
      settled();
    }
  }

  async function releaseAll(rows: readonly ClaimedDelivery[]): Promise<void> {
    await Promise.all(rows.map((row) => ledger.settle(toReleased(row))));
  }

  return {
    sendPage,
    prepare: (page) => transactions.prepare(page, 0),
    releaseAll,
    isPaused: () => seats.isClosed(),
    async finishOpen() {
      await Promise.all(open);
      if (failure) throw failure.error;
    },
  };
}
