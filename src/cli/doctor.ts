/** `courant doctor`: what can be checked from here, line by line. */
import type { Command } from 'commander';
import { openApp, type App } from '../app.js';
import { describeReach, viewLanes, type PaceView } from '../campaign/lane-view.js';
import { warnOfSmtpUtf8 } from '../campaign/smtp-utf8.js';
import { publicUrlOf, takesFeedback, type Config } from '../config.js';
import { toRelays, type Relay } from '../delivery/relay.js';
import { sendTestMail } from '../delivery/test-mail.js';
import { requireTestRecipient } from '../preview/recipients.js';
import { toUserErrors } from '../errors.js';
import { toImapAccounts, type ImapAccount } from '../feedback/imap/account.js';
import { inspectAccount } from '../feedback/imap/inspect.js';
import { createTokenDesk } from '../feedback/imap/oauth/tokens.js';
import { weaknessOf, zoneLine } from '../message/dkim/key.js';
import { loadDkim } from '../message/dkim/load-keys.js';
import { listImapAccounts, type ImapAccountRow } from '../store/imap.js';
import { listLists } from '../store/lists.js';
import { countBeyondAscii } from '../store/subscribers.js';
import type { CliContext } from './context.js';
import { signingDomains } from './dkim.js';
import { formatBytes } from './render-plan.js';
import { tryRelay } from './send.js';
import { renderTable } from './table.js';

type Finding = { readonly what: string; readonly verdict: 'ok' | 'warning' | 'error'; readonly detail: string };

export function register(program: Command, context: CliContext): void {
  program.command('doctor').description('checks configuration, database, queue, relay, public address and clock').option('--mail <address>', 'send a mail to an address of testRecipients through each relay')
    .option('--json', 'as JSON').action(async (options: { json?: true; mail?: string }) => {
    const findings = await examine(context, options.mail);
    if (options.json) context.json(findings);
    else context.out(renderTable(findings.map((finding) => [finding.verdict, finding.what, finding.detail])));
    if (findings.some((finding) => finding.verdict === 'error')) context.setExitCode(1);
  });
}

async function examine(context: CliContext, mailTo: string | undefined): Promise<Finding[]> {
  const config = await context.config();
  const findings: Finding[] = [{ what: 'configuration', verdict: 'ok', detail: 'read' }];
  const opened = await probeOpening(context, config);
  findings.push(opened.finding);
  if (!opened.app) return [...findings, publicUrlFinding(config), bounceFinding(config)];
  const { app } = opened;
  try {
    findings.push(await probe('clock', () => clockFinding(app)), await probe('queue', () => queueFinding(app)), ...(await relayFindings(app, mailTo)), await probe('lanes', () => laneFinding(app)), await probe('SMTPUTF8', () => smtpUtf8Finding(app)), ...(await dkimFindings(app)), ...(await mailboxFindings(app)));
  } finally {
    await app.close();
  }
  return [...findings, publicUrlFinding(config), bounceFinding(config)];
}

async function probeOpening(context: CliContext, config: Config): Promise<{ finding: Finding; app?: App }> {
  try {
    const app = await openApp(config, { clock: context.clock, log: context.log });
    return { app, finding: await probe('database', () => databaseFinding(app)) };
  } catch (error) {
    return { finding: toFinding('database', error) };
  }
}

async function databaseFinding(app: App): Promise<Omit<Finding, 'what'>> {
  const [row] = await app.store.query<{ version: string; fsync: string }>("select current_setting('server_version') as version, current_setting('fsync') as fsync");
  const about = `PostgreSQL ${row?.version ?? '?'}, ${app.store.kind}`;
  return row?.fsync === 'on' ? { verdict: 'ok', detail: about } : { verdict: 'warning', detail: `${about}; fsync is off: a power cut may lose the ledger` };
}

async function queueFinding(app: App): Promise<Omit<Finding, 'what'>> {
  const bell = await app.openQueue();
  await bell.close();
  return { verdict: 'ok', detail: app.config.redisUrl === undefined ? 'in PostgreSQL' : 'in Redis' };
}

async function probe(what: string, check: () => Promise<Omit<Finding, 'what'>>): Promise<Finding> {
  try {
    return { what, ...(await check()) };
  } catch (error) {
    return toFinding(what, error);
  }
}

function toFinding(what: string, error: unknown): Finding {
  const [told] = toUserErrors(error);
  return { what, verdict: 'error', detail: told ? [told.message, told.hint].filter(Boolean).join(' ') : error instanceof Error ? error.message : String(error) };
}

async function clockFinding(app: App): Promise<Omit<Finding, 'what'>> {
  const [row] = await app.store.query<{ at: Date }>('select clock_timestamp() as at');
  const offMs = Math.abs((row?.at.getTime() ?? 0) - app.clock.now().getTime());
  return offMs < 2_000 ? { verdict: 'ok', detail: 'agrees with the database' } : { verdict: 'warning', detail: `differs from the database's by ${Math.round(offMs / 1000)} s` };
}

