/**
 * Which mailboxes a raw message speaks of, in whatever encoding its parts are: for erasing, where one that is missed is worse than one
 * too many. Reads no structure: a report that is cut off in the middle still quotes people. Pure.
 */
import { isAddressFault, parseAddress } from '../../address/parse.js';

/** A message in a base64 part of a message in a base64 part. */
const maxDepth = 3;
const base64Run = /[A-Za-z0-9+/]{16,}={0,2}(?:\r?\n[A-Za-z0-9+/]+={0,2})*/g;
const quotedPrintable = /=[0-9A-Fa-f]{2}|=[ \t]*\r?\n/g;
/** From the sign in the middle to both sides: megabytes without one are passed over at once. */
const addressLike = /(?:@|%40)(?<=([\p{L}\p{M}\p{N}_!#$%&'*+/=?^`{|}~.-]{1,128})(?:@|%40))([\p{L}\p{M}\p{N}.-]{3,253})/gu;

export function quotesMailbox(raw: Uint8Array, pattern: RegExp): boolean {
  return readings(toBinary(raw)).some((text) => pattern.test(text));
}

/** Canonical addresses, each once. */
export function listQuotedMailboxes(raw: Uint8Array): readonly string[] {
  const written = new Set(readings(toBinary(raw)).flatMap((text) => [...text.matchAll(addressLike)].map(([, local = '', domain = '']) => `${local}@${domain}`)));
  const found = new Set<string>();
  for (const candidate of new Set([...written].flatMap(spellings))) {
    const address = parseAddress(candidate);
    if (!isAddressFault(address)) found.add(address.canonical);
  }
  return [...found];
}

/**
 * As it stands, without a full stop behind it or the words that a language writes without a space before it, as a field of a page's address
 * (`?who=name%40example.org`), and what VERP of others makes of it: `bounces+name=example.org@their.example`.
 */
function spellings(written: string): string[] {
  const bare = written.replace(/[.-]+$/, '');
  const verp = /^(?:.*[+-])?([^=+]+)=([^=@]+\.[^=@]+)@/.exec(bare);
  return verp === null ? [bare, bare.replace(/^[^\w]+/, ''), bare.replace(/^[^ -~]+/, ''), bare.replace(/^.*[=/?&]/, '')] : [bare, `${verp[1]}@${verp[2]}`];
}

/** The bytes as text, and what is inside of encodings. */
function readings(binary: string, depth = 0): string[] {
  const own = [binary, ...(/=[0-9A-Fa-f\r\n]/.test(binary) ? [decodeQuotedPrintable(binary)] : [])];
  const inside = depth >= maxDepth ? [] : (binary.match(base64Run) ?? []).flatMap((run) => readings(Buffer.from(run, 'base64').toString('latin1'), depth + 1));
  return [...own.map(toText), ...inside];
}

function decodeQuotedPrintable(binary: string): string {
  return binary.replaceAll(quotedPrintable, (code) => (/^=[0-9A-F]{2}$/i.test(code) ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : ''));
}

/** NULs are taken out: between them UTF-16 is ASCII. */
function toText(binary: string): string {
  return Buffer.from(binary, 'latin1').toString('utf8').replaceAll('\0', '');
}

function toBinary(raw: Uint8Array): string {
  return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
}
