/** Who is who in a message that came back: its addresses by header, and which of them are ours. */

import { findAddresses, sameAddress } from './addresses.js';
import type { Part } from './mime.js';
import type { Notification } from './notification.js';

/** Ours: where this message was sent to, and who sent the original, unless that person wrote to himself. */
export function ownAddresses(root: Part, { originals }: Notification): (address: string) => boolean {
  const sentTo = originals.flatMap((part) => addressesIn(part, ['to', 'x-original-to', 'delivered-to']));
  const mine = [
    ...addressesIn(root, ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'from', 'sender', 'errors-to']),
    ...originals.flatMap((part) => addressesIn(part, ['from', 'sender', 'return-path', 'errors-to', 'reply-to'])).filter((address) => !sentTo.some((other) => sameAddress(other, address))),
  ];
  return (address) => mine.some((other) => sameAddress(other, address));
}

export function addressesIn(part: Part, names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => part.headers.get(name) ?? []).slice(0, 50).flatMap(findAddresses))];
}
