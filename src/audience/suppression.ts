/** Addresses that are never written to, whoever imports them again: by a hard bounce, a complaint, an admin. */
import { isAddressFault, parseAddress, type Address } from '../address/parse.js';
import { UserError } from '../errors.js';
import type { ListId } from '../ids.js';
import { endSuppressions, findSuppressions, insertSuppression, pageSuppressions, type NewSuppression, type SuppressionReason, type SuppressionRow } from '../store/suppressions.js';
import { hasErased } from '../store/erasures.js';
import type { Database } from '../store/store.js';
import { withdrawWaiting } from '../store/withdrawals.js';

export type Suppress = Pick<NewSuppression, 'canonical' | 'reason' | 'source'> & Partial<Omit<NewSuppression, 'canonical' | 'reason' | 'source'>> & { readonly at: Date };

/** Doing it twice keeps the first, unless that one is for a time and the new one longer. False when the first was kept. */
export async function suppress(database: Database, suppression: Suppress): Promise<boolean> {
  const { at, listId = null, evidence = null, feedbackId = null, expiresAt = null } = suppression;
  const { canonical, reason, source } = suppression;
  const isNew = await insertSuppression(database, { canonical, reason, source, listId, evidence, feedbackId, expiresAt }, at);
  await withdrawWaiting(database, { canonical, listId, cause: 'suppression' });
  return isNew;
}

/** By an admin, who gives the address as people write it. Throws `address-invalid`. */
export async function suppressAddress(
  database: Database,
  suppression: { address: string; listId?: ListId | null; reason?: SuppressionReason; note?: string | undefined; expiresAt?: Date | null; at: Date },
): Promise<{ readonly address: Address; readonly isNew: boolean }> {
  const address = requireAddress(suppression.address);
  const isNew = await suppress(database, {
    canonical: address.canonical,
    listId: suppression.listId ?? null,
    reason: suppression.reason ?? 'admin',
    evidence: suppression.note ?? null,
    source: 'admin',
    expiresAt: suppression.expiresAt ?? null,
    at: suppression.at,
  });
  return { address, isNew };
}

/** Throws `address-invalid` with the reason. */
export function requireAddress(text: string): Address {
  const address = parseAddress(text);
  if (!isAddressFault(address)) return address;
  throw new UserError('address-invalid', `"${text.slice(0, 100)}" is no address: it ${address.reason}.`);
}

/** Lets mail go there again. The row stays as an ended one with the note. An erased address is not let back. Returns the numbers of the entries. */
export async function liftSuppression(database: Database, lift: { address: string; listId?: ListId | null; note: string; at: Date }): Promise<readonly string[]> {
  const { canonical } = requireAddress(lift.address);
  const ended = await endSuppressions(database, { canonical, listId: lift.listId ?? null, note: lift.note, at: lift.at });
  if (ended.length > 0) return ended;
  const standing = (await findSuppressions(database, canonical)).filter((row) => row.expiresAt === null || row.expiresAt > lift.at);
  if (standing.some((row) => row.reason === 'erased') || (await hasErased(database, [canonical]))) throw new UserError('refused', 'This person asked to be erased; such a suppression is not lifted.');
  const elsewhere = standing.map((row) => row.listSlug ?? 'all lists').join(', ');
  throw new UserError('not-found', 'This address is not suppressed there.', elsewhere === '' ? {} : { hint: `It is suppressed for: ${elsewhere}` });
}

/** The newest first, in pages. Those that ended only with `withEnded`. */
export async function listSuppressions(
  database: Database,
  options: { at: Date; withEnded?: boolean; reason?: SuppressionReason | undefined; before?: string | undefined; limit?: number },
): Promise<readonly SuppressionRow[]> {
  return pageSuppressions(database, {
    at: options.withEnded === true ? null : options.at,
    reason: options.reason ?? null,
    before: options.before ?? null,
    limit: options.limit ?? 100,
  });
}
