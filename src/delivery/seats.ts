/**
 * The seats of one lane: a place among the mails under way, a connection, and the right to send now. Closed when the campaign does not send
 * any more or the lane must wait: what is held goes back then.
 */
import { needsSmtpUtf8 } from '../address/international.js';
import type { CampaignId } from '../ids.js';
import { RelayUnavailable } from './connect.js';
import type { LaneGate } from './lane-gate.js';
import type { NoWay, Routes, Seat } from './routes.js';
import type { Trouble } from './trouble.js';

export type SeatParts = {
  /** Does the campaign still send, as far as the database knows? */
  isSending(campaignId: CampaignId): Promise<boolean>;
  /** Nobody must be sent this any more until a person looked. */
  stopCampaign(campaignId: CampaignId, reason: string): Promise<void>;
};

export type SeatWork = { readonly campaignId: CampaignId; readonly routes: Routes; readonly gate: LaneGate };

export type Seats = {
  /** Who has a seat leaves it when its mail is done. Undefined: there is none any more, or not now. */
  take(address: string): Promise<Seat | NoWay | undefined>;
  /** `tookMs`: of the mail. */
  leave(tookMs: number): void;
  close(): void;
  isClosed(): boolean;
};

export function createSeats(parts: SeatParts, { campaignId, routes, gate }: SeatWork, trouble: Trouble, stop: AbortSignal): Seats {
  let isClosed = false;

  /** A connection first, then the slot: see the pacer. */
  async function next(isUtf8: boolean): Promise<Seat | NoWay | undefined> {
    while (!stop.aborted) {
      if (await trouble.wait()) {
        // It took a while: an operator may have paused or cancelled it meanwhile.
        isClosed ||= !(await parts.isSending(campaignId));
        if (isClosed) return undefined;
      }
      try {
        const seat = await routes.next(stop, isUtf8);
        if (seat !== 'rest' && seat !== 'stopped') return seat;
        isClosed = true;
        return undefined;
      } catch (error) {
        if (!(error instanceof RelayUnavailable)) throw error;
        if (error.isLogin || error.isTls) await parts.stopCampaign(campaignId, error.message);
        await trouble.add(error.message);
        if (error.isLogin || error.isTls) return undefined;
      }
    }
    return undefined;
  }

  return {
    async take(address) {
      if (isClosed || !(await gate.enter(stop))) return undefined;
      let seat: Seat | NoWay | undefined;
      try {
        seat = await next(needsSmtpUtf8(address));
        return seat;
      } finally {
        if (typeof seat !== 'object') gate.leave();
      }
    },
    leave: (tookMs) => gate.leave(tookMs),
    close() { isClosed = true; },
    isClosed: () => isClosed,
  };
}
