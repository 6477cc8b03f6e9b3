/**
 * The pixels of one picture: decoded within limits, turned as its camera said, made no wider than wanted, and written in a kind that
 * every mail program shows, without what the camera told about place and time. The only file that touches sharp.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Metadata, Sharp } from 'sharp';
import { UserError } from '../errors.js';

type Library = typeof import('sharp')['default'];

/** Counted up when the same picture is to become other bytes. */
const recipe = 1;
/** Frames count each. */
const mostPixels = 100_000_000;
/** A PNG of more is mostly a photograph, and worth trying as JPEG. */
const heavyBytes = 200_000;
/** What a picture is read as; everything else that the library could open stays shut. */
const loaders = ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadNsgif', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif'];

const jpeg = { quality: 82, mozjpeg: true } as const;
/** Screenshots and charts: text keeps its edges. */
const sharpJpeg = { quality: 88, mozjpeg: true, chromaSubsampling: '4:4:4' } as const;

let named: string | undefined;

/** Names the recipe and the library: the same pair makes the same bytes of the same picture. Asked for each picture, and read once. */
export function recipeName(): string {
  named ??= `${recipe}-${versionOf('sharp')}`;
  return named;
}

function versionOf(name: string): string {
  try {
    const path = fileURLToPath(import.meta.resolve(name)).replace(/(node_modules[\\/]sharp[\\/]).*$/, '$1package.json');
    return (JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }).version;
  } catch (error) {
    throw toMissing(error);
  }
}

function toMissing(cause: unknown): UserError {
  const hint = 'install it for this platform: npm install --include=optional sharp';
  return new UserError('picture-program', `the library that shrinks pictures (sharp) does not run here: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`, { hint, cause });
}

let loading: Promise<Library> | undefined;

/**
 * Loaded with the first picture: it takes 70 ms, and most commands show none. Once only: what may be read is set for the whole process, and
 * while it is shut and opened again, the pictures that other threads are reading just then would be told to be of no known kind.
 */
function requireLibrary(): Promise<Library> {
  loading ??= loadLibrary();
  return loading;
}

async function loadLibrary(): Promise<Library> {
  const { default: sharp } = await import('sharp').catch((error: unknown) => Promise.reject(toMissing(error)));
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: loaders });
  return sharp;
}

/** Thrown for a picture that cannot be decoded; says why in an editor's words. */
export class BrokenPicture extends Error {}

/** The same bytes when nothing is to be done. Throws BrokenPicture, or UserError without the library. */
export async function shrink(bytes: Uint8Array, width: number): Promise<Uint8Array> {
  const sharp = await requireLibrary();
  try {
    return await write(sharp, bytes, width);
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    const message = /pixel limit/.test(error.message) ? `its frames have more than ${mostPixels / 1e6} million pixels together` : `it is broken (${error.message.replace(/\s+/g, ' ').trim()})`;
    throw new BrokenPicture(message, { cause: error });
  }
}

type Source = { readonly bytes: Uint8Array; readonly metadata: Metadata; readonly isAnimated: boolean; readonly open: () => Sharp };

async function write(sharp: Library, bytes: Uint8Array, width: number): Promise<Uint8Array> {
  // `error`: cameras write files that are merely unusual, and only what is cut off or wrong is told.
  const options = { failOn: 'error', limitInputPixels: mostPixels } as const;
  const metadata = await sharp(bytes, options).metadata();
  const isAnimated = (metadata.pages ?? 1) > 1 && metadata.format !== 'heif';
  // Frames stand below each other while they are worked on, and cannot be turned.
  const open = (): Sharp => (isAnimated ? sharp(bytes, { ...options, animated: true }) : sharp(bytes, options).autoOrient()).resize({ width, withoutEnlargement: true });
  const made = await encode(sharp, { bytes, metadata, isAnimated, open });
  const fits = metadata.autoOrient.width <= width && isClean(metadata);
  // Colours and edges suffer each time a picture is written: one that is fine already stays as it is.
  return fits && bytes.length <= made.length * 1.1 ? bytes : made;
}

/** A kind that mail programs show, upright, in the colours of screens, and silent about where it was taken. */
function isClean({ format, orientation = 1, space, exif, xmp, iptc, comments }: Metadata): boolean {
  return ['jpeg', 'png', 'gif'].includes(format) && orientation === 1 && space !== 'cmyk' && [exif, xmp, iptc, comments].every((part) => part === undefined);
}

async function encode(sharp: Library, source: Source): Promise<Uint8Array> {
  const { metadata: { format }, isAnimated, open } = source;
  if (isAnimated || format === 'gif') return open().gif().toBuffer();
  if (format === 'jpeg') return open().jpeg(jpeg).toBuffer();
  const isOpaque = !source.metadata.hasAlpha || (await sharp(source.bytes, { limitInputPixels: mostPixels }).stats()).isOpaque;
  // WebP and AVIF: classic Outlook shows neither.
  if (format !== 'png' && isOpaque) return open().jpeg(jpeg).toBuffer();
  return encodePng(source, isOpaque);
}

async function encodePng({ metadata, open }: Source, isOpaque: boolean): Promise<Uint8Array> {
  // A picture of few colours has hardly more when it is smaller, and a third of the bytes.
  const png = await open().png(metadata.isPalette ? { palette: true, dither: 0, compressionLevel: 9 } : { compressionLevel: 9 }).toBuffer();
  if (png.length <= heavyBytes || !isOpaque) return png;
  const other = await open().removeAlpha().jpeg(sharpJpeg).toBuffer();
  return other.length * 2 < png.length ? other : png;
}
