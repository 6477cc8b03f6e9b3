/**
 * The configuration: one schema, from which the sample file, the reference page and the environment names are made. A key is set in
 * courant.yaml or by the environment variable behind it; the environment wins. Reading the file is left to the edge.
 */
import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { ownLaneSchema } from './address/lane-row.js';
import { imapSchema } from './imap-setting.js';
import { urlSetting as url } from './url-setting.js';

const port = z.coerce.number().int().min(0).max(65535);

const domainName = z.string().regex(/^[a-z0-9.-]+$/i, 'must be a domain name');

/** A path, or a loopback address and a port (RFC 1122 3.2.1.3, RFC 4291 2.5.3). */
function isOnThisMachine(text: string): boolean {
  const [, host = '', port] = /^(127(?:\.\d{1,3}){3}|localhost|\[::1\]):(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined) return text.startsWith('/');
  return Number(port) > 0 && Number(port) <= 65_535 && (!host.startsWith('127.') || z.ipv4().safeParse(host).success);
}

const networkForm = z.string().refine((text) => {
  const [address = '', bits, ...rest] = text.split('/');
  const isV4 = z.ipv4().safeParse(address).success;
  if (rest.length > 0 || !(isV4 || z.ipv6().safeParse(address).success)) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isV4 ? 32 : 128));
}, { message: 'must be an IP address or a network such as 10.0.0.0/8' });

/** `a=x,b=y` of an environment variable; a pair without `=` gets an empty value, which its schema refuses. */
function toPairs(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(',').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), value.join('=').trim()];
  }));
}

const relayUrl = url(['smtp:', 'smtps:']);

const timeZone = z.string().refine((zone) => isTimeZone(zone), { message: 'must be a time zone, such as Asia/Seoul' });

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone }).format();
    return true;
  } catch {
    return false;
  }
}

/** A value that an environment variable holds as JSON; what is none is left to the schema, which refuses it. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

const count = z.coerce.number().int().positive();

/** As SendGrid shows it: base64 of SPKI, on a curve. Anything else could never prove an event. */
const sendgridKey = z.string().refine((text) => {
  try {
    return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }).asymmetricKeyType === 'ec';
  } catch {
    return false;
  }
}, { message: 'must be the base64 key that SendGrid shows' });

/** Of the mails that were answered; see delivery/breaker.ts. */
const breakerLimit = z.strictObject({ share: z.number().gt(0).lt(1), leastTotal: count, leastCount: count }).partial().default({});

/** One of several relays. What is not set here is that of the relay settings above. */
const relaySchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be letters a-z, digits and hyphens'),
  url: relayUrl,
  weight: z.coerce.number().positive().max(1000).default(1),
  connections: z.coerce.number().int().min(1).max(100).optional(),
  ratePerSecond: z.coerce.number().positive().max(10000).optional(),
  ratePerMinute: z.coerce.number().positive().optional(),
  ratePerHour: z.coerce.number().positive().optional(),
  dailyQuota: count.optional(),
  warmUp: z.strictObject({ start: z.iso.date(), quotas: z.array(count).min(1) }).optional(),
  newsletters: z.array(z.string().min(1)).min(1).optional(),
});

export type RelaySetting = z.output<typeof relaySchema>;

