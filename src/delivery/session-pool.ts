/**
 * The connections of this process to one relay: opened when wanted, closed after their share of messages, at their age, or when nobody
 * has used them for a while. A connection is handed on behind the final dot, before its reply, as long as the relay copes with that.
 */
import { setMaxListeners } from 'node:events';
import type { BehindDot } from './outcome.js';
import type { SmtpSession } from './session.js';
import type { Relay } from './relay.js';

export type SessionPool = {
  /** Waits for a connection; opens one when fewer than the relay allows are open. Undefined: the signal came, or the pool was closed, before there was one. Throws RelayUnavailable. */
  acquire(signal?: AbortSignal): Promise<SmtpSession | undefined>;
  /** After a transaction, or behind its final dot when `mayFollow`. */
  release(session: SmtpSession): void;
  /** Back unused: nothing was sent over it. */
  giveBack(session: SmtpSession): void;
  /** May the next envelope follow the final dot that was just written? */
  mayFollow(session: SmtpSession): boolean;
  /** How the relay took an envelope behind the dot; undefined: well. True when none is sent so from now on. */
  noteBehindDot(fault: BehindDot | undefined): boolean;
  /** QUITs what is idle; what is in use is closed when it is released. */
  close(): Promise<void>;
};

type Waiter = { resolve(session: SmtpSession | undefined): void; reject(error: unknown): void };

/** RFC 5321 4.5.3.2.7 lets a server hang up after five minutes; one that is not needed is rather given back to it. */
const idleMs = 30_000;
/** A relay that allows fewer connections than configured is not asked for one more with every message. */
const openAgainMs = 10_000;
/** So often in a row the relay may hang up behind a mail before that is taken for its custom. */
const cutOffLimit = 3;

export function createSessionPool(relay: Relay, open: (signal: AbortSignal) => Promise<SmtpSession>): SessionPool {
  const idle = new Map<SmtpSession, NodeJS.Timeout>();
  const waiters: Waiter[] = [];
  let openCount = 0;
  let openAfterMs = 0;
  let cutOffCount = 0;
  const closing = new AbortController();
  // Each connection that is being opened listens; beyond ten Node would take that for a leak, and say so.
  setMaxListeners(relay.connectionCount, closing.signal);

  /** The last one given back first, so that those too many grow old. */
  function takeIdle(isWanted: (session: SmtpSession) => boolean): SmtpSession | undefined {
    for (const [session, timer] of [...idle].toReversed()) {
      if (!session.isClosed && !isWanted(session)) continue;
      idle.delete(session);
      clearTimeout(timer);
      if (!session.isClosed) return session;
      openCount -= 1;
    }
    return undefined;
  }

  /** In the background: whoever waits gets what is free first, a new connection or an old one. */
  async function openOne(): Promise<void> {
    openCount += 1;
    try {
      giveBack(await open(closing.signal));
    } catch (error) {
      openCount -= 1;
      openAfterMs = openCount > 0 ? performance.now() + openAgainMs : 0;
      // With other connections at work nobody need hear of it: they serve who waits.
      if (openCount === 0) for (const waiter of waiters.splice(0)) waiter.reject(error);
    }
  }

  function openIfAllowed(): void {
    if (openCount === 0 || (openCount < relay.connectionCount && performance.now() >= openAfterMs)) void openOne();
  }

  function isSpent(session: SmtpSession): boolean {
    return session.isClosed || closing.signal.aborted || session.messageCount >= relay.messagesPerConnection || performance.now() - session.openedAtMs > relay.connectionAgeMs;
  }

  function retire(session: SmtpSession): void {
    openCount -= 1;
    void session.quit();
    if (waiters.length > 0) openIfAllowed();
  }

  function keep(session: SmtpSession): void {
    const timer = setTimeout(() => {
      idle.delete(session);
      if (session.isQuiet) retire(session);
      else keep(session);
    }, idleMs);
    timer.unref();
    idle.set(session, timer);
  }

  function giveBack(session: SmtpSession): void {
    if (isSpent(session)) return retire(session);
    const waiter = waiters.shift();
    if (waiter) waiter.resolve(session);
    else keep(session);
  }

  async function wait(signal: AbortSignal | undefined): Promise<SmtpSession | undefined> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const place = waiters.indexOf(waiter);
        if (place >= 0) waiters.splice(place, 1);
        resolve(undefined);
      };
      const settled = <Value>(settle: (value: Value) => void) => (value: Value): void => {
        signal?.removeEventListener('abort', leave);
        settle(value);
      };
      const waiter: Waiter = { resolve: settled(resolve), reject: settled(reject) };
      signal?.addEventListener('abort', leave, { once: true });
      waiters.push(waiter);
    });
  }

  return {
    giveBack,
    async acquire(signal) {
      if (closing.signal.aborted || signal?.aborted === true) return undefined;
      const quiet = takeIdle((session) => session.isQuiet);
      if (quiet) return quiet;
      openIfAllowed();
      const trailing = takeIdle(() => true);
      if (trailing) return trailing;
      return wait(signal);
    },
    release(session) {
      session.messageCount += 1;
      giveBack(session);
    },
    mayFollow: (session) => relay.isPipelined && session.hasPipelining && cutOffCount < cutOffLimit && session.messageCount + 1 < relay.messagesPerConnection && !isSpent(session),
    noteBehindDot(fault) {
      const wasTrusted = cutOffCount < cutOffLimit;
      if (wasTrusted) cutOffCount = fault === undefined ? 0 : fault === 'out-of-step' ? cutOffLimit : cutOffCount + 1;
      return wasTrusted && cutOffCount >= cutOffLimit;
    },
    async close() {
      closing.abort();
      for (const waiter of waiters.splice(0)) waiter.resolve(undefined);
      const sessions = [...idle.keys()];
      for (const timer of idle.values()) clearTimeout(timer);
      idle.clear();
      openCount -= sessions.length;
      await Promise.all(sessions.map((session) => session.quit()));
    },
  };
}
