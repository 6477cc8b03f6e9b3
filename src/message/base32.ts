/** RFC 4648 6 base32, lower case and without padding: what survives in a local part, which mail servers may fold to either case. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

export function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let heldBits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (heldBits += 8; heldBits >= 5; heldBits -= 5) text += alphabet.charAt((held >>> (heldBits - 5)) & 31);
    held &= (1 << heldBits) - 1;
  }
  return heldBits === 0 ? text : text + alphabet.charAt((held << (5 - heldBits)) & 31);
}

/** Any case. Undefined for foreign characters and for spellings `encodeBase32` never writes: one value has one spelling. */
export function decodeBase32(text: string): Buffer | undefined {
  const lower = text.toLowerCase();
  const bytes: number[] = [];
  let held = 0;
  let heldBits = 0;
  for (const letter of lower) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return undefined;
    held = ((held << 5) | value) & 0xfff;
    heldBits += 5;
    if (heldBits >= 8) bytes.push((held >>> (heldBits -= 8)) & 255);
  }
  const decoded = Buffer.from(bytes);
  return encodeBase32(decoded) === lower ? decoded : undefined;
}
