/** One mail over one connection: made, offered, marked, sent, and judged by what was said. What follows from that is in consequences.ts. */
import type { Clock } from '../clock.js';
import { toUserErrors } from '../errors.js';
import type { Log } from '../log.js';
import type { ClaimedDelivery } from '../store/deliveries.js';
import { createAhead } from './ahead.js';
import { judgeOutcome, toHeld, toReleased, type ClassifyReply, type Judgement, type RetryPolicy } from './judge.js';
import type { Ledger } from './ledger.js';
import type { BehindDot, MarkAnswer } from './outcome.js';
import type { OnPoint } from './points.js';
import type { Route, Seat } from './routes.js';
import type { SmtpSession } from './session.js';
import { transmit } from './transaction.js';

export type Mail = { readonly envelopeSender: string; readonly wire: readonly Uint8Array[]; readonly is8Bit: boolean };

/** What the loop needs to know of a message; the campaign room makes it. */
export type Mailing = {
  make(row: ClaimedDelivery, session: Pick<SmtpSession, 'has8BitMime'>): Promise<Mail>;
};

export type TransactParts = {
  readonly ledger: Pick<Ledger, 'mark'>;
  readonly retry: RetryPolicy;
  readonly classify: ClassifyReply;
  readonly clock: Clock;
  readonly log: Log;
  readonly onPoint?: OnPoint | undefined;
};

export type Transactions = {
  /** Begins to make the mails of a page from `from` on, as many as are kept ready. */
  prepare(page: readonly ClaimedDelivery[], from: number): void;
  /**
   * Hands the connection on, behind the final dot where the relay copes with that. `inFront`: the outcome of the transaction in front on
   * this connection was handed to the ledger, which writes in order: its row is no longer transmitting when this one's mark is made (I5).
   */
  run(row: ClaimedDelivery, seat: Seat, inFront: Promise<void>): Promise<Judgement>;
};

export function createTransactions(parts: TransactParts, mailing: Mailing): Transactions {
  const ahead = createAhead((row: ClaimedDelivery, has8BitMime) => mailing.make(row, { has8BitMime }));

  /** A mail that cannot be made for this person says so of the edition or the list: nobody gets it until somebody looked. */
  async function makeMail(row: ClaimedDelivery, session: SmtpSession): Promise<Mail | string> {
    try {
      return await ahead.take(row, session.has8BitMime);
    } catch (error) {
      const [told] = toUserErrors(error);
      if (told === undefined) throw error;
      return `the mail for subscriber ${row.subscriberId} cannot be made: ${told.message}`;
    }
  }

  function noteBehindDot({ pool, relay }: Route, fault: BehindDot | undefined): void {
    if (pool.noteBehindDot(fault)) parts.log.warn('the relay takes no envelope behind a final dot: each mail waits for its reply from now on', { relay: relay.name, fault });
  }

  async function mark(row: ClaimedDelivery, inFront: Promise<void>): Promise<MarkAnswer> {
    parts.onPoint?.('offered');
    await inFront;
    const answer = await parts.ledger.mark(row);
    parts.onPoint?.('marked');
    return answer;
  }

  return {
    prepare: (page, from) => ahead.prepare(page, from),
    async run(row, { session, route }, inFront) {
      const { pool, relay } = route;
      let isHandedOn = false;
      const onBody = (): void => {
        if (!pool.mayFollow(session)) return;
        isHandedOn = true;
        pool.release(session);
      };
      try {
        const mail = await makeMail(row, session);
        if (typeof mail === 'string') return { settlement: toReleased(row), stop: mail, isRelayTrouble: false };
        const transmission = { ...mail, recipient: row.address, mark: () => mark(row, inFront), onBody, onBehindDot: (fault: BehindDot | undefined) => noteBehindDot(route, fault) };
        const outcome = await transmit(session, transmission, { commandMs: relay.commandTimeoutMs, replyMs: relay.replyTimeoutMs });
        parts.onPoint?.('answered');
        return judgeOutcome(outcome, toHeld(row, parts.clock.now()), relay.name, parts.retry, parts.classify);
      } catch (error) {
        // The mail in front may still wait for its reply on this connection: it must not end in doubt for a fault of ours.
        await inFront;
        session.destroy();
        throw error;
      } finally {
        if (!isHandedOn) pool.release(session);
      }
    },
  };
}
