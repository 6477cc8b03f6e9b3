/** How long lines get once their tokens are filled: the fold and the choice of encoding must agree on it. */
import type { HoleToken } from './holes.js';
import { tokens, type TokenName } from './tokens.js';

/** RFC 5322 2.1.1, RFC 5321 4.5.3.1.6: octets of a line without its CRLF. */
export const longestLine = 998;

/**
 * Octets kept free for a filled token. A reader whose value is longer gets this part in base64: rare, and never a reason not to send.
 * webUrl is filled when the message is compiled.
 */
const reservedOctets: Readonly<Record<TokenName, number>> = { unsubscribeUrl: 300, webUrl: 300, readerName: 300, readerAddress: 200 };
const reservedForField = 300;

export function reservedFor(token: HoleToken): number {
  return typeof token === 'number' ? reservedForField : reservedOctets[token];
}

const reservedByToken = new Map(Object.entries(tokens).map(([name, token]) => [token as string, reservedOctets[name as TokenName]]));

export function measureFilled(text: string): number {
  let octets = Buffer.byteLength(text);
  if (!text.includes('__C_')) return octets;
  for (const [token, reserved] of reservedByToken) octets += (text.split(token).length - 1) * (reserved - token.length);
  for (const [token] of text.matchAll(/__C_READER_\d+__/g)) octets += reservedForField - token.length;
  return octets;
}
