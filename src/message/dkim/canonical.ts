/**
 * Relaxed canonicalisation (RFC 6376 3.4.2 and 3.4.4), in pieces. What is the same for all readers is canonicalised once: a stretch is
 * cut into its inner octets, which no neighbour can change, and the white space at its ends, whose meaning depends on what follows.
 */

/** A run of white space: so many line ends, then perhaps a space. */
type Gap = { readonly lineEnds: number; readonly hasSpace: boolean };

/** Line ends are CRLF, which no stretch cuts in two. `inner` begins and ends with an octet that is no white space, or is empty. */
export type Stretch = { readonly before: Gap; readonly inner: Buffer; readonly after: Gap };

export function planStretch(octets: Buffer): Stretch {
  let start = 0;
  let end = octets.length;
  while (start < end && isSpace(octets[start])) start += 1;
  while (end > start && isSpace(octets[end - 1])) end -= 1;
  const inner = collapse(octets.subarray(start, end));
  if (inner.length === 0) return { before: toGap(octets), inner, after: toGap(octets.subarray(0, 0)) };
  return { before: toGap(octets.subarray(0, start)), inner, after: toGap(octets.subarray(end)) };
}

/** Takes the stretches of a body in order; `emit` gets its canonical form. A state of its own can be copied for bodies that begin alike. */
export type BodyReader = { push(stretch: Stretch): void; end(): void };

export function readBody(emit: (octets: Buffer | string) => void, begun: Gap & { isEmpty: boolean }): BodyReader & { readonly held: Gap & { isEmpty: boolean } } {
  let { lineEnds, hasSpace, isEmpty } = begun;
  const add = (gap: Gap): void => {
    hasSpace = gap.lineEnds > 0 ? gap.hasSpace : hasSpace || gap.hasSpace;
    lineEnds += gap.lineEnds;
  };
  return {
    get held() { return { lineEnds, hasSpace, isEmpty }; },
    push({ before, inner, after }) {
      add(before);
      if (inner.length > 0) {
        // White space in front of a line end was dropped by `add`; a run within a line is one space.
        if (lineEnds > 0 || hasSpace) emit('\r\n'.repeat(lineEnds) + (hasSpace ? ' ' : ''));
        emit(inner);
        lineEnds = 0;
        hasSpace = false;
        isEmpty = false;
      }
      add(after);
    },
    // 3.4.4: empty lines at the end are ignored, a body that is not empty ends with one line end.
    end: () => { if (!isEmpty) emit('\r\n'); },
  };
}

export const nothingRead = { lineEnds: 0, hasSpace: false, isEmpty: true } as const;

/** One field with its CRLF: name in lower case, unfolded, runs of white space are one space (3.4.2). */
export function canonicalField(field: string): string {
  const colon = field.indexOf(':');
  const value = field.slice(colon + 1).replaceAll('\r\n', '').replaceAll(/[ \t]+/g, ' ').trim();
  return `${fieldName(field)}:${value}\r\n`;
}

export function fieldName(field: string): string {
  return field.slice(0, field.indexOf(':')).trimEnd().toLowerCase();
}

/** Nothing is copied when there is nothing to collapse: most of a message has no such run. */
function collapse(octets: Buffer): Buffer {
  const text = octets.toString('latin1');
  if (!/\t| {2}| \r\n/.test(text)) return octets;
  return Buffer.from(text.replaceAll(/[ \t]+\r\n/g, '\r\n').replaceAll(/[ \t]+/g, ' '), 'latin1');
}

function toGap(space: Buffer): Gap {
  let lineEnds = 0;
  let hasSpace = false;
  for (const octet of space) {
    if (octet === 0x0a) lineEnds += 1;
    hasSpace = octet === 0x20 || octet === 0x09 || (hasSpace && octet === 0x0d);
    if (octet === 0x0a) hasSpace = false;
  }
  return { lineEnds, hasSpace };
}

function isSpace(octet: number | undefined): boolean {
  return octet === 0x20 || octet === 0x09 || octet === 0x0d || octet === 0x0a;
}
