/** The balance: every person of the audience is in exactly one place, and every candidate is in the audience or left out for a reason. Pure. */
import { deliveryStates, type DeliveryState } from '../delivery/states.js';

export type Balance = {
  readonly candidates: number;
  readonly excluded: Readonly<Record<string, number>>;
  readonly audience: number;
  readonly counts: Readonly<Record<DeliveryState, number>>;
  /** Rows neither final nor in doubt. */
  readonly open: number;
  /** Both equations of DESIGN section 4 hold. */
  readonly holds: boolean;
};

export function makeBalance(campaign: { candidateCount: number; audienceCount: number; excluded: Readonly<Record<string, number>> }, states: Partial<Record<DeliveryState, number>>): Balance {
  const counts = Object.fromEntries(deliveryStates.map((state) => [state, states[state] ?? 0])) as Record<DeliveryState, number>;
  const open = counts.pending + counts.claimed + counts.transmitting + counts.deferred;
  const settled = counts.accepted + counts.failed + counts.suppressed + counts.cancelled + counts.in_doubt;
  const excludedCount = Object.values(campaign.excluded).reduce((sum, count) => sum + count, 0);
  return {
    candidates: campaign.candidateCount,
    excluded: campaign.excluded,
    audience: campaign.audienceCount,
    counts,
    open,
    holds: open === 0 && settled === campaign.audienceCount && campaign.candidateCount === campaign.audienceCount + excludedCount,
  };
}

/** The two equations as text, for people and logs. */
export function renderBalance(balance: Balance): string {
  const { counts, excluded } = balance;
  const reasons = Object.entries(excluded).filter(([, count]) => count > 0).map(([reason, count]) => `${count} ${reason}`);
  const parts = [`${counts.accepted} accepted`, `${counts.failed} failed`, `${counts.suppressed} suppressed`, `${counts.cancelled} cancelled`, `${counts.in_doubt} in doubt`];
  return [
    `${balance.candidates} candidates = ${balance.audience} audience${reasons.map((reason) => ` + ${reason}`).join('') || ' + 0 left out'}`,
    `${balance.audience} audience = ${parts.join(' + ')}${balance.open > 0 ? ` + ${balance.open} still open` : ''}`,
  ].join('\n');
}
