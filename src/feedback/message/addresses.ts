/** E-mail addresses in headers, report fields and running text: found, cleaned, put in one form. */

const letter = String.raw`[\p{L}\p{N}!#$%&'*+/=?^_${'`'}{|}~.-]`;
const quoted = String.raw`"[^"\n]{1,64}"`;
const domain = String.raw`(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,62})\.){0,8}[\p{L}\p{N}][\p{L}\p{N}_-]{0,62}`;

/** As pattern source, to build others from: a generous reading of RFC 5321 4.1.2, what mail servers print between other words. Every repeat is bounded. */
export const addressSource = `(?:${quoted}|${letter}{1,100})@${domain}`;

/** Begun only where a word begins: a megabyte of letters is looked at once, and not a hundred times. */
const anywhere = new RegExp(`(?:${quoted}|(?<!${letter})${letter}{1,100})@${domain}`, 'gu');
const maxTextLength = 20_000;

/** Every address of a text, in order, cleaned, each once. */
export function findAddresses(text: string): readonly string[] {
  const found = (text.slice(0, maxTextLength).match(anywhere) ?? []).map(cleanAddress).filter((address) => address !== null);
  return [...new Set(found)];
}

/** Case of the domain folded, mark-up and route taken off; null for what is no address. The local part keeps its case (RFC 5321 2.4). */
export function cleanAddress(written: string): string | null {
  const bare = written.trim().replace(/^(?:rfc822|smtp|mailto|utf-8|x-\w{1,20}|internet)\s{0,5}[;:]\s{0,5}/i, '').replaceAll(/^[<("'[=.\s]{1,9}|[>)"'\].,;:\s]{1,9}$/g, '');
  const at = bare.lastIndexOf('@');
  if (at < 1 || at > 320) return null;
  const domain = bare.slice(at + 1).toLowerCase().replace(/\.+$/, '');
  const local = bare.slice(0, at);
  if (local.includes('...')) return null; // blotted out, as archives do
  if (domain === '' || /[\s<>,;]/.test(domain) || /[\s<>]/.test(local) && !local.startsWith('"')) return null;
  return `${local}@${domain}`;
}

/** RFC 3464 2.3.1: `address-type; address`, and what is written instead: brackets, no type, X.400, comments. */
export function readRecipientField(value: string): string | null {
  const withoutComment = value.replaceAll(/\([^()]{0,200}\)/g, (comment) => (comment === '(a)' ? '@' : ' '));
  const x400 = /(?:rfc-?822=|dda:smtp=|smtp=)([^/;\s]{1,200})/i.exec(withoutComment)?.[1];
  if (x400 !== undefined) return cleanAddress(x400.replaceAll('(a)', '@'));
  const after = withoutComment.replace(/^\s{0,9}[\w-]{1,20}\s{0,9};/, '');
  return toMailbox(findAddresses(unescapeCodePoints(after))[0] ?? null);
}

/** RFC 6533 3: `\x{D55C}` in a `utf-8` address that had to pass seven bits. */
function unescapeCodePoints(value: string): string {
  return value.replaceAll(/\\x\{([\dA-F]{1,6})\}/gi, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code > 0x20 && code < 0x11_00_00 ? String.fromCodePoint(code) : whole;
  });
}

/** Exchange wraps addresses that are foreign to it: IMCEASMTP holds one in `+40` escapes, IMCEAEX only a name in its directory. */
function toMailbox(address: string | null): string | null {
  const wrapped = /^imcea(\w{1,10})-(.{1,250})@/i.exec(address ?? '');
  if (wrapped === null) return address;
  return wrapped[1]?.toLowerCase() === 'smtp' ? cleanAddress((wrapped[2] ?? '').replaceAll(/\+([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))) : null;
}

/** Bounce senders and desks: never the recipient of a newsletter unless a report field says so. */
export function isService(address: string): boolean {
  return /^(?:mailer-?daemon|mail-?daemon|postmaster|mdaemon|double-bounce|bounces?|abuse|no-?reply|donotreply|hostmaster|mailman|listserv|majordomo)(?:[-+.\d]|@)/i.test(address);
}

export function sameAddress(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Asked for each address of a text, of lists that strangers make as long as they like. */
export function isOneOf(addresses: readonly string[]): (address: string) => boolean {
  const known = new Set(addresses.map((address) => address.toLowerCase()));
  return (address) => known.has(address.toLowerCase());
}
