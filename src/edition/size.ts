/** How big a mail is, measured both ways: Gmail cuts a mail off at about 102 KB, and nobody outside knows of which form. */
import type { Edition } from './edition.js';

/** Bytes of one part as UTF-8, and as it travels: base64 or quoted-printable, the smaller, with its line ends. */
export type PartSize = { readonly decoded: number; readonly encoded: number };

export type EditionSizes = { readonly html: PartSize; readonly text: PartSize };

/** `auto` sends the full text below this; leaves room for long links of one recipient. */
export const fullModeLimit = 80_000;
/** No mail part goes out above this. */
export const hardLimit = 100_000;

/** RFC 2045 6.8: lines of 76 characters and CRLF. */
export function base64Size(decoded: number): number {
  const characters = Math.ceil(decoded / 3) * 4;
  return characters + 2 * Math.ceil(characters / 76);
}

/** RFC 2045 6.7: one octet for printable ASCII, three for all others, soft line breaks before column 77. */
function quotedPrintableSize(text: string): number {
  let size = 0;
  let column = 0;
  for (const byte of Buffer.from(text, 'utf8')) {
    if (byte === 0x0a) {
      size += 2;
      column = 0;
      continue;
    }
    const width = (byte >= 0x20 && byte <= 0x7e && byte !== 0x3d) || byte === 0x09 ? 1 : 3;
    if (column + width > 75) {
      size += 3;
      column = 0;
    }
    size += width;
    column += width;
  }
  return size;
}

export function measurePart(text: string): PartSize {
  const decoded = Buffer.byteLength(text, 'utf8');
  return { decoded, encoded: Math.min(base64Size(decoded), quotedPrintableSize(text)) };
}

/** Tokens count as they stand; a recipient's values make the message a little longer. */
export function measureSizes(edition: Pick<Edition, 'html' | 'text'>): EditionSizes {
  return { html: measurePart(edition.html), text: measurePart(edition.text) };
}
