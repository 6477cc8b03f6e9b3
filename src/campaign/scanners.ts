/**
 * Was it a person who clicked? Programs that protect mailboxes open links before anybody reads the mail. A table of what gives them
 * away; every request is kept, and figures show both numbers. Pure.
 */
export type ScannerSign = 'head' | 'agent' | 'early' | 'burst';

/** Of programs that say who they are; lower case. Link previews of chats are no readers either. */
const agents: readonly string[] = [
  'barracuda', 'bitdefender', 'checkpoint', 'cloudmark', 'crawler', 'curl/', 'facebookexternalhit', 'fireeye', 'go-http-client', 'headlesschrome', 'httpclient', 'java/', 'kaspersky',
  'libwww', 'mimecast', 'node-fetch', 'okhttp', 'phishtank', 'preview', 'proofpoint', 'python-', 'safelinks', 'scan', 'scrap', 'slack-imgproxy', 'sophos', 'spider', 'symantec', 'trendmicro', 'urldefense', 'wget', 'whatsapp', 'zscaler',
];

/** `bingbot`, `Slackbot-LinkExpanding`, `TelegramBot`; but CUBOT makes phones. */
const botWord = /(?<!\bcu)bot(?![a-z])/;

/**
 * Every browser, and every program that shows pages in one, begins so; what is "compatible" and not an Internet Explorer is a robot. Asked of
 * clicks only: Outlook and the picture proxies of Gmail and Yahoo, which load pictures when somebody reads, have other names.
 */
function isBrowser(name: string): boolean {
  return /^(mozilla|opera)\//.test(name) && (!name.includes('(compatible;') || name.includes('msie'));
}

/** Nobody has opened, read and clicked by then. */
const earlySeconds = 10;

export type Request = {
  readonly method: string;
  /** Of the link; 0 is the picture that tells of opening. */
  readonly number: number;
  /** User-Agent; looked at and not kept. */
  readonly agent: string;
  /** Since the server took the mail; null: not known of whom, or not taken yet. */
  readonly secondsSinceDelivery: number | null;
};

export function findScannerSign({ method, number, agent, secondsSinceDelivery }: Request): ScannerSign | null {
  if (method === 'HEAD') return 'head';
  const name = agent.toLowerCase();
  if (name === '' || botWord.test(name) || agents.some((word) => name.includes(word))) return 'agent';
  if (number > 0 && !isBrowser(name)) return 'agent';
  return secondsSinceDelivery !== null && secondsSinceDelivery < earlySeconds ? 'early' : null;
}

/** Different links that one visitor may follow within the window; an eager reader opens two or three in tabs. */
const burstCount = 4;
const burstMs = 5_000;
/** Of a mail with few links all of them at once. */
const allLinksMs = 2_000;

export type Visit = { readonly id: string; readonly number: number; readonly atMs: number };

/** `visits` of one visitor to one campaign, the newest last. Returns those that together are a burst, else none. */
export function findBurst(visits: readonly Visit[], linkCount: number): readonly Visit[] {
  const last = visits.at(-1);
  if (last === undefined) return [];
  const within = (ms: number): readonly Visit[] => visits.filter(({ atMs, number }) => number > 0 && last.atMs - atMs <= ms);
  const [some, all] = [within(burstMs), within(allLinksMs)];
  if (countLinks(some) >= burstCount) return some;
  return linkCount > 1 && countLinks(all) >= linkCount ? all : [];
}

function countLinks(visits: readonly Visit[]): number {
  return new Set(visits.map(({ number }) => number)).size;
}

export const visitMemoryMs = Math.max(burstMs, allLinksMs);
