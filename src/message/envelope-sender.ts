/**
 * VERP: every message has its own envelope sender, `b-<token>@<bounce domain>`, so that a bounce names its delivery even when the
 * report names nobody. The token is signed: a forged report cannot be pinned on a reader.
 */
import { toCampaignId, toSubscriberId, type CampaignId, type SubscriberId } from '../ids.js';
import { decodeBase32, encodeBase32 } from './base32.js';
import { openToken, sealToken, type TokenKeys } from './signed-token.js';

export type DeliveryKey = { readonly campaignId: CampaignId; readonly subscriberId: SubscriberId };

export function makeEnvelopeSender(keys: TokenKeys, delivery: DeliveryKey, domain: string): string {
  const token = sealToken(keys, 'envelope-sender', [delivery.campaignId, delivery.subscriberId]);
  return `${refuseLongLocalPart(`b-${encodeBase32(token)}`)}@${domain}`;
}

/**
 * The delivery that an address was made for. Looks anywhere in the string and in any case: forwarders wrap the address (SRS:
 * `SRS0=x=y=domain=b-…@forwarder`, BATV: `prvs=x=b-…`), gateways turn it to capitals. The signature decides, not the shape.
 */
export function readEnvelopeSender(keys: TokenKeys, address: string): DeliveryKey | undefined {
  for (const [, token = ''] of address.matchAll(/b-([a-z2-7]{20,62})(?![a-z2-7])/gi)) {
    const ids = openToken(keys, 'envelope-sender', 2, decodeBase32(token) ?? Buffer.alloc(0));
    if (ids !== undefined) return toDeliveryKey(ids);
  }
  return undefined;
}

export function toDeliveryKey([campaignId = '', subscriberId = '']: readonly string[]): DeliveryKey {
  return { campaignId: toCampaignId(campaignId), subscriberId: toSubscriberId(subscriberId) };
}

/** RFC 5321 4.5.3.1.1: a local part has 64 octets at the most. Key ids below 128 always fit; a longer one is better seen here than at a relay. */
export function refuseLongLocalPart(localPart: string): string {
  if (localPart.length > 64) throw new RangeError(`the local part ${localPart} is longer than 64 octets`);
  return localPart;
}