export const configSchema = z.strictObject({
  dataDir: z.string().min(1).default('data').describe('Folder of the embedded database and of what the program keeps; relative to where the command runs.'),
  databaseUrl: url(['postgres:', 'postgresql:']).optional().describe('PostgreSQL 15 or newer of your own; without it an embedded one runs under dataDir.'),
  redisUrl: url(['redis:', 'rediss:']).optional().describe('Redis for the queue, for several machines; without it the queue lives in PostgreSQL.'),
  issuesDir: z.string().min(1).default('issues').describe('Folder of the newsletters and their issues.'),
  templatesDir: z.string().min(1).optional().describe('Folder of your own templates; they win over those that come along.'),
  webHost: z.string().min(1).default('127.0.0.1').describe('Address the web server listens on.'),
  webPort: port.default(8025).describe('Port the web server listens on.'),
  publicUrl: url(['http:', 'https:']).optional().describe('Where readers reach the web server, without a slash at the end; default http://webHost:webPort.'),
  relayUrl: relayUrl.optional().describe('The SMTP account that sends: smtp://user:password@host:587 (STARTTLS when offered) or smtps://host:465 (TLS at once).'),
  relayTls: z.enum(['auto', 'required', 'off']).default('auto').describe('STARTTLS on smtp://: auto when offered, required, or off; with a password auto means required, but on this machine itself.'),
  relayTlsVerify: z.stringbool().or(z.boolean()).default(true).describe('Check the certificate of the relay; false only for a relay of your own with a certificate of its own.'),
  relayConnections: z.coerce.number().int().min(1).max(100).default(4).describe('SMTP connections to the relay at once.'),
  relayMessagesPerConnection: z.coerce.number().int().min(1).default(100).describe('Messages sent over one connection before a new one is opened.'),
  relayRatePerSecond: z.coerce.number().positive().max(10000).default(10).describe('Messages a second handed to the relay at the most, over all processes.'),
  relayReplyTimeoutSeconds: z.coerce.number().positive().default(600).describe('Patience for the reply to the final dot; RFC 5321 4.5.3.2.6 asks for 600. A shorter one makes doubt.'),
  relayCommandTimeoutSeconds: z.coerce.number().positive().default(300).describe('Patience for the greeting and the replies to EHLO, MAIL, RCPT and DATA; RFC 5321 4.5.3.2 asks for 300.'),
  ehloName: z.string().min(1).optional().describe('Name said in EHLO; default: the host name.'),
  relayConnectionSeconds: z.coerce.number().positive().default(300).describe('Age at which a connection is closed after its message and a new one opened.'),
  relayPipelining: z.stringbool().or(z.boolean()).default(true).describe('Send the next envelope behind the final dot (RFC 2920) where the relay offers PIPELINING; false waits for each reply to the final dot.'),
  relays: z.preprocess(fromJson, z.array(relaySchema)).refine((relays) => new Set(relays.map(({ name }) => name)).size === relays.length, { message: 'must have names of their own' })
    .default([]).describe('Several relays instead of relayUrl: [{name, url, weight, connections, ratePerSecond, ratePerMinute, ratePerHour, dailyQuota, warmUp: {start: 2026-11-01, quotas: [50, 100, 200]}, newsletters: [weekly]}]. Weights share the mails out, who is down is left out; newsletters: only these may use it. In the environment as JSON.'),
  quotaTimeZone: timeZone.default('UTC').describe('Zone whose midnight begins a new daily quota.'),
  laneLimits: z.enum(['careful', 'off']).default('careful').describe('Limits per mailbox provider (`courant lane ls`): careful for a relay of your own, off for a service that paces by itself. `courant lane set` wins.'),
  lanes: z.preprocess(fromJson, z.array(ownLaneSchema)).refine((lanes) => new Set(lanes.map(({ lane }) => lane)).size === lanes.length, { message: 'must have names of their own' })
    .default([]).describe('Lanes of your own, or other values for those that come along: [{lane: gmail, limits: {second: 50, day: 100000}, connections: 10}, {lane: corp, domains: [corp.example], servers: [mail.corp.example], limits: {minute: 60}}]. They hold whatever laneLimits says. In the environment as JSON.'),
  laneLookup: z.enum(['name', 'mx']).default('name').describe('How the lane of a domain is found when a campaign is planned: by its name, or also by its mail servers (MX), which tells companies at Google, Microsoft, Mimecast or Proofpoint. Remembered for a week.'),
  laneRecoverySeconds: z.coerce.number().positive().default(900).describe('A lane that a reply slowed down doubles its rate once in this time, until it is whole again.'),
  breakers: z.enum(['on', 'off']).default('on').describe('Stop a lane or a campaign when too many mails are refused by policy, go to addresses that do not exist, or are reported as spam.'),
  breakerLimits: z.preprocess(fromJson, z.strictObject({ policy: breakerLimit, invalid: breakerLimit, complaint: breakerLimit })).default({ policy: {}, invalid: {}, complaint: {} })
    .describe('From when on a breaker opens: {policy: {share: 0.2, leastTotal: 50, leastCount: 20}, invalid: {share: 0.1, leastTotal: 100, leastCount: 20}, complaint: {share: 0.003, leastTotal: 500, leastCount: 5}}; what is left out is as here. In the environment as JSON.'),
  breakerProbeSeconds: z.coerce.number().positive().default(1800).describe('A lane that was stopped tries one mail after this time, then after twice the time, and goes on when it is taken.'),
  owner: z.preprocess(fromJson, z.strictObject({ email: z.email().optional(), webhook: url(['http:', 'https:']).optional() }))
    .default({}).describe('Who is told, once, when something stops by itself: {email: owner@example.org, webhook: https://hooks.example.org/courant}. In the environment as JSON.'),
  dkimDomain: domainName.optional().describe('Domain that signs (d= of DKIM), in whose DNS the keys are published: that of the From addresses, or above it. Default: the domain of the list\'s From address.'),
  dkimKeys: z.preprocess((value) => (typeof value === 'string' ? toPairs(value) : value), z.record(z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, 'a selector is letters, digits, dots and hyphens'), z.string().min(1)))
    .default({}).describe('Keys that sign every mail, selector to file: {news2026: keys/news2026.pem}; in the environment news2026=keys/news2026.pem, several with a comma between. RSA and Ed25519 at once make two signatures. None: the relay signs.'),
  relaySpf: domainName.optional().describe('Name that the relay asks senders to include in their SPF record, such as spf.relay.example; looked for by the online checks.'),
  relaySendingAddress: z.string().refine((value) => z.union([z.ipv4(), z.ipv6()]).safeParse(value).success, { message: 'must be an IP address' }).optional()
    .describe('IP address the mails leave from, when it is your own: the online checks ask for its PTR record and hold SPF against it.'),
  dnsBlocklists: z.preprocess((value) => (typeof value === 'string' ? value.split(',').map((list) => list.trim()) : value), z.array(z.string().regex(/^(domain|ip):[a-z0-9.-]+$/i, 'must be domain:ZONE or ip:ZONE')))
    .default([]).describe('DNS blocklists the online checks ask, such as domain:dbl.spamhaus.org and ip:zen.spamhaus.org: domains of the sender and of links, and relaySendingAddress. Most lists answer a resolver of your own only (dnsServers), and some want a contract.'),
  dnsServers: z.preprocess((value) => (typeof value === 'string' ? value.split(',').map((server) => server.trim()) : value), z.array(z.string().regex(/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:]+\])(:\d+)?$/i, 'must be an IP address, with a port if it is not 53')))
    .default([]).describe('Name servers the online checks ask, such as 9.9.9.9; default: those of the system.'),
  spamd: z.string().refine(isOnThisMachine, 'must be a loopback address with its port, such as 127.0.0.1:783, or the path of a socket')
    .default('127.0.0.1:783').describe('Where the spamd of a SpamAssassin listens on this machine, for `courant check --spam`: a loopback address with its port, or the path of a socket. The mail goes nowhere else.'),
  retrySeconds: z.preprocess((value) => (typeof value === 'string' ? value.split(',') : value), z.array(z.coerce.number().positive()).min(1))
    .default([300, 900, 1800, 3600, 7200, 14400]).describe('Waits between tries of a deferred delivery; the last one repeats.'),
  holdAfterHours: z.coerce.number().positive().default(12).describe('A campaign that is due or under way is held, until somebody resumes it, when nothing was sent from here for so long.'),
  stopGraceSeconds: z.coerce.number().positive().default(30).describe('After SIGTERM or Ctrl-C open transactions have so long to end; then the process ends by force.'),
  giveUpHours: z.coerce.number().positive().default(24).describe('A delivery still deferred after this many hours fails.'),
  bounceDomain: domainName.optional().describe('Domain of the envelope senders; its mail must reach the feedback listener. Default: the domain of the list\'s From address.'),
  feedbackHost: z.string().min(1).default('127.0.0.1').describe('Address the SMTP listener for bounces and complaints listens on.'),
  feedbackPort: port.optional().describe('Port of the SMTP listener for bounces and complaints; without it none listens, and `courant feedback ingest` reads them.'),
  feedbackMailboxes: z.preprocess((value) => (typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value), z.array(z.string().regex(/^[^@\s]+@[^@\s]+$/, 'must hold addresses')))
    .default([]).describe('Addresses without a token that the feedback listener takes as well, such as the one complaints go to; all others of ours carry a signed token.'),
  feedbackMaxBytes: z.coerce.number().int().min(10_000).max(100_000_000).default(10_000_000).describe('Largest message that is taken as feedback: a report quotes at most the mail it is about.'),
  feedbackLmtp: z.string().min(1).optional().describe('Where LMTP (RFC 2033) is taken for bounces and complaints: a port, or the path of a Unix socket such as run/feedback.sock.'),
  feedbackImap: z.preprocess(fromJson, z.array(imapSchema)).refine((accounts) => new Set(accounts.map(({ name }) => name)).size === accounts.length, { message: 'must have names of their own' })
    .default([]).describe('IMAP accounts that bounces are read from: [{name, url: imaps://user@host, password, oauth: {provider: microsoft|google, tenant, tokenUrl, clientId, clientSecret, refreshToken, scope}, tls: required|off, tlsVerify, mailboxes: [INBOX], junk: true, moveTo: Courant, pollSeconds: 60}]. imap:// begins TLS by STARTTLS, or fails, unless tls is off; junk: also the junk folder, but only what carries our token; moveTo: null leaves mails where they are, marked as read. In the environment as JSON.'),
  feedbackImapPassword: z.string().min(1).optional().describe('Password of those accounts of feedbackImap that have none of their own.'),
  feedbackImapClientSecret: z.string().min(1).optional().describe('Client secret of those accounts of feedbackImap with oauth that have none of their own.'),
  feedbackImapRefreshToken: z.string().min(1).optional().describe('Refresh token of those accounts of feedbackImap with oauth that have none of their own.'),
  sesTopics: z.preprocess((value) => (typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value), z.array(z.string().regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+$/, 'must hold ARNs of SNS topics')))
    .default([]).describe('Topics of Amazon SNS that tell what Amazon SES has to say, at /hooks/ses; subscriptions of these are confirmed, all others refused.'),
  sendgridKey: sendgridKey.optional().describe('Public key of SendGrid\'s signed event webhook; with it events are taken at /hooks/sendgrid.'),
  mailgunKey: z.string().min(8).optional().describe('Webhook signing key of Mailgun; with it events are taken at /hooks/mailgun.'),
  postmarkSecret: z.string().min(16).optional().describe('Secret that Postmark shows: at /hooks/postmark/SECRET, or as user:password of HTTP basic authentication at /hooks/postmark.'),
  hookSecret: z.string().min(16).optional().describe('Secret of the generic webhook at /hooks/generic, whose senders sign with HMAC-SHA256.'),
  trustedProxies: z.preprocess((value) => (typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value), z.array(networkForm))
    .default([]).describe('Proxies in front of the web server, as addresses or networks such as 10.0.0.0/8: only they are believed when they name a visitor in X-Forwarded-For.'),
  formCapNetwork: z.coerce.number().int().min(1).default(30).describe('Forms taken a day from one network (/24 of IPv4, /48 of IPv6), for all lists.'),
  formCapDomain: z.coerce.number().int().min(1).default(2000).describe('Confirmations and links mailed a day to one recipient domain.'),
  formCapTotal: z.coerce.number().int().min(1).default(10_000).describe('Confirmations and links mailed a day in all.'),
  previewPort: port.default(4400).describe('Port that `courant preview` listens on, on this machine only; the next free one when it is taken.'),
  testRecipients: z.preprocess((value) => (typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value), z.array(z.string().regex(/^[^@\s]*@[^@\s]+$/, 'must hold addresses, or domains as @example.org')))
    .default([]).describe('Who may get test mails: addresses, or everybody of a domain as @example.org. Tests go to nobody else.'),
  editor: z.string().min(1).optional().describe('Command that opens a file at a place, as in: code --goto {file}:{line}:{column}. Without it $VISUAL or $EDITOR, when that is an editor with a window of its own.'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Least important log line that is written.'),
});

