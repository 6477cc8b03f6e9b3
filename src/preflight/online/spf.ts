/**
 * SPF of the envelope domain (RFC 7208): its record and what it includes, walked as a receiver does, with the limits of 4.6.4. With the
 * address that sends it is evaluated (check_host); without one it is only read. Macros are read as receivers do by asking, so a term with one
 * is left open.
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { Asked } from '../online.js';
import type { Dns } from './dns.js';

export type SpfResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'permerror';

export type SpfAnswer = {
  /** Those that begin with v=spf1; a sound domain has one. */
  readonly records: readonly string[];
  /** DNS questions a receiver asks: include, a, mx, ptr, exists, redirect. */
  readonly lookupCount: number;
  /** Of them without any record. */
  readonly voidCount: number;
  /** Names that are included, at any depth. */
  readonly includes: readonly string[];
  /** `+all`: anybody may send. */
  readonly passesAll: boolean;
  /** Terms that cannot be read, names that cannot be asked for. */
  readonly faults: readonly string[];
  /** For the address that sends, when it is known. */
  readonly result: SpfResult | undefined;
};

type Walk = { readonly dns: Dns; readonly address: string | undefined; lookupCount: number; voidCount: number; readonly includes: Set<string>; readonly faults: Set<string>; readonly open: Set<string> };

/** Beyond the 10 of RFC 7208 4.6.4, to tell how many there are. */
const walkLimit = 30;

export async function askSpf(dns: Dns, domain: string, address: string | undefined): Promise<Asked<SpfAnswer>> {
  const found = await spfRecords(dns, domain);
  if ('failed' in found) return found;
  const records = found.value;
  const walk: Walk = { dns, address, lookupCount: 0, voidCount: 0, includes: new Set(), faults: new Set(), open: new Set() };
  const [record] = records;
  const result = record === undefined ? undefined : await evaluate(walk, domain, record);
  const passesAll = record !== undefined && /(?:^|\s)\+?all(?:\s|$)/i.test(record);
  return { value: { records, lookupCount: walk.lookupCount, voidCount: walk.voidCount, includes: [...walk.includes], passesAll, faults: [...walk.faults], result: address === undefined || records.length !== 1 ? undefined : result } };
}

async function spfRecords(dns: Dns, domain: string): Promise<Asked<readonly string[]>> {
  const found = await dns.txt(domain);
  return 'failed' in found ? found : { value: found.value.filter((text) => /^v=spf1(?: |$)/i.test(text)) };
}

const qualifiers: Readonly<Record<string, SpfResult>> = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' };
const term = /^([+\-~?]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?::([^/\s]+(?:\/\/?\d+)*|[0-9a-f:.]+(?:\/\d+)?))?((?:\/\d+)?(?:\/\/\d+)?)$/i;

/** Every term is walked, also behind the one that matches: the limits count for all of them. */
async function evaluate(walk: Walk, domain: string, record: string): Promise<SpfResult> {
  if (walk.open.has(domain)) {
    walk.faults.add(`${domain} includes itself`);
    return 'permerror';
  }
  walk.open.add(domain);
  let result: SpfResult | undefined;
  let redirect: string | undefined;
  for (const word of record.trim().split(/\s+/).slice(1)) {
    const modifier = /^([a-z][\w.-]*)=(.*)$/i.exec(word);
    if (modifier !== null) {
      if (modifier[1]?.toLowerCase() === 'redirect') redirect = modifier[2];
      continue;
    }
    const matched = await evaluateTerm(walk, domain, word);
    result ??= matched;
  }
  const hasAll = /(?:^|\s)[+\-~?]?all(?:\s|$)/i.test(record);
  if (redirect !== undefined && !hasAll) {
    const followed = await followName(walk, redirect, 'redirect');
    result ??= followed ?? 'permerror';
  }
  walk.open.delete(domain);
  return result ?? 'neutral';
}

async function evaluateTerm(walk: Walk, domain: string, word: string): Promise<SpfResult | undefined> {
  const [, sign = '', name = '', argument, mask = ''] = term.exec(word) ?? [];
  if (name === '') {
    walk.faults.add(`"${word}" is no term of SPF`);
    return 'permerror';
  }
  const isMatch = await matches(walk, domain, { name: name.toLowerCase(), argument, mask, word });
  if (isMatch === 'permerror') return 'permerror';
  return isMatch ? qualifiers[sign === '' ? '+' : sign] : undefined;
}

