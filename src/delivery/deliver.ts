/**
 * The sending loop of one lane of one campaign: claim a page, pace it, hand each row to a connection, write what came of it. It looks at
 * the ledger only; which job rang does not matter, and two loops on the same lane share the rows (SKIP LOCKED).
 */
import { needsSmtpUtf8 } from '../address/international.js';
import type { Clock } from '../clock.js';
import { toUserErrors } from '../errors.js';
import type { CampaignId } from '../ids.js';
import type { Log } from '../log.js';
import { claimDeliveries, type ClaimedDelivery } from '../store/deliveries.js';
import type { Store } from '../store/store.js';
import { createClaims } from './claims.js';
import { RelayUnavailable } from './connect.js';
import type { Engine } from './engine.js';
import type { LaneGate } from './lane-gate.js';
import { judgeNoWay, judgeOutcome, toHeld, type ClassifyReply, type Judgement, type RetryPolicy } from './judge.js';
import type { Ledger } from './ledger.js';
import type { BehindDot, MarkAnswer } from './outcome.js';
import type { OnPoint } from './points.js';
import type { NoWay, Route, Routes, Seat } from './routes.js';
import type { SmtpSession } from './session.js';
import { createAhead } from './ahead.js';
import { createTrouble } from './trouble.js';
import { transmit } from './transaction.js';

export type Mail = { readonly envelopeSender: string; readonly wire: readonly Uint8Array[]; readonly is8Bit: boolean };

/** What the loop needs to know of a message; the campaign room makes it. */
export type Mailing = {
  make(row: ClaimedDelivery, session: Pick<SmtpSession, 'has8BitMime'>): Promise<Mail>;
};

export type DeliverParts = {
  readonly store: Store;
  readonly engine: Engine;
  /** Of this engine and campaign. */
  readonly ledger: Ledger;
  readonly retry: RetryPolicy;
  readonly classify: ClassifyReply;
  readonly clock: Clock;
  readonly log: Log;
  /** The reply says the address is gone. */
  suppress(row: ClaimedDelivery, judgement: Judgement): Promise<void>;
  /** What a reply says of lane and relay: to count it, and to slow down. */
  noteReply(campaignId: CampaignId, judgement: Judgement, relayName: string): Promise<void>;
  /** Nobody must be sent this any more until a person looked. */
  stopCampaign(campaignId: CampaignId, reason: string): Promise<void>;
  /** Does the campaign still send, as far as the database knows? */
  isSending(campaignId: CampaignId): Promise<boolean>;
  /** The relay cannot be used just now, or can again (null): for whoever watches. */
  noteRelay(campaignId: CampaignId, trouble: string | null): Promise<void>;
  readonly onPoint?: OnPoint | undefined;
};

export type LaneWork = { readonly campaignId: CampaignId; readonly lane: string; readonly mailing: Mailing; readonly routes: Routes; readonly pageSize: number; /** One mail, to see whether the lane takes any. */ readonly isProbe?: boolean; readonly gate: LaneGate };

/**
 * Runs until nothing of the lane is due, the campaign no longer sends, or the signal aborts. Open transactions are always finished.
 * A throw means that rows may be held that nobody writes any more: the caller ends the engine, and recovery settles them.
 */
export async function deliverLane(parts: DeliverParts, work: LaneWork, signal: AbortSignal): Promise<void> {
  const stop = AbortSignal.any([signal, parts.engine.lostSignal]);
  const lane = createLane(parts, work, stop);
  const claim = createClaims((after) => claimDeliveries(parts.store, { campaignId: work.campaignId, lane: work.lane, epoch: parts.engine.epoch, limit: work.pageSize, after }), work.pageSize);
  let following: Promise<ClaimedDelivery[]> = claim();
  try {
    let page = await following;
    while (page.length > 0) {
      parts.onPoint?.('claimed');
      // The next page is fetched while this one is sent, so that the pace has no gaps.
      following = stop.aborted || work.isProbe === true ? Promise.resolve([]) : claim();
      following.then((rows) => lane.prepare(rows), () => undefined);
      await lane.sendPage(page);
      page = await following;
      if (stop.aborted || lane.isPaused()) {
        await lane.releaseAll(page);
        break;
      }
    }
  } finally {
    // A claim that commits after its epoch was recovered would hold its rows for ever: it ends before the engine may.
    await following.catch(() => undefined);
    await lane.finishOpen();
  }
}

