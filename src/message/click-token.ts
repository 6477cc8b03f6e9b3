/** What a counted link names: the campaign and, of readers who have agreed, the reader. Where it leads is kept in the database, never in the link. */
import { toCampaignId, toSubscriberId, type CampaignId, type SubscriberId } from '../ids.js';
import { openToken, sealToken, type TokenKeys } from './signed-token.js';

export type ClickKey = { readonly campaignId: CampaignId; /** Null: counted without the person. */ readonly subscriberId: SubscriberId | null };

/** Ids begin at 1. */
const nobody = '0';

export function makeClickToken(keys: TokenKeys, { campaignId, subscriberId }: ClickKey): string {
  return sealToken(keys, 'click', [campaignId, subscriberId ?? nobody]).toString('base64url');
}

export function readClickToken(keys: TokenKeys, token: string): ClickKey | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.toString('base64url') !== token) return undefined; // one token has one spelling
  const ids = openToken(keys, 'click', 2, bytes);
  if (ids === undefined) return undefined;
  const [campaignId = nobody, subscriberId = nobody] = ids;
  return { campaignId: toCampaignId(campaignId), subscriberId: subscriberId === nobody ? null : toSubscriberId(subscriberId) };
}
