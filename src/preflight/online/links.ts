/** Asks whether links answer: HEAD, then GET where HEAD is not taken; redirects followed and counted, a few links at once and two per host. */
import type { LinkAnswer } from '../online.js';
import type { LinkCache } from './link-cache.js';
import { request, type Ask } from './request.js';

export type LinkOptions = {
  readonly timeoutMs: number;
  readonly cache: LinkCache;
  readonly trustedHosts?: ReadonlySet<string>;
  /** For all links together: who waits in front of a check shall not wait for hundreds of silent servers. */
  readonly patienceMs?: number;
};

const defaultPatienceMs = 120_000;
/** One link with all its redirects, in times of one answer. */
const mostAnswerTimes = 3;

const atOnce = 6;
const atOncePerHost = 2;
const longestWay = 10;

/** `urls` without fragments, each once. */
export async function askLinks(urls: readonly string[], options: LinkOptions): Promise<ReadonlyMap<string, LinkAnswer>> {
  const answers = new Map<string, LinkAnswer>();
  const waiting: URL[] = [];
  for (const url of new Set(urls)) {
    const known = options.cache.find(url);
    if (known === undefined) waiting.push(new URL(url));
    else answers.set(url, known);
  }
  const busy = new Map<string, number>();
  const until = performance.now() + (options.patienceMs ?? defaultPatienceMs);
  const work = async (): Promise<void> => {
    for (let url = take(waiting, busy); url !== undefined; url = take(waiting, busy)) {
      if (performance.now() >= until) {
        answers.set(url.href, { fault: 'unasked', detail: 'the time for all links was over', redirects: [] });
        continue;
      }
      busy.set(url.host, (busy.get(url.host) ?? 0) + 1);
      const answer = await askLink(url, options);
      busy.set(url.host, (busy.get(url.host) ?? 1) - 1);
      options.cache.keep(url.href, answer);
      answers.set(url.href, answer);
    }
  };
  // A worker that finds only busy hosts ends; those that keep them busy come back for what is left.
  await Promise.all(Array.from({ length: atOnce }, work));
  return answers;
}

function take(waiting: URL[], busy: ReadonlyMap<string, number>): URL | undefined {
  const at = waiting.findIndex(({ host }) => (busy.get(host) ?? 0) < atOncePerHost);
  return at < 0 ? undefined : waiting.splice(at, 1)[0];
}

async function askLink(start: URL, { timeoutMs, trustedHosts }: LinkOptions): Promise<LinkAnswer> {
  const redirects: string[] = [];
  const until = performance.now() + mostAnswerTimes * timeoutMs;
  const ask = { timeoutMs, ...(trustedHosts === undefined ? {} : { trustedHosts }) };
  for (let url = start; ;) {
    const answer = await headOrGet(url, ask);
    if ('fault' in answer) return { ...answer, redirects };
    const next = answer.status >= 300 && answer.status < 400 && answer.location !== undefined && URL.canParse(answer.location, url.href) ? new URL(answer.location, url) : undefined;
    if (next === undefined) return { status: answer.status, redirects };
    if (!/^https?:$/.test(next.protocol)) return { fault: 'broken', detail: `it leads to ${next.protocol}`, redirects };
    redirects.push(next.href);
    if (redirects.length > longestWay) return { fault: 'loop', detail: `it leads on and on, more than ${longestWay} times`, redirects };
    if (performance.now() >= until) return { fault: 'timeout', detail: 'its redirects take too long', redirects };
    url = next;
  }
}

/** Many servers answer HEAD with an error, or not at all, and GET well. */
async function headOrGet(url: URL, ask: Omit<Ask, 'method'>): ReturnType<typeof request> {
  const head = await request(url, { ...ask, method: 'HEAD', timeoutMs: ask.timeoutMs / 2 });
  const isEnough = 'fault' in head ? head.fault !== 'broken' && head.fault !== 'timeout' : head.status < 400;
  return isEnough ? head : request(url, { ...ask, method: 'GET' });
}
