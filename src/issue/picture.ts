/** The bytes of a picture as an asset: its kind and size are read from the bytes, whatever the file is called. */
import { createHash } from 'node:crypto';
import { imageSize } from 'image-size';
import { describeSize } from './attachment.js';
import type { Fault, Found } from './findings.js';
import type { Asset } from './issue.js';

const kinds: Readonly<Record<string, { readonly extension: string; readonly mediaType: string }>> = {
  gif: { extension: 'gif', mediaType: 'image/gif' },
  jpg: { extension: 'jpg', mediaType: 'image/jpeg' },
  png: { extension: 'png', mediaType: 'image/png' },
  webp: { extension: 'webp', mediaType: 'image/webp' },
  avif: { extension: 'avif', mediaType: 'image/avif' },
};

/** No reader waits for more, and the largest phone cameras stay below. */
export const largestPictureBytes = 20_000_000;

/** Decoded, a pixel takes four bytes: a file of some KB may claim more of them than a machine has room for. */
const mostPixels = 100_000_000;

/** A picture of a column on a screen of two pixels per px stays below; ten such pictures open on a train. */
const heavyBytes = 200_000;
export const heavyTotalBytes = 2_000_000;

const frameMark = Buffer.from([0x21, 0xf9, 0x04]);

/** EXIF orientations that turn a picture by a quarter. */
const quarterTurns = [5, 6, 7, 8];

export function toAsset(bytes: Uint8Array): Found<Asset> {
  const size = measure(bytes);
  if (size === undefined) return { fault: refuse('this is no picture that mail programs show', 'save it as PNG, JPEG or GIF') };
  if (size.type === 'svg') return { fault: refuse('mail programs do not show SVG', 'save the picture as PNG') };
  const kind = kinds[size.type ?? ''];
  if (kind === undefined) return { fault: refuse(`mail programs do not show ${(size.type ?? 'this').toUpperCase()} pictures`, 'save it as PNG, JPEG or GIF') };
  if (size.width * size.height > mostPixels) return { fault: refuse(`the picture has more than ${mostPixels / 1e6} million pixels`, 'save it smaller; 2,000 pixels in width are plenty') };
  const isTurned = quarterTurns.includes(size.orientation ?? 0);
  const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.${kind.extension}`;
  return { value: { name, mediaType: kind.mediaType, bytes, width: isTurned ? size.height : size.width, height: isTurned ? size.width : size.height } };
}

/** Why readers on the road would wait for a picture that nobody can shrink any more; undefined when it is light enough. */
export function findWeightFault({ bytes }: Pick<Asset, 'bytes'>): Fault | undefined {
  if (bytes.length <= heavyBytes) return undefined;
  const hint = `below ${describeSize(heavyBytes)} nobody waits: cut it, or choose one with less detail; a photograph is lightest as JPEG`;
  return { code: 'picture-weight', message: `the picture weighs ${describeSize(bytes.length)}, shrunk as far as it goes`, hint };
}

/** Classic Outlook shows a picture that moves as its first frame, and so do printers. */
export function isAnimated({ bytes, mediaType }: Pick<Asset, 'bytes' | 'mediaType'>): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A graphic control extension stands in front of each frame (GIF89a, 23).
  if (mediaType === 'image/gif') return head.indexOf(frameMark, head.indexOf(frameMark) + 1) > 0 && head.includes(frameMark);
  // The flags of the extended header (RFC 9649, 2.7), and the chunk of animated PNG, which stands before the pixels.
  if (mediaType === 'image/webp') return head.toString('latin1', 12, 16) === 'VP8X' && ((head[20] ?? 0) & 2) !== 0;
  return mediaType === 'image/png' && head.subarray(0, Math.max(0, head.indexOf('IDAT'))).includes('acTL');
}

function measure(bytes: Uint8Array): ReturnType<typeof imageSize> | undefined {
  try {
    return imageSize(bytes);
  } catch {
    // The package throws for unknown kinds and for broken headers alike.
    return undefined;
  }
}

function refuse(message: string, hint: string): Fault {
  return { code: 'picture-file', message, hint };
}
