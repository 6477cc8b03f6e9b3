/**
 * The connections of this process to one relay: opened when wanted, closed after their share of messages, at their age, or when nobody
 * has used them for a while. A connection is handed on behind the final dot, before its reply, as long as the relay copes with that.
 */
import type { BehindDot } from './outcome.js';
import type { SmtpSession } from './session.js';
import type { Relay } from './relay.js';

export type SessionPool = {
  /** Waits for a connection; opens one when fewer than the relay allows are open. Throws RelayUnavailable. */
  acquire(): Promise<SmtpSession>;
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

type Waiter = { resolve(session: SmtpSession): void; reject(error: unknown): void };

/** RFC 5321 4.5.3.2.7 lets a server hang up after five minutes; one that is not needed is rather given back to it. */
const idleMs = 30_000;
/** A relay that allows fewer connections than configured is not asked for one more with every message. */
const openAgainMs = 10_000;
/** So often in a row the relay may hang up behind a mail before that is taken for its custom. */
const cutOffLimit = 3;

export function createSessionPool(relay: Relay, open: () => Promise<SmtpSession>): SessionPool {
  const idle = new Map<SmtpSession, NodeJS.Timeout>();
  const waiters: Waiter[] = [];
  let openCount = 0;
  let openAfterMs = 0;
  let cutOffCount = 0;
  let isClosing = false;

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
      giveBack(await open());
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
    return session.isClosed || isClosing || session.messageCount >= relay.messagesPerConnection || performance.now() - session.openedAtMs > relay.connectionAgeMs;
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

  return {
    giveBack,
    async acquire() {
      const quiet = takeIdle((session) => session.isQuiet);
      if (quiet) return quiet;
      openIfAllowed();
      const trailing = takeIdle(() => true);
      if (trailing) return trailing;
      return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
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
      isClosing = true;
      const sessions = [...idle.keys()];
      for (const timer of idle.values()) clearTimeout(timer);
      idle.clear();
      openCount -= sessions.length;
      await Promise.all(sessions.map((session) => session.quit()));
    },
  };
}
