/**
 * Whose mail came back: our signed tokens only, so that a forged report suppresses nobody. The VERP address first, then the Message-ID of
 * the returned original, then addresses in it. Pure.
 */
import { readEnvelopeSender, type DeliveryKey } from '../../message/envelope-sender.js';
import { readMessageId } from '../../message/message-id.js';
import type { TokenKeys } from '../../message/signed-token.js';
import { readUnsubscribeAddress, type Leaving } from '../../message/unsubscribe-token.js';
import type { ParsedFeedback } from '../report.js';

export type Match =
  /** `recipient`: the word of a provider who proved who he is; `operator`: an admin's. */
  | { readonly by: 'verp' | 'message-id' | 'original' | 'recipient' | 'operator'; readonly delivery: DeliveryKey }
  | { readonly by: 'unsubscribe'; readonly leaving: Leaving };

type Traces = Pick<ParsedFeedback, 'recipients' | 'originalMessageIds' | 'originalAddresses'>;

export function matchDelivery(keys: TokenKeys, traces: Traces, envelopeRecipient: string | undefined): Match | undefined {
  return findMatches(keys, traces, envelopeRecipient)[0];
}

/** All that our tokens say, the most trusted first; at most one of each kind. More than one name: somebody is wrong, and it is told. */
export function findMatches(keys: TokenKeys, traces: Traces, envelopeRecipient: string | undefined): readonly Match[] {
  const addressed = [...(envelopeRecipient === undefined ? [] : [envelopeRecipient]), ...traces.recipients];
  const leaving = firstDefined(addressed, (address) => readUnsubscribeAddress(keys, address));
  if (leaving) return [{ by: 'unsubscribe', leaving }];
  const ways = [
    { by: 'verp', delivery: firstDefined(addressed, (address) => readEnvelopeSender(keys, address)) },
    { by: 'message-id', delivery: firstDefined(traces.originalMessageIds, (id) => readMessageId(keys, id)) },
    { by: 'original', delivery: firstDefined(traces.originalAddresses, (address) => readEnvelopeSender(keys, address)) },
  ] as const;
  return ways.flatMap(({ by, delivery }) => (delivery === undefined ? [] : [{ by, delivery }]));
}

/** Mail for this address may be of use: it carries a token that we signed. */
export function isOurAddress(keys: TokenKeys, address: string): boolean {
  return readEnvelopeSender(keys, address) !== undefined || readUnsubscribeAddress(keys, address) !== undefined;
}

function firstDefined<Value, Found>(values: readonly Value[], read: (value: Value) => Found | undefined): Found | undefined {
  for (const value of values) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
