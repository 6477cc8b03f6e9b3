/**
 * The Message-ID of a delivery: the same for every attempt (DESIGN section 4), and signed, so that a report which returns only the
 * Message-ID leads back to its delivery without a look-up and cannot be forged for another.
 */
import { decodeBase32, encodeBase32 } from './base32.js';
import { toDeliveryKey, type DeliveryKey } from './envelope-sender.js';
import { openToken, sealToken, type TokenKeys } from './signed-token.js';

/** Without angle brackets. `domain` is our own, as RFC 5322 3.6.4 advises. */
export function makeMessageId(keys: TokenKeys, delivery: DeliveryKey, domain: string): string {
  return `${encodeBase32(sealToken(keys, 'message-id', [delivery.campaignId, delivery.subscriberId]))}@${domain}`;
}

/** With or without angle brackets, any case: some gateways rewrite both. */
export function readMessageId(keys: TokenKeys, messageId: string): DeliveryKey | undefined {
  const left = /^\s*<?([a-z2-7]+)@/i.exec(messageId)?.[1] ?? '';
  const ids = openToken(keys, 'message-id', 2, decodeBase32(left) ?? Buffer.alloc(0));
  return ids === undefined ? undefined : toDeliveryKey(ids);
}
