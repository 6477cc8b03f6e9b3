/** The network a request came from: the /24 of IPv4, the /48 of IPv6. Whole addresses are kept nowhere. */
import { BlockList, isIP, isIPv4 } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

export type NetworkOf = (c: Context) => string | null;
/** Whole, for the few seconds in which visitors are told apart. */
export type AddressOf = (c: Context) => string | null;

/** `trusted`: proxies of our own, which alone are believed when they name somebody in X-Forwarded-For. */
export function createNetworkOf(trusted: readonly string[]): NetworkOf {
  const addressOf = createAddressOf(trusted);
  return (c) => {
    const address = addressOf(c);
    return address === null ? null : toNetwork(address);
  };
}

export function createAddressOf(trusted: readonly string[]): AddressOf {
  const proxies = toBlockList(trusted);
  return (c) => {
    const peer = peerOf(c);
    return peer === undefined ? null : findClient(peer, c.req.header('x-forwarded-for') ?? '', proxies);
  };
}

function peerOf(c: Context): string | undefined {
  try {
    return getConnInfo(c).remote.address;
  } catch {
    return undefined; // not over a socket
  }
}

/** From the nearest hop outwards as long as the hops are ours: what stands further left was written by whoever came. */
export function findClient(peer: string, forwardedFor: string, proxies: BlockList): string {
  const hops = forwardedFor.slice(-2000).split(',').map((hop) => plainAddress(hop.trim().replace(/^\[|\]$/g, ''))).filter((hop) => hop !== '');
  let client = plainAddress(peer);
  for (const hop of hops.toReversed()) {
    if (!isTrusted(client, proxies) || isIP(hop) === 0) break;
    client = hop;
  }
  return client;
}

/** ::ffff:192.0.2.1 is 192.0.2.1 (RFC 4291 2.5.5.2): a server that listens on both names IPv4 visitors so. */
function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

function isTrusted(address: string, proxies: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && proxies.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

export function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const type = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(bits), type);
  }
  return list;
}

export function toNetwork(address: string): string {
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const after = tail.split(':').filter((group) => group !== '');
  const full = address.includes('::') ? [...groups, ...Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0'), ...after] : groups;
  return `${full.slice(0, 3).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/48`;
}