type Term = { readonly name: string; readonly argument: string | undefined; readonly mask: string; readonly word: string };

async function matches(walk: Walk, domain: string, { name, argument, mask, word }: Term): Promise<boolean | 'permerror'> {
  if (name === 'all') return true;
  if (name === 'ip4' || name === 'ip6') return matchNetwork(walk, `${argument ?? ''}${mask}`, name, word);
  const [target = '', ...masks] = (argument ?? domain).split('/');
  if (name === 'include') {
    const result = await followName(walk, argument ?? '', 'include');
    // RFC 7208 5.2: an error within is an error without.
    return result === undefined || result === 'permerror' ? 'permerror' : result === 'pass';
  }
  countLookup(walk);
  // A macro stands for the mail at hand; who asks before there is one cannot know.
  if (target.includes('%') || name === 'exists' || walk.lookupCount > walkLimit) return false;
  if (name === 'ptr') {
    walk.faults.add('"ptr" is slow and must not be used any more (RFC 7208 5.5)');
    return false;
  }
  const hosts = name === 'mx' ? await walk.dns.mx(target) : { value: [target] };
  if ('failed' in hosts) return fail(walk, `${target}: ${hosts.failed}`);
  const found = await Promise.all(hosts.value.slice(0, 10).map((host) => walk.dns.addresses(host)));
  const addresses = found.flatMap((answer) => ('value' in answer ? answer.value : []));
  if (addresses.length === 0) walk.voidCount++;
  const suffix = masks.length > 0 ? `/${masks.join('/')}` : mask;
  return addresses.some((address) => isInNetwork(walk.address, `${address}${maskFor(address, suffix)}`));
}

function fail(walk: Walk, fault: string): false {
  walk.faults.add(fault);
  return false;
}

function countLookup(walk: Walk): void {
  walk.lookupCount++;
}

/** The result of the record at another name; undefined when there is none, which is a permanent error (RFC 7208 5.2). */
async function followName(walk: Walk, name: string, how: 'include' | 'redirect'): Promise<SpfResult | undefined> {
  countLookup(walk);
  if (name.includes('%') || walk.lookupCount > walkLimit) return 'neutral';
  if (how === 'include') walk.includes.add(name.toLowerCase());
  const found = await spfRecords(walk.dns, name);
  if ('failed' in found) {
    walk.faults.add(`${name}: ${found.failed}`);
    return undefined;
  }
  const [record] = found.value;
  if (record === undefined || found.value.length > 1) {
    if (record === undefined) walk.voidCount++;
    walk.faults.add(`${how} of ${name}, which has ${record === undefined ? 'no SPF record' : `${found.value.length} of them`}`);
    return undefined;
  }
  return evaluate(walk, name.toLowerCase(), record);
}

/** `/24//64`: the first for IPv4, the second for IPv6. */
function maskFor(address: string, mask: string): string {
  const [, four, six] = /^(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(mask) ?? [];
  const bits = isIPv4(address) ? four : six;
  return bits === undefined ? '' : `/${bits}`;
}

function matchNetwork(walk: Walk, network: string, kind: string, word: string): boolean | 'permerror' {
  const [address = '', bits] = network.split('/');
  const isSound = kind === 'ip4' ? isIPv4(address) && Number(bits ?? 32) <= 32 : isIPv6(address) && Number(bits ?? 128) <= 128;
  if (!isSound) {
    walk.faults.add(`"${word}" names no network`);
    return 'permerror';
  }
  return isInNetwork(walk.address, network);
}

function isInNetwork(address: string | undefined, network: string): boolean {
  const [base = '', bits] = network.split('/');
  if (address === undefined || isIPv4(address) !== isIPv4(base)) return false;
  const list = new BlockList();
  const family = isIPv4(base) ? 'ipv4' : 'ipv6';
  list.addSubnet(base, Number(bits ?? (family === 'ipv4' ? 32 : 128)), family);
  return list.check(address, family);
}
