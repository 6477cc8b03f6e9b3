/** When to stop before harm is done: shares of what came of the mails, over a count below which chance decides. Pure; the row is store/breakers.ts. */
export type OutcomeKind = 'accepted' | 'policy' | 'invalid' | 'complaint' | 'other';
export type OutcomeCounts = Readonly<Record<OutcomeKind, number>>;

export type BreakerLimits = Readonly<Record<Limit['kind'], { readonly share?: number | undefined; readonly leastTotal?: number | undefined; readonly leastCount?: number | undefined }>>;

type Limit = {
  readonly kind: Extract<OutcomeKind, 'policy' | 'invalid' | 'complaint'>;
  readonly share: number;
  /** So many mails must have been answered. */
  readonly leastTotal: number;
  /** So many of the kind, whatever the share. */
  readonly leastCount: number;
  readonly says: string;
};

/** Providers look at 0.1 to 0.3 % complaints and at some per cent of unknown users (deliverability B2, B4); chance must not decide. */
const carefulLimits: readonly Limit[] = [
  { kind: 'policy', share: 0.2, leastTotal: 50, leastCount: 20, says: 'are refused by policy, not for the address' },
  { kind: 'invalid', share: 0.1, leastTotal: 100, leastCount: 20, says: 'go to addresses that do not exist' },
  { kind: 'complaint', share: 0.003, leastTotal: 500, leastCount: 5, says: 'are reported as spam' },
];

/** A sentence when the breaker opens; undefined: mails go on. `own`: what the settings say instead of the limits above. */
export function findHarm(counts: OutcomeCounts, own?: BreakerLimits): string | undefined {
  // A complaint comes after its mail was accepted: it is no mail of its own.
  const total = counts.accepted + counts.policy + counts.invalid + counts.other;
  const limit = carefulLimits.map((one) => ({ ...one, ...definedOf(own?.[one.kind]) })).find(({ kind, share, leastTotal, leastCount }) => total >= leastTotal && counts[kind] >= leastCount && counts[kind] > share * total);
  if (limit === undefined) return undefined;
  const percent = (counts[limit.kind] / total) * 100;
  return `${counts[limit.kind]} of ${total} mails (${percent.toFixed(percent < 10 ? 1 : 0)} %) ${limit.says}; ${Number((limit.share * 100).toFixed(2))} % are borne`;
}

function definedOf(limit: BreakerLimits[Limit['kind']] = {}): Partial<Limit> {
  return Object.fromEntries(Object.entries(limit).filter(([, value]) => value !== undefined));
}

/** Waits before one mail is tried through an open breaker: half an hour, then twice as long each time, a day at the most. */
export function probeWaitMs(firstMs: number, probeCount: number): number {
  return Math.min(86_400_000, firstMs * 2 ** Math.min(probeCount, 10));
}
