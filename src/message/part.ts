/**
 * One MIME part, encoded ahead: everything fixed is in its wire form before the first reader is known; per reader only the values are
 * encoded. Which encoding a part gets is decided here (RFC 2045 6.2).
 */
import { base64Size } from '../edition/size.js';
import { encodeBase64, fillBase64, planBase64, type Base64Stretch } from './base64.js';
import type { Hole, Piece } from './holes.js';
import { longestLine, reservedFor } from './line-length.js';
import { quoteStretch } from './quoted-printable.js';

export type TransferEncoding = '8bit' | 'base64' | 'quoted-printable';

export type CompiledPart = {
  readonly mediaType: string;
  /** Of the fixed pieces before encoding: what a mail client counts when it clips. */
  readonly fixedOctets: number;
} & (
  | { readonly encoding: '8bit' | 'quoted-printable'; readonly pieces: readonly (Buffer | Hole)[] }
  | { readonly encoding: 'base64'; readonly pieces: readonly (Base64Stretch | Hole)[] }
);

/** The octets a hole is filled with. */
export type Fill = (hole: Hole) => Buffer;

export type FilledPart = { readonly encoding: TransferEncoding; readonly body: readonly Buffer[] };

/** CRLF line ends in `pieces`. Without 8BITMIME, or with a line too long for it, the smaller of the two others. */
export function compilePart(mediaType: string, pieces: readonly Piece[], has8BitMime: boolean): CompiledPart {
  const fixedOctets = sum(pieces, (piece) => (typeof piece === 'string' ? Buffer.byteLength(piece) : 0));
  if (has8BitMime && canTravelAs8Bit(pieces)) return { mediaType, fixedOctets, encoding: '8bit', pieces: mapFixed(pieces, (text) => Buffer.from(text)) };
  const quoted = mapFixed(pieces, (text, isLast) => quoteStretch(text, !isLast));
  const base64Octets = sum(pieces, (piece) => (typeof piece === 'string' ? base64Size(Math.floor(Buffer.byteLength(piece) / 3) * 3) : 0));
  const quotedOctets = sum(quoted, (piece) => (Buffer.isBuffer(piece) ? piece.length : 0));
  if (quotedOctets <= base64Octets) return { mediaType, fixedOctets, encoding: 'quoted-printable', pieces: quoted };
  return { mediaType, fixedOctets, encoding: 'base64', pieces: mapFixed(pieces, (text) => planBase64(Buffer.from(text))) };
}

export function fillPart(part: CompiledPart, fill: Fill): FilledPart {
  if (part.encoding === 'base64') return { encoding: 'base64', body: fillBase64(part.pieces, fill) };
  if (part.encoding === 'quoted-printable') {
    const quote = (hole: Hole) => quoteStretch(fill(hole).toString(), true);
    return { encoding: part.encoding, body: part.pieces.map((piece) => ('token' in piece ? quote(piece) : piece)) };
  }
  const body = part.pieces.map((piece) => ('token' in piece ? fill(piece) : piece));
  const isLong = part.pieces.some((piece, index) => 'token' in piece && (body[index]?.length ?? 0) > reservedFor(piece.token));
  return isLong ? { encoding: 'base64', body: [encodeBase64(Buffer.concat(body))] } : { encoding: '8bit', body };
}

/** RFC 2045 2.8: no NUL, CR and LF only together, lines of 998 octets at the most, whatever the reader is called. */
function canTravelAs8Bit(pieces: readonly Piece[]): boolean {
  const filled = pieces.map((piece) => (typeof piece === 'string' ? piece : 'x'.repeat(reservedFor(piece.token)))).join('');
  return filled.split('\r\n').every((line) => Buffer.byteLength(line) <= longestLine && !/(?!\t)\p{Cc}/u.test(line));
}

function mapFixed<Fixed>(pieces: readonly Piece[], encode: (text: string, isLast: boolean) => Fixed): readonly (Fixed | Hole)[] {
  return pieces.map((piece, index) => (typeof piece === 'string' ? encode(piece, index === pieces.length - 1) : piece));
}

function sum<Item>(items: readonly Item[], octetsOf: (item: Item) => number | undefined): number {
  return items.reduce((total, item) => total + (octetsOf(item) ?? 0), 0);
}
