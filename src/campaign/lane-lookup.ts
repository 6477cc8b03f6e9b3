/**
 * The lanes of an audience's domains: by their names, and where the settings ask for it by their mail servers (MX), which tells companies
 * that rent mailboxes at Google or Microsoft or stand behind Mimecast or Proofpoint. Asked when a campaign is planned, never while it is
 * sent; remembered for a week; what is not answered in time is of `rest` this once.
 */
import { createHash } from 'node:crypto';
import { restLane } from '../address/lane-table.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { openLanes, type Lanes } from '../delivery/lane-limits.js';
import { openDns } from '../preflight/online/dns.js';
import { listLaneLookups, putLaneLookups, type LaneLookup } from '../store/lane-lookups.js';
import type { Database } from '../store/store.js';

export type LookupParts = { readonly store: Database; readonly clock: Clock; readonly config: Pick<Config, 'lanes' | 'laneLimits' | 'laneLookup' | 'dnsServers'> };

const rememberedMs = 7 * 86_400_000;
/** All questions together: the domains of most readers come first. */
const patienceMs = 20_000;
const questionMs = 3_000;
const atOnce = 40;

/** `domains`: those of most readers first. */
export async function findLanes(parts: LookupParts, domains: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const lanes = openLanes(parts.config);
  const byName = new Map(domains.map((domain) => [domain, lanes.laneOf(domain)]));
  if (parts.config.laneLookup !== 'mx') return byName;
  // Made-up domains have no servers (RFC 2606 2).
  const unknown = domains.filter((domain) => byName.get(domain) === restLane && !domain.endsWith('.example'));
  return new Map([...byName, ...(await lookUp(parts, lanes, unknown))]);
}

async function lookUp({ store, clock, config }: LookupParts, lanes: Lanes, domains: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const digests = new Map(domains.map((domain) => [domain, digestOf(domain, lanes)]));
  const known = await listLaneLookups(store, [...digests.values()], new Date(clock.now().getTime() - rememberedMs));
  const asked = await askServers(domains.filter((domain) => !known.has(digests.get(domain) ?? '')), lanes, clock, config.dnsServers);
  const fresh: LaneLookup[] = [...asked].map(([domain, lane]) => ({ digest: digests.get(domain) ?? '', lane }));
  await putLaneLookups(store, fresh, clock.now());
  return new Map(domains.flatMap((domain) => {
    const lane = asked.get(domain) ?? known.get(digests.get(domain) ?? '');
    return lane === undefined ? [] : [[domain, lane]];
  }));
}

/** Those that answered. */
async function askServers(domains: readonly string[], lanes: Lanes, clock: Clock, servers: readonly string[] | undefined): Promise<ReadonlyMap<string, string>> {
  const dns = openDns({ servers, timeoutMs: questionMs });
  const answered = new Map<string, string>();
  const endMs = clock.monotonicMs() + patienceMs;
  const waiting = domains.values();
  const ask = async (): Promise<void> => {
    for (const domain of waiting) {
      if (clock.monotonicMs() > endMs) return;
      const answer = await dns.mx(domain);
      if ('value' in answer) answered.set(domain, lanes.laneOfServers(answer.value) ?? restLane);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return answered;
}

/** A domain may be a person's name: only its digest is kept. What the lanes are is part of it, so that another lane in the settings is asked for anew. */
function digestOf(domain: string, { servers }: Lanes): string {
  return createHash('sha256').update([domain, ...servers].join('\n')).digest('hex');
}
