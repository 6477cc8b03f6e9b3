/**
 * The line on which each address of a file stood first. A million texts in a Map are 150 MB; here an address is 64 bits of its hash and
 * a line is 32: 24 MB. Two of a million addresses share their 64 bits once in thirty million files.
 */

export type SeenAddresses = {
  /** The line on which this address stood first: `line` when it is new. */
  firstLine(canonical: string, line: number): number;
};

/** Open addressing with linear probing, in three plain columns; a line of 0 is an empty place. */
type Places = { readonly low: Uint32Array; readonly high: Uint32Array; readonly lines: Uint32Array; readonly mask: number };

function makePlaces(size: number): Places {
  return { low: new Uint32Array(size), high: new Uint32Array(size), lines: new Uint32Array(size), mask: size - 1 };
}

export function createSeenAddresses(): SeenAddresses {
  let places = makePlaces(1 << 12);
  let count = 0;
  return {
    firstLine: (canonical, line) => {
      const [low, high] = hashText(canonical);
      const at = findPlace(places, low, high);
      const first = places.lines[at] ?? 0;
      if (first !== 0) return first;
      fillPlace(places, at, low, high, line);
      if ((count += 1) * 2 > places.lines.length) places = grow(places);
      return line;
    },
  };
}

function findPlace(places: Places, low: number, high: number): number {
  let at = low & places.mask;
  while (places.lines[at] !== 0 && (places.low[at] !== low || places.high[at] !== high)) at = (at + 1) & places.mask;
  return at;
}

function fillPlace(places: Places, at: number, low: number, high: number, line: number): void {
  places.low[at] = low;
  places.high[at] = high;
  places.lines[at] = line;
}

function grow(old: Places): Places {
  const places = makePlaces(old.lines.length * 2);
  for (let at = 0; at < old.lines.length; at += 1) {
    const line = old.lines[at] ?? 0;
    const low = old.low[at] ?? 0;
    const high = old.high[at] ?? 0;
    if (line !== 0) fillPlace(places, findPlace(places, low, high), low, high, line);
  }
  return places;
}

/** Two 32-bit lanes over the UTF-16 units, mixed into each other at the end (the finish of MurmurHash3). */
function hashText(text: string): readonly [low: number, high: number] {
  let one = 0x9747b28c;
  let other = 0x3c6ef372;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0x85ebca6b);
    one = (one << 13) | (one >>> 19);
    other = Math.imul(other ^ unit, 0xc2b2ae35);
    other = (other << 17) | (other >>> 15);
  }
  const low = finish(one ^ text.length) + finish(other);
  return [low >>> 0, finish(other ^ low) >>> 0];
}

function finish(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
