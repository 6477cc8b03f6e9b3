/**
 * base64 (RFC 2045 6.8) with holes. Encoding 74 KB per reader costs ten times what filling it costs, so every fixed stretch is encoded
 * ahead, once for each of the three phases in which the octets before it can end; per reader only values and seams are encoded.
 * A line at a seam may be shorter than 76 characters, which decoders must accept.
 */
import type { Fill } from './part.js';
import type { Hole } from './holes.js';

/** A fixed stretch after `lead` (0, 1 or 2) octets went to the seam before it: whole lines, and the octets that fill no group of three. */
type Phase = { readonly encoded: Buffer; readonly tail: Buffer };
export type Base64Stretch = { readonly raw: Buffer; readonly phases: readonly Phase[] };

/** Lines of 76 characters at the most, each with its CRLF. */
export function encodeBase64(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64').replaceAll(/.{1,76}/g, '$&\r\n'), 'latin1');
}

export function planBase64(raw: Buffer): Base64Stretch {
  return { raw, phases: [0, 1, 2].map((lead) => planPhase(raw.subarray(lead))) };
}

export function fillBase64(pieces: readonly (Base64Stretch | Hole)[], fill: Fill): readonly Buffer[] {
  const encoded: Buffer[] = [];
  let seam: Buffer = Buffer.alloc(0);
  for (const piece of pieces) {
    if ('token' in piece) {
      seam = Buffer.concat([seam, fill(piece)]);
      continue;
    }
    const lead = (3 - (seam.length % 3)) % 3;
    const phase = piece.phases[lead];
    if (phase === undefined || piece.raw.length < lead) {
      seam = Buffer.concat([seam, piece.raw]);
      continue;
    }
    encoded.push(encodeBase64(Buffer.concat([seam, piece.raw.subarray(0, lead)])), phase.encoded);
    seam = phase.tail;
  }
  return [...encoded, encodeBase64(seam)];
}

function planPhase(bytes: Buffer): Phase {
  const whole = bytes.length - (bytes.length % 3);
  return { encoded: encodeBase64(bytes.subarray(0, whole)), tail: bytes.subarray(whole) };
}
