/**
 * Whose mail came back: our signed tokens only, so that a forged report suppresses nobody. The VERP address first, then the Message-ID of
 * the returned original, then addresses in it. Pure.
 */
import { readEnvelopeSender, type DeliveryKey } from '../message/envelope-sender.js';
import { readMessageId } from '../message/message-id.js';
import type { TokenKeys } from '../message/signed-token.js';
import { readUnsubscribeAddress, type Leaving } from '../message/unsubscribe-token.js';
import type { ParsedFeedback } from './report.js';

export type Match =
  | { readonly by: 'verp' | 'message-id' | 'original'; readonly delivery: DeliveryKey }
  | { readonly by: 'unsubscribe'; readonly leaving: Leaving };

export function matchDelivery(keys: TokenKeys, feedback: ParsedFeedback, envelopeRecipient: string | undefined): Match | undefined {
  const addressed = [...(envelopeRecipient === undefined ? [] : [envelopeRecipient]), ...feedback.recipients];
  for (const address of addressed) {
    const leaving = readUnsubscribeAddress(keys, address);
    if (leaving) return { by: 'unsubscribe', leaving };
  }
  const verp = firstDefined(addressed, (address) => readEnvelopeSender(keys, address));
  if (verp) return { by: 'verp', delivery: verp };
  const byMessageId = firstDefined(feedback.originalMessageIds, (id) => readMessageId(keys, id));
  if (byMessageId) return { by: 'message-id', delivery: byMessageId };
  const original = firstDefined(feedback.originalAddresses, (address) => readEnvelopeSender(keys, address));
  return original && { by: 'original', delivery: original };
}

function firstDefined<Value, Found>(values: readonly Value[], read: (value: Value) => Found | undefined): Found | undefined {
  for (const value of values) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