async function relayFindings(app: App, mailTo: string | undefined): Promise<Finding[]> {
  const relays = toRelays(app.config);
  if (relays.length === 0) return [{ what: 'relay', verdict: 'warning', detail: 'neither relayUrl nor relays is set: nothing can be sent' }];
  const lanes = await viewLanes(app.store, app.config, app.clock.now());
  return Promise.all(relays.map((relay) => probe(`relay ${relay.name}`, () => relayFinding(app, relay, { mailTo, lanes }))));
}

/** Largest mail that a newsletter should be far below; a relay that takes less cuts issues off. */
const leastSize = 1_000_000;

type RelayQuestion = { readonly mailTo: string | undefined; readonly lanes: readonly PaceView[] };

async function relayFinding(app: App, relay: Relay, { mailTo, lanes }: RelayQuestion): Promise<Omit<Finding, 'what'>> {
  const { extensions, roundTripMs } = await tryRelay(relay);
  const size = Number(extensions.get('SIZE') ?? 0);
  const offers = ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'STARTTLS'].filter((name) => extensions.has(name));
  const security = relay.isImplicitTls ? ' over TLS' : relay.tls === 'required' ? ' after STARTTLS' : '';
  const mailed = mailTo === undefined ? '' : `; it took a mail to ${mailTo}: ${await mailThrough(app, relay, mailTo)}`;
  const detail = `${relay.host}:${relay.port} answers${security}${relay.user === undefined ? '' : ' and takes the login'}; takes ${size === 0 ? 'mails of any size' : `mails up to ${formatBytes(size)}`}${offers.length === 0 ? '' : `, offers ${offers.join(', ')}`}; ${relay.ratePerSecond}/s over ${relay.connectionCount} connections at the most, a command takes ${showMs(roundTripMs)}${mailed}`;
  if (size > 0 && size < leastSize) return { verdict: 'warning', detail: `${detail}. That is little for a newsletter` };
  // Where no send has measured it yet: a mail takes a round trip at least.
  const far = lanes.flatMap((lane) => (lane.mailMs === null ? (describeReach({ ...lane, mailMs: roundTripMs }) ?? []) : []));
  if (far.length > 0) return { verdict: 'warning', detail: `${detail}. So far away, ${far.length === 1 ? 'a lane is' : `${far.length} lanes are`} too slow: ${lanes.find((lane) => describeReach({ ...lane, mailMs: roundTripMs }) === far[0])?.name ?? ''} ${far[0] ?? ''}` };
  return extensions.has('PIPELINING') ? { verdict: 'ok', detail } : { verdict: 'warning', detail: `${detail}. Without PIPELINING each mail costs four round trips` };
}

const showMs = (ms: number): string => (ms < 1 ? 'less than 1 ms' : `${Math.round(ms)} ms`);

/** Places of lanes that the time of a mail makes too few for their pace. */
async function laneFinding(app: App): Promise<Omit<Finding, 'what'>> {
  const lanes = await viewLanes(app.store, app.config, app.clock.now());
  const short = lanes.flatMap((lane) => (describeReach(lane) === null ? [] : [`${lane.name} ${describeReach(lane) ?? ''}`]));
  if (short.length > 0) return { verdict: 'warning', detail: short.join('. ') };
  const measured = lanes.flatMap(({ name, mailMs }) => (mailMs === null ? [] : [`${name} ${showMs(mailMs)}`]));
  return { verdict: 'ok', detail: measured.length === 0 ? 'no mails measured yet' : `each reaches its pace; a mail takes: ${measured.join(', ')}` };
}

/** RFC 6531: who has a local part beyond ASCII gets mail over such a relay alone. */
async function smtpUtf8Finding(app: App): Promise<Omit<Finding, 'what'>> {
  const count = await countBeyondAscii(app.store);
  const warning = await warnOfSmtpUtf8(count, toRelays(app.config));
  if (warning !== undefined) return { verdict: 'warning', detail: warning };
  return { verdict: 'ok', detail: count === 0 ? 'no reader needs it' : `every relay offers it, and ${count.toLocaleString('en')} readers need it` };
}

async function mailThrough(app: App, relay: Relay, mailTo: string): Promise<string> {
  const to = requireTestRecipient(app.config.testRecipients, mailTo);
  const from = (await listLists(app.store))[0]?.fromAddress ?? to;
  const raw = Buffer.from(`From: <${from}>\r\nTo: <${to}>\r\nSubject: Courant: a test of the relay ${relay.name}\r\nDate: ${app.clock.now().toUTCString().replace('GMT', '+0000')}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThis relay works.\r\n`);
  return sendTestMail(relay, { from, to, raw });
}

