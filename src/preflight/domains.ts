/** What a domain name tells: who it belongs to, whether it can be mixed up with another, whether anybody can reach it. */
import { getDomain } from 'tldts';
import { laneOf } from '../address/provider.js';

/** The registered domain (DMARC: organisational domain, RFC 7489 3.2), by the Public Suffix List. */
export function organisationOf(host: string): string {
  return getDomain(host, { allowPrivateDomains: false, validateHostname: false }) ?? host.toLowerCase();
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).replace(/>$/, '').toLowerCase();
}

/** Mailboxes for everybody: their owners let nobody else send in their name. */
const otherFreeMail: ReadonlySet<string> = new Set(['gmx.de', 'gmx.net', 'gmx.com', 'web.de', 't-online.de', 'mail.ru', 'yandex.ru', 'yandex.com', 'proton.me', 'protonmail.com', 'nate.com', 'hanmir.com', 'sina.com', 'sohu.com', 'zoho.com', 'fastmail.com', 'laposte.net', 'free.fr', 'libero.it']);

export function isFreeMail(domain: string): boolean {
  return laneOf(domain) !== 'rest' || otherFreeMail.has(domain);
}

/** RFC 2606 and RFC 6761: names that lead nowhere, for examples and tests. */
export function isReserved(domain: string): boolean {
  return /(?:^|\.)(?:example|test|invalid|localhost|local|internal|home\.arpa)$/.test(domain) || /(?:^|\.)example\.(?:com|net|org)$/.test(domain);
}

/** RFC 1918, RFC 3927, RFC 5735; IPv6 in brackets as URL gives it (RFC 4193, RFC 4291 2.5.6). */
const privateNumber = /^(?:127|10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3})+$|^\[?(?:::1|f[cd][0-9a-f]{2}:|fe80:)/;

/** Reached from the sender's own machine or network only. */
export function isPrivateHost(host: string): boolean {
  return privateNumber.test(host) || /(?:^|\.)(?:localhost|local|internal|lan)$/.test(host) || !/[.:]/.test(host);
}

const scripts = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic'] as const;

/** Letters of two alphabets that look alike within one word: `раypal`. East Asian scripts mix with Latin all the time. */
export function hasMixedAlphabets(word: string): boolean {
  return scripts.filter((script) => new RegExp(`\\p{Script=${script}}`, 'u').test(word)).length > 1;
}
