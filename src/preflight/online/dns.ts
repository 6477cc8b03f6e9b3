/** Questions to DNS with a time-out, each asked once. No record is an answer; no server, a broken zone or silence is a failure. */
import { Resolver } from 'node:dns/promises';
import type { Asked } from '../online.js';

export type Dns = {
  /** The strings of a TXT record joined (RFC 7208 3.3). */
  txt(name: string): Promise<Asked<readonly string[]>>;
  mx(name: string): Promise<Asked<readonly string[]>>;
  /** IPv4 and IPv6. */
  addresses(name: string): Promise<Asked<readonly string[]>>;
  ptr(address: string): Promise<Asked<readonly string[]>>;
  /** Whether any question was answered so far. */
  hasAnswered(): boolean;
};

export type DnsOptions = { /** `127.0.0.1:5353`; default: those of the system. */ readonly servers?: readonly string[] | undefined; readonly timeoutMs?: number; /** For all questions together: what comes later is not asked. */ readonly patienceMs?: number };

const noRecord = new Set(['ENOTFOUND', 'ENODATA', 'NXDOMAIN']);

export function openDns({ servers, timeoutMs = 3_000, patienceMs = 20_000 }: DnsOptions = {}): Dns {
  // A zone whose servers stay silent could make one SPF record take minutes.
  const until = performance.now() + patienceMs;
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  if (servers !== undefined && servers.length > 0) resolver.setServers(servers);
  const asked = new Map<string, Promise<Asked<readonly string[]>>>();
  let hasAnswered = false;
  const ask = (key: string, question: () => Promise<readonly string[]>): Promise<Asked<readonly string[]>> => {
    const known = asked.get(key);
    if (known !== undefined) return known;
    if (performance.now() >= until) return Promise.resolve({ failed: 'the time for all questions was over' });
    const answer = question().then((value) => ({ value }), toFailure).then((found) => {
      if ('value' in found) hasAnswered = true;
      return found;
    });
    asked.set(key, answer);
    return answer;
  };
  const txt = async (name: string): Promise<readonly string[]> => (await resolver.resolveTxt(name)).map((strings) => strings.join(''));
  const mx = async (name: string): Promise<readonly string[]> => (await resolver.resolveMx(name)).toSorted((one, other) => one.priority - other.priority).map(({ exchange }) => exchange);
  const four = (name: string): Promise<Asked<readonly string[]>> => ask(`a ${name}`, () => resolver.resolve4(name));
  const six = (name: string): Promise<Asked<readonly string[]>> => ask(`aaaa ${name}`, () => resolver.resolve6(name));
  return {
    txt: (name) => ask(`txt ${name}`, () => txt(name)),
    mx: (name) => ask(`mx ${name}`, () => mx(name)),
    async addresses(name) {
      const [v4, v6] = await Promise.all([four(name), six(name)]);
      if ('failed' in v4 && 'failed' in v6) return v4;
      return { value: [...('value' in v4 ? v4.value : []), ...('value' in v6 ? v6.value : [])] };
    },
    ptr: (address) => ask(`ptr ${address}`, () => resolver.reverse(address)),
    hasAnswered: () => hasAnswered,
  };
}

function toFailure(error: unknown): Asked<readonly string[]> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return noRecord.has(code) ? { value: [] } : { failed: reasons[code] ?? code };
}

const reasons: Readonly<Record<string, string>> = {
  ETIMEOUT: 'no name server answered in time', ECONNREFUSED: 'no name server takes questions', ESERVFAIL: 'the name servers of the domain do not answer', EREFUSED: 'the name server refuses to answer',
  EBADNAME: 'the name cannot be asked for', EBADRESP: 'the answer of the name server is broken',
};