export type Config = z.output<typeof configSchema>;
export type ConfigKey = keyof Config;

/** `dataDir` -> `COURANT_DATA_DIR`; the two that every host sets have their usual names. */
export function environmentName(key: ConfigKey): string {
  if (key === 'databaseUrl') return 'DATABASE_URL';
  if (key === 'redisUrl') return 'REDIS_URL';
  return 'COURANT_' + key.replace(/[A-Z]/g, (letter) => '_' + letter).toUpperCase();
}

/** Does anybody here take mail for the bounce domain, so that a mailto unsubscribe is read? */
export function takesFeedback(config: Pick<Config, 'feedbackPort' | 'feedbackLmtp' | 'feedbackImap'>): boolean {
  return config.feedbackPort !== undefined || config.feedbackLmtp !== undefined || config.feedbackImap.length > 0;
}

/** What comes back is read in some way: by a listener, or told by the service that sends. */
export function readsFeedback(config: Parameters<typeof takesFeedback>[0] & Pick<Config, 'sesTopics' | 'sendgridKey' | 'mailgunKey' | 'postmarkSecret' | 'hookSecret'>): boolean {
  return takesFeedback(config) || config.sesTopics.length > 0 || [config.sendgridKey, config.mailgunKey, config.postmarkSecret, config.hookSecret].some((key) => key !== undefined);
}

/** Where the readers reach us. */
export function publicUrlOf(config: Config): string {
  return (config.publicUrl ?? `http://${config.webHost}:${config.webPort}`).replace(/\/+$/, '');
}
