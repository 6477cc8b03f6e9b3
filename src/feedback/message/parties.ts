/** Who is who in a message that came back: its addresses by header, and which of them are ours. */

import { findAddresses, isOneOf } from './addresses.js';
import type { Part } from './mime.js';
import type { Notification } from './notification.js';

/** Which addresses are not the recipient's. */
export type Parties = {
  /** Ours: where this message was sent to, and who sent the original, unless that person wrote to himself. */
  readonly isOurs: (address: string) => boolean;
  /** Ours, or who writes this message. */
  readonly isKnown: (address: string) => boolean;
};

export function readParties(root: Part, { originals }: Notification): Parties {
  const wasSentTo = isOneOf(originals.flatMap((part) => addressesIn(part, ['to', 'x-original-to', 'delivered-to'])));
  const ours = [
    ...addressesIn(root, ['to', 'delivered-to', 'x-original-to', 'envelope-to']),
    ...originals.flatMap((part) => addressesIn(part, ['from', 'sender', 'return-path', 'errors-to', 'reply-to'])).filter((address) => !wasSentTo(address)),
  ];
  return { isOurs: isOneOf(ours), isKnown: isOneOf([...ours, ...addressesIn(root, ['from', 'sender', 'errors-to'])]) };
}

export function addressesIn(part: Part, names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => part.headers.get(name) ?? []).slice(0, 50).flatMap(findAddresses))];
}
