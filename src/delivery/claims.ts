/**
 * The claims of one lane, page after page. Whom it has claimed already leaves dead entries in the index until the next vacuum, half a
 * million of them in the middle of a large send: each claim begins behind the last one, and from the start again when that finds less.
 */
import type { ClaimedDelivery } from '../store/deliveries.js';

/** Takes up to `limit` rows that are due; of those never tried the ones behind subscriber `after`. */
export type ClaimPage = (page: { readonly limit: number; readonly after: bigint }) => Promise<ClaimedDelivery[]>;

export function createClaims(claim: ClaimPage, pageSize: number): () => Promise<ClaimedDelivery[]> {
  let after = 0n;
  const next = async (): Promise<ClaimedDelivery[]> => {
    const rows = await claim({ limit: pageSize, after });
    if (rows.length < pageSize && after > 0n) {
      // Rows that were given back lie before the mark.
      after = 0n;
      return rows.length > 0 ? rows : next();
    }
    for (const row of rows) if (row.firstAttemptAt === null && BigInt(row.subscriberId) > after) after = BigInt(row.subscriberId);
    return rows;
  };
  return next;
}
