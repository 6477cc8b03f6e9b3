/** Tokens of the subscriber's pages, as they stand in a URL: sealed ids for one purpose. What they are good for, and how long, the page decides. */
import { openToken, sealToken, type TokenKeys } from './signed-token.js';

const idCounts = {
  /** Sign-up, list, subscriber. */
  'confirm': 3,
  /** Subscriber, and the second since 1970 after which it is worth nothing. */
  'settings': 2,
  /** Change of address, subscriber. */
  'address-change': 2,
  /** List, and the second since 1970 when the form was shown. */
  'form': 2,
  /** Link, which the database knows the end of. */
  'unmatched': 1,
} as const;

export type PagePurpose = keyof typeof idCounts;

export function makePageToken(keys: TokenKeys, purpose: PagePurpose, ids: readonly string[]): string {
  return sealToken(keys, purpose, ids).toString('base64url');
}

export function readPageToken(keys: TokenKeys, purpose: PagePurpose, token: string): readonly string[] | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // One token has one spelling; Node's decoder skips foreign characters.
  return bytes.toString('base64url') === token ? openToken(keys, purpose, idCounts[purpose], bytes) : undefined;
}
