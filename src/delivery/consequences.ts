/** What follows from a judgement: the outcome is written, the address suppressed, the campaign stopped, the lane slowed, trouble counted. */
import type { CampaignId } from '../ids.js';
import type { ClaimedDelivery } from '../store/deliveries.js';
import type { Judgement } from './judge.js';
import type { Ledger } from './ledger.js';
import type { OnPoint } from './points.js';
import type { Trouble } from './trouble.js';

export type ConsequenceParts = {
  readonly ledger: Pick<Ledger, 'settle'>;
  /** The reply says the address is gone. */
  suppress(row: ClaimedDelivery, judgement: Judgement): Promise<void>;
  /** What a reply says of lane and relay: to count it, and to slow down. */
  noteReply(campaignId: CampaignId, judgement: Judgement, relayName: string): Promise<void>;
  /** Nobody must be sent this any more until a person looked. */
  stopCampaign(campaignId: CampaignId, reason: string): Promise<void>;
  readonly onPoint?: OnPoint | undefined;
};

/** One row that was withheld because of a pause speaks for all: no more connections are spent to be told the same. */
export function isPausing({ stop, settlement }: Judgement): boolean {
  return stop !== undefined || (settlement?.cause === 'release' && settlement.phase === null);
}

export type Judged = { readonly row: ClaimedDelivery; readonly judgement: Judgement; readonly relayName: string };

/** `onWritten`: the outcome was handed to the ledger, which writes in order. */
export async function followJudgement(parts: ConsequenceParts, campaignId: CampaignId, trouble: Trouble, { row, judgement, relayName }: Judged, onWritten: () => void): Promise<void> {
  const settling = judgement.settlement && parts.ledger.settle(judgement.settlement);
  onWritten();
  const isCounted = await settling;
  parts.onPoint?.('settled');
  // Nothing follows from what the ledger did not take: who holds the row now learns it too. It would count twice, and who is suppressed by
  // it would end as suppressed there, and not as refused.
  if (isCounted === false) return;
  if (judgement.suppress) await parts.suppress(row, judgement);
  if (judgement.stop !== undefined) await parts.stopCampaign(campaignId, judgement.stop);
  await parts.noteReply(campaignId, judgement, relayName);
  // A provider that asks for less is no trouble of the relay: its lane slows, and nothing waits for it.
  const isLaneMatter = judgement.slowLane !== undefined && judgement.settlement?.phase !== 'mail';
  if (judgement.isRelayTrouble && !isLaneMatter) await trouble.add(judgement.settlement?.text ?? 'connection lost');
  else if (!judgement.isAftermath) await trouble.clear();
}
