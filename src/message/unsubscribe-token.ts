/**
 * What a reader leaves with: a token for the https link (RFC 8058 3.1: opaque, hard to forge, names list and reader without a login)
 * and, as second choice, an address `u-<token>@<bounce domain>` (RFC 2369). The campaign in it tells which issue made the reader go.
 */
import { toCampaignId, toListId, toSubscriberId, type CampaignId, type ListId, type SubscriberId } from '../ids.js';
import { decodeBase32, encodeBase32 } from './base32.js';
import { refuseLongLocalPart } from './envelope-sender.js';
import { openToken, sealToken, type TokenKeys } from './signed-token.js';

export type Leaving = { readonly listId: ListId; readonly subscriberId: SubscriberId; readonly campaignId: CampaignId };

/** Ids begin at 1. A link in this name tries the pages, and nobody leaves by it. */
const nobody = toSubscriberId('0');

export function makeTrialToken(keys: TokenKeys, listId: ListId): string {
  return makeUnsubscribeToken(keys, { listId, subscriberId: nobody, campaignId: toCampaignId('0') });
}

export function isTrial(leaving: Leaving): boolean {
  return leaving.subscriberId === nobody;
}

/** base64url: fits a URL path as it is. */
export function makeUnsubscribeToken(keys: TokenKeys, leaving: Leaving): string {
  return sealToken(keys, 'unsubscribe', toIds(leaving)).toString('base64url');
}

export function readUnsubscribeToken(keys: TokenKeys, token: string): Leaving | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // Node's decoder skips foreign characters and unused bits; one token has one spelling.
  if (bytes.toString('base64url') !== token) return undefined;
  return toLeaving(openToken(keys, 'unsubscribe', 3, bytes));
}

export function makeUnsubscribeAddress(keys: TokenKeys, leaving: Leaving, domain: string): string {
  const token = sealToken(keys, 'unsubscribe-address', toIds(leaving));
  return `${refuseLongLocalPart(`u-${encodeBase32(token)}`)}@${domain}`;
}

/** Any case, anywhere in the string: see `readEnvelopeSender`. */
export function readUnsubscribeAddress(keys: TokenKeys, address: string): Leaving | undefined {
  for (const [, token = ''] of address.matchAll(/u-([a-z2-7]{20,62})(?![a-z2-7])/gi)) {
    const leaving = toLeaving(openToken(keys, 'unsubscribe-address', 3, decodeBase32(token) ?? Buffer.alloc(0)));
    if (leaving !== undefined) return leaving;
  }
  return undefined;
}

function toIds(leaving: Leaving): readonly string[] {
  return [leaving.listId, leaving.subscriberId, leaving.campaignId];
}

function toLeaving(ids: readonly string[] | undefined): Leaving | undefined {
  if (ids === undefined) return undefined;
  const [listId = '', subscriberId = '', campaignId = ''] = ids;
  return { listId: toListId(listId), subscriberId: toSubscriberId(subscriberId), campaignId: toCampaignId(campaignId) };
}
