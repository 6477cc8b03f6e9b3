/** Inline style of an element, as far as the rules need it. */

export type Declarations = ReadonlyMap<string, string>;

const none: Declarations = new Map();

/** `color: #FFF !important` becomes `color` -> `#fff`; of two the last wins. */
export function parseDeclarations(style: string): Declarations {
  if (style.trim() === '') return none;
  const found = new Map<string, string>();
  for (const piece of style.split(';')) {
    const colon = piece.indexOf(':');
    if (colon > 0) found.set(piece.slice(0, colon).trim().toLowerCase(), piece.slice(colon + 1).replace(/!\s*important/i, '').trim().toLowerCase());
  }
  return found;
}
