/** Questions to DNS blocklists (RFC 5782): is a domain, or an address, on it? */
import { isIPv4 } from 'node:net';
import type { Asked } from '../online.js';
import type { Dns } from './dns.js';

export type Blocklist = { readonly kind: 'domain' | 'ip'; readonly zone: string };

export type Listing = { readonly zone: string; readonly what: string; readonly answer: Asked<'clean' | 'listed' | 'refused'> };

/** One mail has hundreds of links, and few of them matter to a filter. */
const mostDomains = 60;

export function askBlocklists(dns: Dns, lists: readonly Blocklist[], asked: { readonly domains: readonly string[]; readonly address: string | undefined }): Promise<readonly Listing[]> {
  const domains = [...new Set(asked.domains)].slice(0, mostDomains);
  const questions = lists.flatMap(({ kind, zone }) => {
    if (kind === 'domain') return domains.map((domain) => ({ zone, what: domain, name: `${domain}.${zone}` }));
    return asked.address === undefined ? [] : [{ zone, what: asked.address, name: `${reversed(asked.address)}.${zone}` }];
  });
  return Promise.all(questions.map(async ({ zone, what, name }): Promise<Listing> => {
    const found = await dns.addresses(name);
    return { zone, what, answer: 'failed' in found ? found : { value: judge(found.value) } };
  }));
}

/** 127.255.255.x and 127.0.1.255 mean "not to you" at Spamhaus; an answer outside of 127.0.0.0/8 is of somebody who answers everything. */
function judge(addresses: readonly string[]): 'clean' | 'listed' | 'refused' {
  if (addresses.length === 0) return 'clean';
  return addresses.some((address) => address.startsWith('127.') && !/^127\.255\.255\.|^127\.0\.1\.255$|^127\.0\.0\.1$/.test(address)) ? 'listed' : 'refused';
}

/** RFC 5782 2.1 and 2.4. */
function reversed(address: string): string {
  if (isIPv4(address)) return address.split('.').toReversed().join('.');
  const [left = '', right = ''] = address.split('::');
  const [front, back] = [left, right].map((half) => half.split(':').filter((group) => group !== ''));
  const gap = Array.from({ length: address.includes('::') ? 8 - (front?.length ?? 0) - (back?.length ?? 0) : 0 }, () => '0');
  return [...(front ?? []), ...gap, ...(back ?? [])].map((group) => group.padStart(4, '0')).join('').split('').toReversed().join('.');
}
