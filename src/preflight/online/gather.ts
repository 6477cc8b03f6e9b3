/** Asks DNS and web servers whatever the rules want to know about an issue and its sender, all at once and with time-outs. Judges nothing. */
import { recordName, recordText } from '../../message/dkim/key.js';
import type { DkimSetup } from '../../message/dkim/load-keys.js';
import { domainOf, organisationOf } from '../domains.js';
import type { Asked, DnsAnswers, HttpAnswers, LinkAnswer, MxAnswer, OnlineAnswers } from '../online.js';
import { linkKey } from '../links.js';
import type { Subject } from '../subject.js';
import { literalOf } from './address-guard.js';
import { askBlocklists, type Blocklist } from './blocklists.js';
import { isDmarc, parseDmarc } from './dmarc.js';
import { parseDkimRecord } from './dkim-record.js';
import { openDns, type Dns } from './dns.js';
import { openLinkCache } from './link-cache.js';
import { askLinks } from './links.js';
import { askOneClick } from './one-click-probe.js';
import { askSpf } from './spf.js';
import { parseTags } from './tags.js';

export type OnlineSetup = {
  readonly dkim: DkimSetup | undefined;
  readonly relaySpf: string | undefined;
  readonly relaySendingAddress: string | undefined;
  readonly dnsServers: readonly string[];
  readonly blocklists: readonly Blocklist[];
  /** An unsubscribe link of nobody, at the public address; undefined: there is no list, or no server yet. */
  readonly trialUrl: string | undefined;
  readonly cacheFile: string | undefined;
  readonly now: () => number;
  readonly linkTimeoutMs?: number;
  readonly dnsTimeoutMs?: number;
  /** Further `host:port` that may have a private address. */
  readonly trustedHosts?: readonly string[];
};

export async function gatherOnline(subject: Subject, setup: OnlineSetup): Promise<OnlineAnswers> {
  const [dns, http] = await Promise.all([subject.sender === undefined ? undefined : gatherDns(subject, setup), gatherHttp(subject, setup)]);
  return { dns, http };
}

async function gatherDns(subject: Subject, setup: OnlineSetup): Promise<Asked<DnsAnswers>> {
  const dns = openDns({ servers: setup.dnsServers, ...(setup.dnsTimeoutMs === undefined ? {} : { timeoutMs: setup.dnsTimeoutMs }) });
  const fromDomain = domainOf(subject.sender?.fromAddress ?? '');
  // One question first: without any name server all others would wait for their time-out as well.
  const first = await dns.txt(fromDomain);
  if ('failed' in first && 'failed' in (await dns.mx(fromDomain))) return { failed: first.failed };
  const envelopeDomain = domainOf(subject.usual.envelopeSender);
  const replyTo = subject.sender?.replyTo ?? undefined;
  const [spf, dkim, dmarc, bounceMx, replyMx, relay, bimi, blocklists] = await Promise.all([
    askSpf(dns, envelopeDomain, setup.relaySendingAddress),
    askDkim(dns, setup.dkim, fromDomain),
    askDmarc(dns, fromDomain),
    askMx(dns, envelopeDomain),
    Promise.all([...new Set([fromDomain, ...(replyTo === undefined ? [] : [domainOf(replyTo)])])].map((domain) => askMx(dns, domain))),
    setup.relaySendingAddress === undefined ? undefined : askRelay(dns, setup.relaySendingAddress),
    askBimi(dns, fromDomain),
    askBlocklists(dns, setup.blocklists, { domains: domainsIn(subject), address: setup.relaySendingAddress }),
  ]);
  const signingDomains = setup.dkim === undefined || setup.dkim.keys.length === 0 ? [] : [setup.dkim.domain ?? fromDomain];
  return { value: { spf: { domain: envelopeDomain, mustInclude: setup.relaySpf, address: setup.relaySendingAddress, answer: spf }, dkim, dmarc: { ...dmarc, fromDomain, envelopeDomain, signingDomains }, bounceMx, replyMx, relay, bimi, blocklists } };
}

/** Of the sender first, then those that links lead to. */
function domainsIn({ sender, usual, links }: Subject): readonly string[] {
  const hosts = [domainOf(sender?.fromAddress ?? ''), domainOf(usual.envelopeSender), ...links.flatMap(({ url }) => (url === undefined ? [] : [url.hostname]))];
  return hosts.filter((host) => literalOf(host) === undefined).map(organisationOf);
}

function map<From, To>(asked: Asked<From>, toOther: (value: From) => To): Asked<To> {
  return 'failed' in asked ? asked : { value: toOther(asked.value) };
}

