/**
 * quoted-printable (RFC 2045 6.7) with holes: a soft line break stands before and behind every value, so that fixed stretches can be
 * encoded ahead. No line begins with a dot: SMTP would have to double it. Octet by octet into one buffer: a mail has a hundred thousand.
 */

const [tab, lineFeed, carriageReturn, space, dot, equals, tilde] = [0x09, 0x0a, 0x0d, 0x20, 0x2e, 0x3d, 0x7e];
/** (1) and (5): 76 characters at the most, the `=` of the soft break among them. */
const mostColumns = 75;
const hexDigits = Buffer.from('0123456789ABCDEF', 'latin1');

/** CRLF line ends in `text`. `isOpen`: something follows on the same line, so that it must end in a soft break. */
export function quoteStretch(text: string, isOpen: boolean): Buffer {
  const octets = Buffer.from(text);
  // Three for each octet, and a soft break for every 73 of them at the least.
  const quoted = Buffer.allocUnsafe(octets.length * 3 + Math.ceil(octets.length / 24) * 3 + 3);
  let length = 0;
  let column = 0;
  for (let index = 0; index < octets.length; index += 1) {
    const octet = octets[index] ?? 0;
    if (octet === carriageReturn && octets[index + 1] === lineFeed) {
      length = quoted.writeUInt16BE(0x0d0a, length);
      column = 0;
      index += 1;
      continue;
    }
    let width = isPlainAt(octets, index) ? 1 : 3;
    if (column + width > mostColumns) {
      length = writeSoftBreak(quoted, length);
      column = 0;
    }
    if (column === 0 && octet === dot) width = 3;
    length = width === 1 ? quoted.writeUInt8(octet, length) : writeCoded(quoted, length, octet);
    column += width;
  }
  if (isOpen && column > 0) length = writeSoftBreak(quoted, length);
  // A copy of its own: the stretch is kept as long as the campaign, the room around it is not.
  return Buffer.from(quoted.subarray(0, length));
}

/** (2) and (3): printable ASCII but `=` stands for itself, and white space unless it ends its line. */
function isPlainAt(octets: Buffer, index: number): boolean {
  const octet = octets[index];
  if (octet === space || octet === tab) return index + 1 < octets.length && !(octets[index + 1] === carriageReturn && octets[index + 2] === lineFeed);
  return octet !== undefined && octet > space && octet <= tilde && octet !== equals;
}

function writeCoded(quoted: Buffer, at: number, octet: number): number {
  quoted[at] = equals;
  quoted[at + 1] = hexDigits[octet >> 4] ?? 0;
  quoted[at + 2] = hexDigits[octet & 15] ?? 0;
  return at + 3;
}

function writeSoftBreak(quoted: Buffer, at: number): number {
  quoted[at] = equals;
  return quoted.writeUInt16BE(0x0d0a, at + 1);
}
