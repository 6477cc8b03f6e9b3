/**
 * The one grammar for addresses: a strict part of RFC 5321 4.1.2 (Dot-string "@" Domain) and of what RFC 6531 3.3 adds to it. What it lets
 * through can stand in an envelope and in a header as it is. Faults are values: an import reports thousands of them.
 */
import { canonicalAddress } from './canonical.js';
import { parseDomain } from './domain.js';
import { internationalFault, needsSmtpUtf8 } from './international.js';
import { addressFault, type AddressFault, type AddressFaultCode } from './faults.js';

export { isAddressFault, type AddressFault, type AddressFaultCode } from './faults.js';

export type Address = {
  /** What is written to: the local part as typed (in NFC), the domain as A-labels in lower case. */
  readonly address: string;
  readonly local: string;
  readonly domain: string;
  /** The same for all spellings of one mailbox. */
  readonly canonical: string;
};

/** A mailbox of RFC 5322 3.4: an address with a display name, as in From. */
export type Mailbox = { readonly name: string | null; readonly address: Address };

/** RFC 5321 4.5.3.1.1 and, for the whole, 4.5.3.1.3: a path has 256 octets with its angle brackets. */
const maxLocalOctets = 64;
const maxAddressOctets = 254;
const maxNameLength = 200;

/** C0, DEL, C1, and the separators that some programs take for a line end. A first test, before anything is trimmed or split. */
const controlCharacter = /[\p{Cc}\u2028\u2029]/u;
/** Zero-width and direction marks, fillers, variation selectors: two addresses that look the same would be two people. */
const hiddenCharacter = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
/** RFC 5322 3.2.3: atext; other characters of ASCII are refused in every local part. */
const notAtext = /[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.\u0080-\u{10ffff}-]/u;

/** In this order, so that the most telling reason is given. `text` is trimmed of spaces. */
const wholeFaults: readonly (readonly [AddressFaultCode, (text: string) => boolean])[] = [
  ['control-character', (text) => controlCharacter.test(text)],
  ['hidden-character', (text) => hiddenCharacter.test(text)],
  ['empty', (text) => text === ''],
  ['too-long', (text) => text.length > maxAddressOctets * 4],
  ['quoted-local-part', (text) => text.startsWith('"')],
  ['comment', (text) => /[()]/.test(text)],
  ['brackets', (text) => /[<>]/.test(text)],
  ['several', (text) => /[,;]/.test(text)],
  ['full-width-at-sign', (text) => !text.includes('@') && text.includes('＠')],
  ['no-at-sign', (text) => !text.includes('@')],
  ['two-at-signs', (text) => text.indexOf('@') !== text.lastIndexOf('@')],
  ['space', (text) => /\s/.test(text)],
];

const localFaults: readonly (readonly [AddressFaultCode, (local: string) => boolean])[] = [
  ['no-local-part', (local) => local === ''],
  ['quoted-local-part', (local) => local.includes('"')],
  ['local-too-long', (local) => Buffer.byteLength(local) > maxLocalOctets], // RFC 6531 3.3: octets of UTF-8
  ['local-dots', (local) => /^\.|\.\.|\.$/.test(local)],
  ['route', (local) => /[%!]/.test(local)], // RFC 5321 appendix C, RFC 1123 5.2.16; Postfix rewrites user%host by default
  ['local-character', (local) => notAtext.test(local)],
];

/**
 * An address, or what is wrong with it. Spaces around it are forgiven; a line end is not, it is the first half of an injection.
 */
export function parseAddress(text: string): Address | AddressFault {
  // RFC 6532 3.1: NFC. What a Mac or a list of files writes in pieces is the same address.
  const trimmed = text.replace(/^[ \u00a0\u3000]+|(?<![ \u00a0\u3000])[ \u00a0\u3000]+$/g, '').normalize('NFC');
  const fault = firstFault(wholeFaults, trimmed);
  if (fault !== undefined) return fault;
  const at = trimmed.indexOf('@');
  const local = trimmed.slice(0, at);
  const localFault = firstFault(localFaults, local) ?? internationalFault(local);
  if (localFault !== undefined) return localFault;
  const domain = parseDomain(trimmed.slice(at + 1));
  if (typeof domain !== 'string') return domain;
  const address = `${local}@${domain}`;
  if (Buffer.byteLength(address) > maxAddressOctets) return addressFault('too-long');
  return { address, local, domain, canonical: canonicalAddress(local, domain) };
}

function firstFault(faults: typeof wholeFaults, text: string): AddressFault | undefined {
  const found = faults.find(([, isFaulty]) => isFaulty(text));
  return found === undefined ? undefined : addressFault(found[0]);
}

/** `a@b.example`, `Name <a@b.example>` or `"Name, with anything" <a@b.example>`: what an operator writes for From and Reply-To. ASCII only. */
export function parseMailbox(text: string): Mailbox | AddressFault {
  if (controlCharacter.test(text)) return addressFault('name-control-character');
  const angle = /^(?<name>[^<>]*)<(?<address>[^<>]*)>\s*$/.exec(text);
  const address = parseAddress(angle?.groups?.['address'] ?? text);
  if ('fault' in address) return address;
  if (needsSmtpUtf8(address.address)) return addressFault('local-not-ascii');
  const name = unquoteName(angle?.groups?.['name'] ?? '');
  if (name.length > maxNameLength) return addressFault('name-too-long');
  return { name: name === '' ? null : name, address };
}

/** RFC 5322 3.2.4: in a quoted string a backslash stands before a quote or a backslash. */
function unquoteName(text: string): string {
  const trimmed = text.trim();
  const quoted = /^"(?<inside>(?:[^"\\]|\\.)*)"$/u.exec(trimmed)?.groups?.['inside'];
  return quoted === undefined ? trimmed : quoted.replaceAll(/\\(.)/gu, '$1').trim();
}
