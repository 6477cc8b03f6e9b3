/**
 * An IMAP account is read as long as this process lives: at once when the server tells of news (IDLE, RFC 2177), and every `pollMs`.
 * One process reads an account, others stand by. A lost connection is made anew after growing waits; a refused login is told once.
 */
import type { ImapFlow } from 'imapflow';
import type { Clock } from '../../clock.js';
import type { Log } from '../../log.js';
import { noteForOwner } from '../../notice/tell.js';
import { lockImapAccount, noteImapFault, noteLook, type ReaderLock } from '../../store/imap.js';
import type { Store } from '../../store/store.js';
import type { ImapAccount } from './account.js';
import { openImap } from './connect.js';
import type { TokenDesk } from './oauth/tokens.js';
import { readAccount } from './read-account.js';
import type { ImapDesk, MailboxCount } from './read-mailbox.js';
import { ImapUnavailable, toUnavailable } from './unavailable.js';

export type ImapParts = { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly tokens: TokenDesk; deskOf(account: ImapAccount): ImapDesk };

/** How soon a process that stands by tries again to be the one. */
const standbyMs = 15_000;
/** A server locks accounts out that try a wrong password again and again. */
const refusedMs = 15 * 60_000;
const firstRetryMs = 1_000;
const longestRetryMs = 5 * 60_000;
/** A round that cannot end because the server is silent. */
const stopGraceMs = 3_000;

export function watchAccount(parts: ImapParts, account: ImapAccount): { close(): Promise<void> } {
  const stop = new AbortController();
  const watching = watch({ ...parts, log: parts.log.with({ account: account.name }) }, account, stop.signal);
  return {
    async close() {
      stop.abort();
      await watching;
    },
  };
}

async function watch(parts: ImapParts, account: ImapAccount, stop: AbortSignal): Promise<void> {
  let failureCount = 0;
  while (!stop.aborted) {
    try {
      const lock = await lockImapAccount(parts.store, account.name);
      if (lock === undefined) await parts.clock.sleep(standbyMs, stop);
      else await readWhileConnected(parts, account, { lock, stop, onRound: () => { failureCount = 0; } });
    } catch (error) {
      failureCount += 1;
      await noteFault(parts, account, error, failureCount);
      await parts.clock.sleep(waitAfter(error, failureCount), stop);
    }
  }
}

/** Half of it by chance, so that several processes and accounts do not knock at once. */
function waitAfter(error: unknown, failureCount: number): number {
  if (error instanceof ImapUnavailable && error.kind !== 'unreachable') return refusedMs;
  const longest = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failureCount - 1, 16));
  return longest * (0.5 + Math.random() / 2);
}

async function readWhileConnected(parts: ImapParts, account: ImapAccount, { lock, stop, onRound }: { lock: ReaderLock; stop: AbortSignal; onRound: () => void }): Promise<void> {
  const signal = AbortSignal.any([stop, lock.lostSignal]);
  const done = new AbortController();
  let client: ImapFlow | undefined;
  signal.addEventListener('abort', () => void parts.clock.sleep(stopGraceMs, done.signal).then(() => client?.close()), { once: true });
  try {
    const desk = parts.deskOf(account);
    client = await openImap(account, parts.tokens, desk.maxBytes);
    const news = listenForNews(client, signal);
    parts.log.info('the mailbox is read', { host: account.host });
    while (!signal.aborted) {
      const bell = news.next();
      tellCounts(parts.log, await readAccount(client, account, desk, signal));
      await noteLook(parts.store, account.name, parts.clock.now());
      onRound();
      await waitForNews(parts.clock, client, bell, account.pollMs, signal);
    }
    await client.logout().catch(() => undefined);
  } catch (error) {
    if (!signal.aborted) throw toUnavailable(account, error);
  } finally {
    done.abort();
    client?.close();
    await lock.release();
  }
}

type News = { /** Aborts with the next news: what comes while a round is under way rings for the next one. */ next(): AbortSignal };

/** EXISTS tells of a new mail; the end of the connection, and of this process, are news too. */
function listenForNews(client: ImapFlow, signal: AbortSignal): News {
  let bell = new AbortController();
  const ring = (): void => bell.abort();
  client.on('exists', ring);
  client.on('close', ring);
  signal.addEventListener('abort', ring, { once: true });
  return {
    next() {
      if (!client.isClosed && !signal.aborted) bell = new AbortController();
      return bell.signal;
    },
  };
}

/** Bounces come in bursts: those of half a second are one round. */
const burstMs = 500;

async function waitForNews(clock: Clock, client: ImapFlow, bell: AbortSignal, pollMs: number, signal: AbortSignal): Promise<void> {
  // The next command ends IDLE by itself.
  client.idle().catch(() => undefined);
  await clock.sleep(pollMs, bell);
  if (client.isClosed && !signal.aborted) throw new ImapUnavailable('unreachable', client.byeReason ?? 'the connection was closed');
  await clock.sleep(burstMs, signal);
}

function tellCounts(log: Log, counts: readonly MailboxCount[]): void {
  for (const count of counts) if (count.kept + count.known + count.left > 0) log.info('mails were read', { ...count });
}

/** A connection that breaks now and then is ordinary: only what lasts is told to the owner. */
const patienceMs = 3_600_000;

async function noteFault(parts: ImapParts, account: ImapAccount, error: unknown, failureCount: number): Promise<void> {
  if (!(error instanceof ImapUnavailable)) return parts.log.error('a mailbox could not be read; it is tried again', { error });
  if (failureCount === 1 || error.kind !== 'unreachable') parts.log.warn('a mailbox cannot be read; it is tried again', { why: error.message });
  try {
    const now = parts.clock.now();
    const since = await noteImapFault(parts.store, account.name, { kind: error.kind, detail: error.message, at: now });
    if (error.kind === 'unreachable' && now.getTime() - since.getTime() < patienceMs) return;
    await noteForOwner(parts.store, parts.log, {
      key: `mailbox:${account.name} ${error.kind} ${since.toISOString()}`, subject: `The mailbox ${account.name} cannot be read`,
      text: `${error.message}\n\nBounces and complaints that come to it wait there. It is tried again by itself.\nCheck it with: courant doctor\n`,
      fromAddress: null, about: { kind: 'mailbox', account: account.name, fault: error.kind }, at: now,
    });
  } catch (cause) {
    parts.log.error('the fault of a mailbox could not be written down', { error: cause });
  }
}
