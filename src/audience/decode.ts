/**
 * Bytes of an uploaded table to text. Spreadsheets in Korea still save CP949, in China GB18030, Excel's "Unicode text" is UTF-16: the
 * encoding is found out from the bytes, or said by the caller. iconv-lite decodes, because the TextDecoder of Node knows EUC-KR only
 * without the CP949 extension (똠 comes out wrong).
 */
import iconv from 'iconv-lite';
import { UserError } from '../errors.js';

/** How much is looked at behind the first byte that is not ASCII. */
const sampleSize = 64 * 1024;
/** As much as it takes to see a byte order mark. */
const headSize = 16;
/** As much as it takes to see the zero bytes of UTF-16 without a mark, behind headings in Korean too. */
const zeroSampleSize = 4096;

export type Decoding = {
  /** Set once it is known; ASCII alone counts as UTF-8. */
  encoding: string;
};

/** Yields text as it comes. `found.encoding` is filled on the way; characters that make no sense become U+FFFD. */
export async function* decodeText(input: AsyncIterable<Uint8Array>, found: Decoding): AsyncGenerator<string> {
  let decoder = found.encoding === '' ? undefined : openDecoder(found.encoding);
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of input) {
    if (decoder !== undefined) {
      yield decoder.write(Buffer.from(chunk));
      continue;
    }
    held = Buffer.concat([held, chunk]);
    const firstOdd = held.findIndex((byte) => byte >= 0x80 || byte === 0);
    if (firstOdd === -1 && held.length >= headSize) {
      yield held.toString('latin1');
      held = Buffer.alloc(0);
    } else if (firstOdd !== -1 && held.length - firstOdd >= sampleSize) {
      found.encoding = detectEncoding(held);
      decoder = openDecoder(found.encoding);
      yield decoder.write(held);
    }
  }
  if (decoder === undefined) {
    found.encoding = detectEncoding(held);
    decoder = openDecoder(found.encoding);
    yield decoder.write(held);
  }
  yield decoder.end() ?? '';
}

type Decoder = { write(bytes: Buffer): string; end(): string | undefined };

/** iconv-lite takes a byte order mark away by itself. */
function openDecoder(encoding: string): Decoder {
  const isKnown: boolean = iconv.encodingExists(encoding); // as a type guard it would leave `never` below
  if (isKnown) return iconv.getDecoder(encoding);
  throw new UserError('import-encoding', `The encoding "${encoding}" is not known.`, { hint: 'For example utf-8, utf-16le, cp949, gb18030, shift_jis, windows-1252.' });
}

const byteOrderMarks: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

export function detectEncoding(bytes: Buffer): string {
  const marked = byteOrderMarks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked !== undefined) return marked[0];
  return detectUtf16(bytes) ?? (isUtf8(bytes) ? 'utf-8' : bestGuess(bytes));
}

/** Addresses, delimiters and line ends are ASCII: in UTF-16 every second byte of them is zero, and the bytes between hardly ever are (가 is AC00). */
function detectUtf16(bytes: Buffer): string | undefined {
  const sample = bytes.subarray(0, zeroSampleSize);
  const zeroShare = (parity: number): number => sample.filter((byte, index) => byte === 0 && index % 2 === parity).length / Math.max(1, sample.length / 2);
  const [even, odd] = [zeroShare(0), zeroShare(1)];
  if (odd > leastZeroShare && even < odd / 5) return 'utf-16le';
  return even > leastZeroShare && odd < even / 5 ? 'utf-16be' : undefined;
}
/** A NUL in a table of another encoding is an attack on one row, not a fifth of all bytes. */
const leastZeroShare = 0.2;

/** `stream` forgives a character cut at the end of the sample. Invalid UTF-8 is what the other encodings nearly always are. */
function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * The old encodings overlap: nearly all bytes of one are characters of another, but not the ones people write. Each row says where in
 * its table the common characters stand; the first encoding in which nearly everything stands there is taken.
 */
const guesses: readonly { readonly encoding: string; readonly isLead: (byte: number) => boolean; readonly isCommon: (lead: number, trail: number) => boolean }[] = [
  // KS X 1001 Hangul. Before Chinese: Hangul bytes are Han characters there, while Chinese text leaves these rows every other character.
  { encoding: 'cp949', isLead: (byte) => byte >= 0x81, isCommon: (lead, trail) => lead >= 0xb0 && lead <= 0xc8 && trail >= 0xa1 },
  // GB 2312: punctuation and both levels of Han characters.
  { encoding: 'gb18030', isLead: (byte) => byte >= 0x81, isCommon: (lead, trail) => ((lead >= 0xa1 && lead <= 0xa3) || (lead >= 0xb0 && lead <= 0xf7)) && trail >= 0xa1 },
  // JIS X 0208: punctuation, kana, Han characters of both levels. Bytes 0xa1 to 0xdf are half-width kana, rare in tables of people.
  { encoding: 'shift_jis', isLead: (byte) => (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xef), isCommon: (lead, trail) => lead >= 0x81 && trail >= 0x40 },
  { encoding: 'big5', isLead: (byte) => byte >= 0x81, isCommon: (lead, trail) => lead >= 0xa4 && lead <= 0xc6 && trail >= 0x40 },
  // Letters with accents, a typographic apostrophe; a letter stands alone, so what follows it does not matter.
  { encoding: 'windows-1252', isLead: () => false, isCommon: (letter) => letter >= 0xc0 || letter === 0x92 || letter === 0x8a || letter === 0x9a },
];
/** A few Hanja in a Korean table, or a syllable that only CP949 has, are normal; Chinese text has some 0.6 in the Korean rows. */
const leastShare = 0.85;

/** Nothing fits: UTF-8, whose readers then find characters that could not be read, and say so row by row. */
function bestGuess(bytes: Buffer): string {
  return guesses.find((guess) => commonShare(bytes, guess) >= leastShare)?.encoding ?? 'utf-8';
}

function commonShare(bytes: Buffer, { isLead, isCommon }: (typeof guesses)[number]): number {
  let all = 0;
  let common = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    all += 1;
    const isPair = isLead(byte);
    if (isPair) at += 1;
    if (isCommon(byte, isPair ? (bytes[at] ?? 0) : 0)) common += 1;
  }
  return common / Math.max(1, all);
}
