/**
 * quoted-printable (RFC 2045 6.7) with holes: a soft line break stands before and behind every value, so that fixed stretches can be
 * encoded ahead. No line begins with a dot: SMTP would have to double it.
 */

/** CRLF line ends in. `isOpen`: something follows on the same line, so that it must end in a soft break. */
export function quoteStretch(text: string, isOpen: boolean): Buffer {
  const quoted = text.split('\r\n').map(quoteLine).join('\r\n');
  const isMidLine = quoted !== '' && !quoted.endsWith('\r\n');
  return Buffer.from(isOpen && isMidLine ? `${quoted}=\r\n` : quoted, 'latin1');
}

function quoteLine(line: string): string {
  const octets = Buffer.from(line);
  let quoted = '';
  let column = 0;
  for (const [index, octet] of octets.entries()) {
    let unit = quoteOctet(octet, index === octets.length - 1);
    // (1) and (5): 76 characters at the most, the `=` of the soft break among them.
    if (column + unit.length > 75) {
      quoted += '=\r\n';
      column = 0;
    }
    if (column === 0 && unit === '.') unit = '=2E';
    quoted += unit;
    column += unit.length;
  }
  return quoted;
}

/** (2) and (3): printable ASCII but `=` stands for itself, and white space unless it ends the line. */
function quoteOctet(octet: number, isLast: boolean): string {
  const isSpace = octet === 0x20 || octet === 0x09;
  const isPlain = isSpace ? !isLast : octet > 0x20 && octet < 0x7f && octet !== 0x3d;
  return isPlain ? String.fromCharCode(octet) : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}
