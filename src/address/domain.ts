/** The domain of an address: to A-labels in lower case, and what is refused. Whether mail can reach it is asked of nobody here. */
import { domainToASCII } from 'node:url';
import { addressFault, type AddressFault } from './faults.js';

/**
 * Letters, digits, hyphens, and the dots that input methods write (U+3002, U+FF0E, U+FF61). Checked before `domainToASCII`, which also
 * decodes %41 and turns 0x7f.1 into an IP address.
 */
const domainCharacters = /^[\p{L}\p{M}\p{N}\-.\u3002\uff0e\uff61]+$/u;
/** RFC 1035 2.3.4: a label has at most 63 octets; RFC 1123 2.1: letters, digits, hyphens inside. */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** RFC 3696 2: a top-level domain is alphabetic, or an A-label; so 10.0.0.1 is none. */
const topLevelLabel = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** RFC 5890 2.3.2.1: the A-label form. A string, or what is wrong. */
export function parseDomain(text: string): string | AddressFault {
  if (text === '') return addressFault('no-domain');
  if (text.startsWith('[') || /^[0-9.]+$/.test(text)) return addressFault('ip-literal');
  if (!domainCharacters.test(text)) return addressFault('domain-character');
  if (/^\.|\.\.|\.$/.test(text)) return addressFault('domain-dots');
  const ascii = /[^a-z0-9.-]/i.test(text) ? domainToASCII(text) : text.toLowerCase();
  const labels = ascii.split('.');
  if (!labels.every((part) => label.test(part))) return addressFault('domain-label');
  if (labels.length < 2) return addressFault('domain-without-dot');
  return topLevelLabel.test(labels.at(-1) ?? '') ? ascii : addressFault('domain-top-level');
}
