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
};

/** No reader waits for more, and the largest phone cameras stay below. */
export const largestPictureBytes = 20_000_000;

/** A column of 600 px on a screen of two pixels per px; a mail of ten such pictures opens on a train. */
const enough = { width: 1200, bytes: 200_000 } as const;

/** EXIF orientations that turn a picture by a quarter. */
const quarterTurns = [5, 6, 7, 8];

export function toAsset(bytes: Uint8Array): Found<Asset> {
  const size = measure(bytes);
  if (size === undefined) return { fault: refuse('this is no picture that mail programs show', 'save it as PNG, JPEG or GIF') };
  if (size.type === 'svg') return { fault: refuse('mail programs do not show SVG', 'save the picture as PNG') };
  const kind = kinds[size.type ?? ''];
  if (kind === undefined) return { fault: refuse(`mail programs do not show ${(size.type ?? 'this').toUpperCase()} pictures`, 'save it as PNG, JPEG or GIF') };
  const isTurned = quarterTurns.includes(size.orientation ?? 0);
  const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.${kind.extension}`;
  return { value: { name, mediaType: kind.mediaType, bytes, width: isTurned ? size.height : size.width, height: isTurned ? size.width : size.height } };
}

/** Why readers on the road would wait for a picture; undefined when it is light enough. */
export function findWeightFault({ bytes, width = 0 }: Asset): Fault | undefined {
  const parts = [...(bytes.length > enough.bytes ? [`weighs ${describeSize(bytes.length)}`] : []), ...(width > enough.width ? [`is ${width} pixels wide`] : [])];
  if (parts.length === 0) return undefined;
  const hint = `save it at most ${enough.width} pixels wide and below ${describeSize(enough.bytes)}: no reader sees more, and many wait for it`;
  return { code: 'picture-weight', message: `the picture ${parts.join(' and ')}`, hint };
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
