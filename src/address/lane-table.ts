/**
 * The lanes of an installation: which domain and which mail server belong to which, and what each lane takes. The rows come along
 * (lanes.json) and may be changed by the settings.
 */
import type { LaneRow, OwnLane } from './lane-row.js';

export type LaneTable = {
  /** `rest` comes last and takes what the others leave. */
  readonly rows: readonly LaneRow[];
  /** The lane of a domain (A-labels, lower case), as its name tells. */
  laneOf(domain: string): string;
  /** The lane of a domain whose mail these servers take; undefined: of none. */
  laneOfServers(hosts: readonly string[]): string | undefined;
  find(lane: string): LaneRow | undefined;
};

export const restLane = 'rest';

/** Belong to somebody else than their name says: Yahoo Japan has had its own servers since 1996 and shares no limits with Yahoo. */
export const strangers: readonly string[] = ['yahoo.co.jp', 'yahoo.ne.jp'];

/** hotmail.com, hotmail.fr, hotmail.co.uk, hotmail.com.br; not hotmail.somebody.com. Read the same by PostgreSQL. */
export const countryForm = '[.](?:com|net|[a-z]{2}|(?:co|com|ne)[.][a-z]{2})$';
const countryEnd = new RegExp(`^${countryForm}`);

export function createLaneTable(builtIn: readonly LaneRow[], own: readonly OwnLane[] = []): LaneTable {
  const rows = mergeRows(builtIn, own);
  // What an owner says of a domain wins over what came along.
  const byDomain = new Map([...rows, ...own].flatMap(({ lane, domains = [] }) => domains.map((domain) => [domain, lane] as const)));
  const byServer = new Map([...rows, ...own].flatMap(({ lane, servers = [] }) => servers.map((server) => [server, lane] as const)));
  const byLane = new Map(rows.map((row) => [row.lane, row]));

  function laneOf(domain: string): string {
    const known = byDomain.get(domain);
    if (known !== undefined) return known;
    if (strangers.includes(domain)) return restLane;
    const example = /^([a-z0-9-]+)\.example$/.exec(domain)?.[1];
    // RFC 2606 2: .example belongs to nobody. A made-up audience (gmail.example, naver.example) shows the lanes it stands for.
    if (example !== undefined && byLane.has(example)) return example;
    return rows.find(({ names }) => names.some((name) => domain.startsWith(`${name}.`) && countryEnd.test(domain.slice(name.length))))?.lane ?? restLane;
  }

  return {
    rows,
    laneOf,
    laneOfServers: (hosts) => hosts.flatMap((host) => parentsOf(host)).map((name) => byServer.get(name)).find((lane) => lane !== undefined),
    find: (lane) => byLane.get(lane),
  };
}

/** A lane of one's own comes before `rest`; it begins without limits. */
function mergeRows(builtIn: readonly LaneRow[], own: readonly OwnLane[]): readonly LaneRow[] {
  const rows = new Map<string, LaneRow>(builtIn.filter(({ lane }) => lane !== restLane).map((row) => [row.lane, row]));
  const fresh = { domains: [], names: [], servers: [], limits: {}, connections: null, source: 'settings' };
  const rest = builtIn.find(({ lane }) => lane === restLane) ?? { lane: restLane, ...fresh };
  rows.set(restLane, rest);
  for (const { lane, ...given } of own) rows.set(lane, { ...(rows.get(lane) ?? { lane, ...fresh }), ...definedOf(given) });
  const last = rows.get(restLane) ?? rest;
  rows.delete(restLane);
  return [...rows.values(), last];
}

function definedOf(given: Omit<OwnLane, 'lane'>): Partial<LaneRow> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** `a.b.example` and what it lies below: itself, `b.example`. */
function parentsOf(host: string): readonly string[] {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
}
