/** A relay: the SMTP account that sends. Made from the configuration; pure. */
import type { Config, RelaySetting } from '../config.js';
import type { Limits } from './limits.js';

export type Relay = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (RFC 8314 3.3). */
  readonly isImplicitTls: boolean;
  /** STARTTLS (RFC 3207). */
  readonly tls: 'auto' | 'required' | 'off';
  readonly isTlsVerified: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly ehloName?: string;
  readonly connectionCount: number;
  readonly messagesPerConnection: number;
  readonly connectionAgeMs: number;
  /** The next envelope may go out behind the final dot. */
  readonly isPipelined: boolean;
  readonly ratePerSecond: number;
  /** The rate and what else limits it, but for the day: see `quotaOf`. */
  readonly limits: Limits;
  readonly dailyQuota: number | null;
  readonly warmUp: { readonly start: string; readonly quotas: readonly number[] } | null;
  /** Share of the mails, against the weights of the others. */
  readonly weight: number;
  /** Null: all. */
  readonly newsletters: readonly string[] | null;
  readonly replyTimeoutMs: number;
  readonly commandTimeoutMs: number;
};

/** Asks for the right to hand one mail of the program's own to a relay. False: not now, its quota is used or it was slowed down; another one may have room. */
export type TakeTurn = (relay: Relay) => Promise<boolean>;

/** `relayUrl` as the relay `default`, and those of `relays`. */
export function toRelays(config: Config): readonly Relay[] {
  const first: readonly RelaySetting[] = config.relayUrl === undefined ? [] : [{ name: 'default', url: config.relayUrl, weight: 1 }];
  return [...first, ...config.relays].map((setting) => makeRelay(config, setting));
}

/** The first one: for tests, and whatever is no delivery. */
export function toRelay(config: Config): Relay | undefined {
  return toRelays(config)[0];
}

/** Those that may carry a newsletter: its own, else those that are nobody's own. */
export function relaysFor(relays: readonly Relay[], newsletter: string): readonly Relay[] {
  const own = relays.filter(({ newsletters }) => newsletters?.includes(newsletter) === true);
  return own.length > 0 ? own : relays.filter(({ newsletters }) => newsletters === null);
}

/** Mails a relay may take on a day (`2026-11-25`), by its quota and its warm-up; null: any number. Before the first day of a warm-up it is the first day's. */
export function quotaOf({ dailyQuota, warmUp }: Pick<Relay, 'dailyQuota' | 'warmUp'>, day: string): number | null {
  const dayNumber = warmUp === null ? 0 : Math.max(0, Math.round((Date.parse(day) - Date.parse(warmUp.start)) / 86_400_000));
  const warm = warmUp?.quotas[dayNumber] ?? null;
  return warm === null ? dailyQuota : Math.min(warm, dailyQuota ?? Infinity);
}

function makeRelay(config: Config, setting: RelaySetting): Relay {
  const url = new URL(setting.url);
  const ratePerSecond = setting.ratePerSecond ?? config.relayRatePerSecond;
  const isImplicitTls = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const hasLogin = url.username !== '';
  return {
    name: setting.name,
    host,
    port: url.port === '' ? (isImplicitTls ? 465 : hasLogin ? 587 : 25) : Number(url.port),
    isImplicitTls,
    tls: config.relayTls === 'auto' && hasLogin && !isLoopback(host) ? 'required' : config.relayTls,
    isTlsVerified: config.relayTlsVerify,
    ...(hasLogin ? { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) } : {}),
    ...(config.ehloName === undefined ? {} : { ehloName: config.ehloName }),
    connectionCount: setting.connections ?? config.relayConnections,
    messagesPerConnection: config.relayMessagesPerConnection,
    connectionAgeMs: config.relayConnectionSeconds * 1000,
    isPipelined: config.relayPipelining,
    ratePerSecond,
    limits: { second: ratePerSecond, minute: setting.ratePerMinute, hour: setting.ratePerHour },
    dailyQuota: setting.dailyQuota ?? null,
    warmUp: setting.warmUp ?? null,
    weight: setting.weight,
    newsletters: setting.newsletters ?? null,
    replyTimeoutMs: config.relayReplyTimeoutSeconds * 1000,
    commandTimeoutMs: config.relayCommandTimeoutSeconds * 1000,
  };
}

/** A password may cross this machine in the clear, nothing else. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
