/** The last step before DATA. */

const dotLine = Buffer.from('\r\n.', 'latin1');

/**
 * Doubles the dot at the start of a line (RFC 5321 4.5.2). Without the closing `.` line: that one is the connection's. Few messages
 * have such a line, and then nothing is copied.
 */
export function toWire(message: Buffer): Buffer {
  const chunks: Buffer[] = message[0] === 0x2e ? [Buffer.from('.', 'latin1')] : [];
  let from = 0;
  for (let at = message.indexOf(dotLine); at >= 0; at = message.indexOf(dotLine, at + dotLine.length)) {
    chunks.push(message.subarray(from, at + dotLine.length));
    from = at + dotLine.length - 1;
  }
  return from === 0 && chunks.length === 0 ? message : Buffer.concat([...chunks, message.subarray(from)]);
}
