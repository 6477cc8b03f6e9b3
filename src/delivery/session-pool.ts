/** The connections of this process to one relay: opened when wanted, used one transaction at a time, closed after their share of messages. */
import type { SmtpSession } from './session.js';
import type { Relay } from './relay.js';

export type SessionPool = {
  /** Waits for a free connection; opens one when fewer than the relay allows are open. Throws RelayUnavailable. */
  acquire(): Promise<SmtpSession>;
  release(session: SmtpSession): void;
  /** Back unused: nothing was sent over it. */
  giveBack(session: SmtpSession): void;
  /** QUITs what is idle; what is in use is closed when it is released. */
  close(): Promise<void>;
};

export function createSessionPool(relay: Relay, open: () => Promise<SmtpSession>): SessionPool {
  const idle: SmtpSession[] = [];
  const waiters: ((session: SmtpSession | undefined) => void)[] = [];
  let openCount = 0;
  let isClosing = false;

  function takeIdle(): SmtpSession | undefined {
    for (let session = idle.pop(); session; session = idle.pop()) {
      if (!session.isClosed) return session;
      openCount -= 1;
    }
    return undefined;
  }

  async function openOne(): Promise<SmtpSession> {
    openCount += 1;
    try {
      return await open();
    } catch (error) {
      openCount -= 1;
      // Whoever waits must not wait for a connection that never came: let one try for itself.
      waiters.shift()?.(undefined);
      throw error;
    }
  }

  async function acquire(): Promise<SmtpSession> {
    const session = takeIdle();
    if (session) return session;
    if (openCount < relay.connectionCount) return openOne();
    const handed = await new Promise<SmtpSession | undefined>((resolve) => waiters.push(resolve));
    return handed ?? acquire();
  }

  function giveBack(session: SmtpSession): void {
    const isSpent = session.isClosed || session.messageCount >= relay.messagesPerConnection || isClosing;
    if (isSpent) {
      openCount -= 1;
      void session.quit();
      waiters.shift()?.(undefined);
      return;
    }
    const waiter = waiters.shift();
    if (waiter) waiter(session);
    else idle.push(session);
  }

  return {
    acquire,
    giveBack,
    release(session) {
      session.messageCount += 1;
      giveBack(session);
    },
    async close() {
      isClosing = true;
      const sessions = idle.splice(0);
      openCount -= sessions.length;
      await Promise.all(sessions.map((session) => session.quit()));
    },
  };
}
