/** The last step before DATA. */

const dotLine = Buffer.from('\r\n.', 'latin1');
const dot = Buffer.from('.', 'latin1');
const [cr, lf, dotOctet] = [0x0d, 0x0a, 0x2e] as const;

/**
 * Doubles the dot at the start of a line (RFC 5321 4.5.2). Without the closing `.` line: that one is the connection's. Few messages
 * have such a line, and then nothing is copied.
 */
export function toWire(message: Buffer): Buffer {
  const pieces = createStuffer()([message]);
  return pieces.length === 1 ? (pieces[0] ?? message) : Buffer.concat(pieces);
}

/** Shorter pieces are a reader's own, and cheaper looked through than remembered. */
const worthRemembering = 512;

/** The same for a message in pieces: fixed buffers, the same objects for all readers, are looked through once and never copied. */
export function createStuffer(): (pieces: readonly Buffer[]) => readonly Buffer[] {
  const known = new WeakMap<Buffer, readonly Buffer[]>();
  const stuffed = (piece: Buffer): readonly Buffer[] => {
    if (piece.length < worthRemembering) return stuffWithin(piece);
    const cut = known.get(piece) ?? stuffWithin(piece);
    known.set(piece, cut);
    return cut;
  };
  return (pieces) => {
    const wire: Buffer[] = [];
    // The last two octets so far: a message begins at the start of a line.
    let [before, last]: [number | undefined, number | undefined] = [cr, lf];
    for (const piece of pieces) {
      if (piece.length === 0) continue;
      const [first, second] = piece;
      if (before === cr && last === lf && first === dotOctet) wire.push(dot, ...stuffed(piece));
      else if (last === cr && first === lf && second === dotOctet) wire.push(piece.subarray(0, 1), dot, ...stuffed(piece.subarray(1)));
      else wire.push(...stuffed(piece));
      [before, last] = [piece.length > 1 ? piece.at(-2) : last, piece.at(-1)];
    }
    return wire;
  };
}

/** Dots behind a line end that the piece itself holds. */
function stuffWithin(piece: Buffer): readonly Buffer[] {
  const cut: Buffer[] = [];
  let from = 0;
  for (let at = piece.indexOf(dotLine); at >= 0; at = piece.indexOf(dotLine, at + dotLine.length)) {
    cut.push(piece.subarray(from, at + dotLine.length));
    from = at + dotLine.length - 1;
  }
  return from === 0 ? [piece] : [...cut, piece.subarray(from)];
}

/** A piece costs a write of its own, about what it costs to copy this much. */
const worthSharing = 4096;

/** Small neighbours go out as one copy, large pieces stay the buffers that all readers share. */
export function joinSmall(pieces: readonly Buffer[]): readonly Buffer[] {
  const joined: Buffer[] = [];
  let small: Buffer[] = [];
  const join = (): void => {
    if (small.length > 0) joined.push(Buffer.concat(small));
    small = [];
  };
  for (const piece of pieces) {
    if (piece.length < worthSharing) {
      small.push(piece);
      continue;
    }
    join();
    joined.push(piece);
  }
  join();
  return joined;
}

export function countOctets(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((total, piece) => total + piece.length, 0);
}

/** Of the whole, wherever it is cut. */
export function endsWithLineEnd(pieces: readonly Uint8Array[]): boolean {
  const last = pieces.findLast((piece) => piece.length > 0);
  if (last === undefined || last.length >= 2) return last?.at(-1) === lf && last.at(-2) === cr;
  const front = pieces.slice(0, pieces.lastIndexOf(last)).findLast((piece) => piece.length > 0);
  return last[0] === lf && front?.at(-1) === cr;
}
