/**
 * RFC 2047 encoded-words in UTF-8: B or Q, whichever is shorter, at most 75 characters each, cut between whole characters as a
 * reader sees them (RFC 2047 5: "each encoded-word MUST represent an integral number of characters").
 */

/** RFC 2047 2: no encoded-word is longer. */
export const encodedWordLimit = 75;
const frame = '=?UTF-8?B??='.length;

/** `firstRoom`: columns left on the line where the first word goes. */
export function encodeWords(text: string, firstRoom: number): readonly string[] {
  const isB = Math.ceil(octetLength(text) / 3) * 4 <= qLength(text);
  const first = Math.min(firstRoom, encodedWordLimit);
  return cutText(text, isB ? octetLength : qLength, capacity(first, isB), capacity(encodedWordLimit, isB))
    .map((chunk) => (isB ? `=?UTF-8?B?${Buffer.from(chunk).toString('base64')}?=` : `=?UTF-8?Q?${encodeQ(chunk)}?=`));
}

/** What one word of that many columns can carry: octets for B, encoded characters for Q. */
function capacity(columns: number, isB: boolean): number {
  return isB ? Math.floor((columns - frame) / 4) * 3 : columns - frame;
}

function cutText(text: string, cost: (part: string) => number, firstRoom: number, room: number): readonly string[] {
  if (cost(text) <= firstRoom) return [text]; // the usual name: no segmenter needed
  const chunks: string[] = [];
  let chunk = '';
  let left = firstRoom;
  for (const cluster of toClusters(text, cost, Math.min(firstRoom, room))) {
    const price = cost(cluster);
    if (price > left && chunk !== '') {
      chunks.push(chunk);
      chunk = '';
      left = room;
    }
    chunk += cluster;
    left -= price;
  }
  return [...chunks, chunk];
}

/** A letter with its marks, an emoji with its joiners stays whole; one too long for a word falls apart into code points. */
function* toClusters(text: string, cost: (part: string) => number, room: number): Iterable<string> {
  for (const { segment } of new Intl.Segmenter('und').segment(text)) {
    if (cost(segment) <= room) yield segment;
    else yield* segment;
  }
}

/** RFC 2047 5 (3): in a phrase only these may stand for themselves; the same set serves everywhere. */
const plain = /[A-Za-z0-9!*+/-]/;

function encodeQ(text: string): string {
  let encoded = '';
  for (const octet of Buffer.from(text)) {
    const character = String.fromCharCode(octet);
    if (octet === 0x20) encoded += '_';
    else encoded += plain.test(character) ? character : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

function qLength(text: string): number {
  return encodeQ(text).length;
}

function octetLength(text: string): number {
  return Buffer.byteLength(text);
}