async function dkimFindings(app: App): Promise<Finding[]> {
  try {
    const { keys } = await loadDkim(app.config);
    if (keys.length === 0) return [{ what: 'DKIM', verdict: 'warning', detail: 'dkimKeys is not set: fine only when the relay signs with the domain of the From address. Make a key with `courant dkim new`.' }];
    const domains = await signingDomains(app.store, app.config);
    const records = domains.flatMap((domain) => keys.map((key): Finding => ({ what: 'DKIM', verdict: 'ok', detail: `${key.algorithm}; publish ${zoneLine(key, domain)}` })));
    const weak = keys.flatMap((key): Finding[] => (weaknessOf(key) === undefined ? [] : [{ what: 'DKIM', verdict: 'warning', detail: `${key.selector}: ${weaknessOf(key) ?? ''}` }]));
    const alone = keys.every((key) => key.algorithm === 'ed25519-sha256') ? [{ what: 'DKIM', verdict: 'warning' as const, detail: 'only Ed25519 keys: Gmail and others check RSA only; set an RSA key beside it' }] : [];
    return [...records, ...weak, ...alone, ...(await foreignDomains(app))];
  } catch (error) {
    return [toFinding('DKIM', error)];
  }
}

/** A signature counts for DMARC only when its domain is that of From, or above it (RFC 7489 3.1.1). */
async function foreignDomains(app: App): Promise<Finding[]> {
  const domain = app.config.dkimDomain?.toLowerCase();
  if (domain === undefined) return [];
  const foreign = (await listLists(app.store)).filter(({ fromAddress }) => !`.${fromAddress.slice(fromAddress.lastIndexOf('@') + 1).toLowerCase()}`.endsWith(`.${domain}`));
  return foreign.map((list) => ({ what: 'DKIM', verdict: 'warning', detail: `the list ${list.slug} sends as ${list.fromAddress}, but ${domain} signs: DMARC does not count that` }));
}

async function mailboxFindings(app: App): Promise<Finding[]> {
  if (app.config.feedbackImap.length === 0) return [];
  try {
    const known = await listImapAccounts(app.store);
    return await Promise.all(toImapAccounts(app.config).map((account) => probe(`mailbox ${account.name}`, () => mailboxFinding(app, account, known.find((row) => row.account === account.name)))));
  } catch (error) {
    return [toFinding('mailboxes', error)];
  }
}

/** How long nobody may have looked before it is odd. */
const unreadMs = 10 * 60_000;

async function mailboxFinding(app: App, account: ImapAccount, row: ImapAccountRow | undefined): Promise<Omit<Finding, 'what'>> {
  const { mailboxes, missing, moveTo, canIdle } = await inspectAccount(account, createTokenDesk(app));
  const reads = mailboxes.map(({ path, count }) => `${path} (${count} there)`).join(', ');
  const lookedAt = row?.lookedAt ?? null;
  const detail = `${account.user} at ${account.host}:${account.port}: ${reads}; ${moveTo === null ? 'mails stay, marked as read' : `then moved to ${moveTo}`}${canIdle ? '' : '; the server tells no news (no IDLE), so it is asked'}; ${lookedAt === null ? 'never read before' : `last read ${lookedAt.toISOString()}`}`;
  if (missing.length > 0) return { verdict: 'error', detail: `${detail}. Missing: ${missing.join(', ')}` };
  const isUnread = lookedAt === null || app.clock.now().getTime() - lookedAt.getTime() > unreadMs;
  return isUnread ? { verdict: 'warning', detail: `${detail}. Read it with \`courant start\` or \`courant feedback fetch\`` } : { verdict: 'ok', detail };
}

function publicUrlFinding(config: Config): Finding {
  const url = new URL(publicUrlOf(config));
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (isLocal) return { what: 'public address', verdict: 'warning', detail: `${url.href} is this machine only: readers could not unsubscribe. Set publicUrl.` };
  return url.protocol === 'https:' ? { what: 'public address', verdict: 'ok', detail: url.href } : { what: 'public address', verdict: 'warning', detail: `${url.href} is not https: Gmail and Yahoo want https for one-click unsubscribe (RFC 8058)` };
}

function bounceFinding(config: Config): Finding {
  if (!takesFeedback(config)) return { what: 'bounces', verdict: 'warning', detail: 'none of feedbackPort, feedbackLmtp and feedbackImap is set: bounces are read by `courant feedback ingest` and webhooks only' };
  const places = [...(config.feedbackPort === undefined ? [] : [`${config.feedbackHost}:${config.feedbackPort}`]), ...(config.feedbackLmtp === undefined ? [] : [`LMTP ${config.feedbackLmtp}`]), ...config.feedbackImap.map(({ name }) => `the mailbox ${name}`)];
  return { what: 'bounces', verdict: 'ok', detail: `taken from ${places.join(', ')}${config.bounceDomain === undefined ? '' : ` for ${config.bounceDomain}`}` };
}
