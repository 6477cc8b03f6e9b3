/** A relay: the SMTP account that sends. Made from the configuration; pure. */
import type { Config } from '../config.js';

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
  readonly replyTimeoutMs: number;
  readonly commandTimeoutMs: number;
};

export function toRelay(config: Config): Relay | undefined {
  if (config.relayUrl === undefined) return undefined;
  const url = new URL(config.relayUrl);
  const isImplicitTls = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const hasLogin = url.username !== '';
  return {
    name: 'default',
    host,
    port: url.port === '' ? (isImplicitTls ? 465 : hasLogin ? 587 : 25) : Number(url.port),
    isImplicitTls,
    tls: config.relayTls === 'auto' && hasLogin && !isLoopback(host) ? 'required' : config.relayTls,
    isTlsVerified: config.relayTlsVerify,
    ...(hasLogin ? { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) } : {}),
    ...(config.ehloName === undefined ? {} : { ehloName: config.ehloName }),
    connectionCount: config.relayConnections,
    messagesPerConnection: config.relayMessagesPerConnection,
    connectionAgeMs: config.relayConnectionSeconds * 1000,
    isPipelined: config.relayPipelining,
    ratePerSecond: config.relayRatePerSecond,
    replyTimeoutMs: config.relayReplyTimeoutSeconds * 1000,
    commandTimeoutMs: config.relayCommandTimeoutSeconds * 1000,
  };
}

/** A password may cross this machine in the clear, nothing else. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