function askDkim(dns: Dns, setup: DkimSetup | undefined, fromDomain: string): Promise<DnsAnswers['dkim']> {
  return Promise.all((setup?.keys ?? []).map(async (key) => {
    const name = recordName(key.selector, setup?.domain ?? fromDomain);
    const answer = map(await dns.txt(name), (texts) => texts.flatMap((text) => parseDkimRecord(text) ?? []));
    return { name, algorithm: key.algorithm, ownKey: parseTags(recordText(key))?.get('p') ?? '', answer };
  }));
}

/** RFC 7489 6.6.3: the domain itself, and where it has none its organisation. */
async function askDmarc(dns: Dns, fromDomain: string): Promise<Pick<DnsAnswers['dmarc'], 'foundAt' | 'answer'>> {
  const ask = async (domain: string) => map(await dns.txt(`_dmarc.${domain}`), (texts) => texts.filter(isDmarc).map(parseDmarc));
  const own = await ask(fromDomain);
  const organisation = organisationOf(fromDomain);
  if (organisation === fromDomain || !('value' in own) || own.value.length > 0) return { foundAt: fromDomain, answer: own };
  return { foundAt: organisation, answer: await ask(organisation) };
}

async function askMx(dns: Dns, domain: string): Promise<MxAnswer> {
  const mx = await dns.mx(domain);
  if ('failed' in mx) return { domain, answer: mx };
  const hasAddress = async (name: string): Promise<boolean> => {
    const found = await dns.addresses(name);
    // A server that does not answer today may tomorrow; only "there is none" counts.
    return 'failed' in found || found.value.length > 0;
  };
  const hosts = await Promise.all(mx.value.map(async (name) => ({ name, hasAddress: name !== '' && (await hasAddress(name)) })));
  return { domain, answer: { value: { hosts, hasOwnAddress: hosts.length === 0 && (await hasAddress(domain)) } } };
}

async function askRelay(dns: Dns, address: string): Promise<NonNullable<DnsAnswers['relay']>> {
  const names = await dns.ptr(address);
  if ('failed' in names) return { address, answer: names };
  const confirmed = await Promise.all(names.value.map(async (name) => {
    const back = await dns.addresses(name);
    return { name, isConfirmed: 'value' in back && back.value.includes(address) };
  }));
  return { address, answer: { value: confirmed } };
}

async function askBimi(dns: Dns, fromDomain: string): Promise<DnsAnswers['bimi']> {
  const name = `default._bimi.${organisationOf(fromDomain)}`;
  return { name, answer: map(await dns.txt(name), (texts) => texts.filter((text) => /^\s*v\s*=\s*BIMI1\b/i.test(text))) };
}

const defaultLinkTimeoutMs = 10_000;

/** What of the set-up web servers are asked with. */
export type HttpSetup = Pick<OnlineSetup, 'trialUrl' | 'cacheFile' | 'now' | 'linkTimeoutMs' | 'trustedHosts'>;

export async function gatherHttp(subject: Subject, setup: HttpSetup): Promise<Asked<HttpAnswers>> {
  const timeoutMs = setup.linkTimeoutMs ?? defaultLinkTimeoutMs;
  const own = URL.canParse(subject.usual.unsubscribeUrl) ? new URL(subject.usual.unsubscribeUrl) : undefined;
  const trial = setup.trialUrl === undefined ? undefined : new URL(setup.trialUrl);
  const cache = await openLinkCache(setup.cacheFile, setup.now);
  const [links, oneClick] = await Promise.all([
    askLinks(linksOf(subject, own), { timeoutMs, cache, trustedHosts: new Set(setup.trustedHosts ?? []) }),
    trial === undefined ? undefined : askOneClick(trial.href, timeoutMs, new Set([trial.host])),
  ]);
  if (hasNoNetwork(links, oneClick)) return { failed: 'no server could be reached' };
  await cache.save();
  return { value: { links, oneClick } };
}

/** Of others: what lies on the own pages is published when the issue is sent. */
function linksOf(subject: Subject, own: URL | undefined): readonly string[] {
  return subject.links.flatMap(({ url }) => (url === undefined || url.host === own?.host ? [] : [linkKey(url)]));
}

/** One dead link is a dead link; when several hosts cannot be looked up or reached, and nothing else answers, the network is missing. */
function hasNoNetwork(links: ReadonlyMap<string, LinkAnswer>, oneClick: HttpAnswers['oneClick']): boolean {
  const isUnreached = (answer: LinkAnswer): boolean => 'fault' in answer && answer.redirects.length === 0 && (answer.fault === 'no-host' || answer.fault === 'refused' || answer.fault === 'timeout' || answer.fault === 'unasked');
  const hosts = new Set([...links.keys()].map((url) => new URL(url).host));
  return hosts.size > 1 && [...links.values()].every(isUnreached) && (oneClick === undefined || isUnreached(oneClick.post));
}