type Lane = {
  sendPage(page: readonly ClaimedDelivery[]): Promise<void>;
  /** Begins to make the first mails of a page that comes next. */
  prepare(page: readonly ClaimedDelivery[]): void;
  releaseAll(rows: readonly ClaimedDelivery[]): Promise<void>;
  finishOpen(): Promise<void>;
  /** The ledger said that the campaign does not send any more, or the lane must wait: what is held goes back. */
  isPaused(): boolean;
};

function createLane(parts: DeliverParts, work: LaneWork, stop: AbortSignal): Lane {
  const { ledger } = parts;
  const open = new Set<Promise<void>>();
  const trouble = createTrouble(parts, work.campaignId, stop);
  const released = { from: 'claimed', to: 'pending', cause: 'release', retryAfterSeconds: null, phase: null, code: null, enhanced: null, text: null, relay: '' } as const;
  const ahead = createAhead((row: ClaimedDelivery, has8BitMime) => work.mailing.make(row, { has8BitMime }));
  let failure: { error: unknown } | undefined;
  let isPaused = false;

  async function sendPage(page: readonly ClaimedDelivery[]): Promise<void> {
    for (let index = 0; index < page.length; index += 1) {
      const row = page[index];
      if (!row) continue;
      ahead.prepare(page, index);
      const seat = isPaused ? undefined : await enterLane(row);
      if (!seat) return releaseAll(page.slice(index));
      keepOpen(typeof seat === 'string' ? ledger.settle(judgeNoWay(seat, toHeld(row, parts.clock.now()), parts.retry)) : sendSeated(row, seat));
      if (failure) throw failure.error;
    }
  }

  async function sendSeated(row: ClaimedDelivery, seat: Seat): Promise<void> {
    const startedAtMs = parts.clock.monotonicMs();
    await sendOne(row, seat).finally(() => work.gate.leave(parts.clock.monotonicMs() - startedAtMs));
  }

  function keepOpen(doing: Promise<unknown>): void {
    const kept: Promise<void> = doing.then(() => undefined, (error: unknown) => { failure ??= { error }; }).finally(() => open.delete(kept));
    open.add(kept);
  }

  /** Who has a seat leaves the gate when its mail is done. */
  async function enterLane(row: ClaimedDelivery): Promise<Seat | NoWay | undefined> {
    if (!(await work.gate.enter(stop))) return undefined;
    let seat: Seat | NoWay | undefined;
    try {
      seat = await nextSeat(needsSmtpUtf8(row.address));
      return seat;
    } finally {
      if (typeof seat !== 'object') work.gate.leave();
    }
  }

  /** A connection first, then the slot: see the pacer. */
  async function nextSeat(isUtf8: boolean): Promise<Seat | NoWay | undefined> {
    while (!stop.aborted) {
      if (await trouble.wait()) {
        // It took a while: an operator may have paused or cancelled it meanwhile.
        isPaused ||= !(await parts.isSending(work.campaignId));
        if (isPaused) return undefined;
      }
      try {
        const seat = await work.routes.next(stop, isUtf8);
        if (seat !== 'rest' && seat !== 'stopped') return seat;
        isPaused = true;
        return undefined;
      } catch (error) {
        if (!(error instanceof RelayUnavailable)) throw error;
        if (error.isLogin || error.isTls) await parts.stopCampaign(work.campaignId, error.message);
        await trouble.add(error.message);
        if (error.isLogin || error.isTls) return undefined;
      }
    }
    return undefined;
  }

  async function sendOne(row: ClaimedDelivery, { session, route }: Seat): Promise<void> {
    const inFront = session.settled;
    let settled = (): void => undefined;
    session.settled = new Promise((resolve) => { settled = resolve; });
    try {
      await recordOutcome(row, await transact(row, { session, route }, inFront), route.relay.name, settled);
    } finally {
      settled();
    }
  }

  async function recordOutcome(row: ClaimedDelivery, judgement: Judgement, relayName: string, settled: () => void): Promise<void> {
    // One row that was withheld because of a pause speaks for all: no more connections are spent to be told the same.
    if (judgement.stop !== undefined || (judgement.settlement?.cause === 'release' && judgement.settlement.phase === null)) isPaused = true;
    const settling = judgement.settlement && ledger.settle(judgement.settlement);
    settled();
    const isCounted = await settling;
    parts.onPoint?.('settled');
    // Who is suppressed by an outcome that the ledger does not know would end as suppressed there, and not as refused.
    if (judgement.suppress && isCounted === true) await parts.suppress(row, judgement);
    if (judgement.stop !== undefined) await parts.stopCampaign(work.campaignId, judgement.stop);
    await parts.noteReply(work.campaignId, judgement, relayName);
    // A provider that asks for less is no trouble of the relay: its lane slows, and nothing waits for it.
    const isLaneMatter = judgement.slowLane !== undefined && judgement.settlement?.phase !== 'mail';
    if (judgement.isRelayTrouble && !isLaneMatter) await trouble.add(judgement.settlement?.text ?? 'connection lost');
    else if (!judgement.isAftermath) await trouble.clear();
  }

  /**
   * `inFront`: the outcome of the transaction in front on this connection was handed to the ledger, which writes in order: its row is no
   * longer transmitting when this one's mark is made (I5).
   */
  async function transact(row: ClaimedDelivery, { session, route }: Seat, inFront: Promise<void>): Promise<Judgement> {
    const { pool, relay } = route;
    let isHandedOn = false;
    const onBody = (): void => {
      if (!pool.mayFollow(session)) return;
      isHandedOn = true;
      pool.release(session);
    };
    const mark = async (): Promise<MarkAnswer> => {
      parts.onPoint?.('offered');
      await inFront;
      const answer = await ledger.mark(row);
      parts.onPoint?.('marked');
      return answer;
    };
    try {
      const message = await makeMail(row, session);
      if (typeof message === 'string') return unmakeable(row, message);
      const outcome = await transmit(session, { ...message, recipient: row.address, mark, onBody, onBehindDot: (fault) => noteBehindDot(route, fault) }, { commandMs: relay.commandTimeoutMs, replyMs: relay.replyTimeoutMs });
      parts.onPoint?.('answered');
      return judgeOutcome(outcome, toHeld(row, parts.clock.now()), relay.name, parts.retry, parts.classify);
    } catch (error) {
      session.destroy();
      throw error;
    } finally {
      if (!isHandedOn) pool.release(session);
    }
  }

  function noteBehindDot({ pool, relay }: Route, fault: BehindDot | undefined): void {
    if (pool.noteBehindDot(fault)) parts.log.warn('the relay takes no envelope behind a final dot: each mail waits for its reply from now on', { relay: relay.name, fault });
  }

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

  function unmakeable(row: ClaimedDelivery, stopReason: string): Judgement {
    return { settlement: { ...released, subscriberId: row.subscriberId, fence: row.fence }, stop: stopReason, isRelayTrouble: false };
  }

  async function releaseAll(rows: readonly ClaimedDelivery[]): Promise<void> {
    await Promise.all(rows.map((row) => ledger.settle({ ...released, subscriberId: row.subscriberId, fence: row.fence })));
  }

  return {
    sendPage,
    prepare: (page) => ahead.prepare(page, 0),
    releaseAll,
    isPaused: () => isPaused,
    async finishOpen() {
      await Promise.all(open);
      if (failure) throw failure.error;
    },
  };
}
