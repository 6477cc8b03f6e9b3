/**
 * One SMTP connection as the transaction loop needs it: exactness wants to know the phase of every failure, and the durable mark
 * between 354 and the body, which nodemailer's own send() does not offer. How it is opened is connect.ts.
 */
import type { Socket } from 'node:net';
import { createReplyReader, type SmtpReply } from './reply.js';

/** What EHLO offered: keyword to its parameters, `SIZE` to `26214400`. */
export type Extensions = ReadonlyMap<string, string>;

export type SmtpSession = {
  readonly extensions: Extensions;
  readonly hasPipelining: boolean;
  readonly has8BitMime: boolean;
  /** Takes addresses and headers beyond ASCII (RFC 6531). */
  readonly hasSmtpUtf8: boolean;
  readonly hasSize: boolean;
  readonly isClosed: boolean;
  /** Every reply that is owed was read. */
  readonly isQuiet: boolean;
  /** The server said more than it was asked: whose reply is whose cannot be told any more. */
  readonly hasStrayReply: boolean;
  /** `performance.now()` of its opening. */
  readonly openedAtMs: number;
  /** Transactions done, for the limit of messages per connection. */
  messageCount: number;
  /** A final dot got no answer: what is read behind it says nothing of how the server takes envelopes there. */
  isInDoubt: boolean;
  /** Resolves when the outcome of the transaction in front is in the ledger's hands: at most one row of a connection is being transmitted (I5). */
  settled: Promise<void>;
  write(data: string | Uint8Array): void;
  cork(): void;
  uncork(): void;
  /** The next reply that nobody waits for yet, or why there is none. Patience begins when the replies before it have come. */
  readReply(timeoutMs: number): Promise<SmtpReply | 'timeout' | 'close'>;
  /** RSET after a refusal; closes the connection when even that fails. */
  resetTransaction(): Promise<void>;
  /** QUIT, politely but without waiting for long. */
  quit(): Promise<void>;
  destroy(): void;
};

const resetTimeoutMs = 30_000;
const quitTimeoutMs = 1_000;

/** Wraps a socket that stands behind greeting, TLS and login. EHLO is said again: what the server can do may change with TLS and login. */
export async function createSession(socket: Socket, ehloName: string, commandTimeoutMs: number): Promise<SmtpSession> {
  const replies = createReplyQueue(socket);
  const extensions = await sayEhlo(socket, replies, ehloName, commandTimeoutMs);
  const session: SmtpSession = {
    extensions,
    hasPipelining: extensions.has('PIPELINING'),
    has8BitMime: extensions.has('8BITMIME'),
    hasSmtpUtf8: takesSmtpUtf8(extensions),
    hasSize: extensions.has('SIZE'),
    get isClosed() { return replies.isClosed(); },
    get isQuiet() { return replies.owed() === 0; },
    get hasStrayReply() { return replies.owed() < 0; },
    openedAtMs: performance.now(),
    messageCount: 0,
    isInDoubt: false,
    settled: Promise.resolve(),
    write: (data) => void socket.write(data),
    cork: () => socket.cork(),
    uncork: () => socket.uncork(),
    readReply: (timeoutMs) => replies.next(timeoutMs),
    async resetTransaction() {
      socket.write('RSET\r\n');
      const reply = await replies.next(Math.min(resetTimeoutMs, commandTimeoutMs));
      if (typeof reply === 'string' || reply.code !== 250) socket.destroy();
    },
    async quit() {
      if (replies.isClosed()) return;
      socket.write('QUIT\r\n');
      await replies.next(quitTimeoutMs);
      socket.destroy();
    },
    destroy: () => void socket.destroy(),
  };
  return session;
}

/** RFC 6531 3.1 (8): who offers SMTPUTF8 must offer 8BITMIME; one without the other is neither. */
export function takesSmtpUtf8(extensions: Extensions): boolean {
  return extensions.has('SMTPUTF8') && extensions.has('8BITMIME');
}

async function sayEhlo(socket: Socket, replies: ReplyQueue, ehloName: string, timeoutMs: number): Promise<Extensions> {
  socket.write(`EHLO ${ehloName}\r\n`);
  const reply = await replies.next(timeoutMs);
  if (typeof reply === 'string' || reply.code !== 250) {
    socket.destroy();
    throw new Error(typeof reply === 'string' ? `no reply to EHLO: ${reply}` : `EHLO: ${reply.code} ${reply.text}`);
  }
  return new Map(reply.lines.slice(1).map((line) => {
    const [keyword = '', ...parameters] = line.split(' ');
    return [keyword.toUpperCase(), parameters.join(' ')];
  }));
}

type Said = SmtpReply | 'timeout' | 'close';

type ReplyQueue = {
  next(timeoutMs: number): Promise<Said>;
  /** Replies waited for; below zero: replies that nobody asked for. */
  owed(): number;
  isClosed(): boolean;
};

/**
 * Replies in order, each handed to one waiter; the first who waits has the clock. A time-out ends the connection: a late reply would
 * be taken for the next one's.
 */
function createReplyQueue(socket: Socket): ReplyQueue {
  const reader = createReplyReader();
  const ready: SmtpReply[] = [];
  const waiters: { readonly timeoutMs: number; resolve(said: Said): void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let lastLook: NodeJS.Immediate | undefined;
  let closed = false;
  const serve = (): void => {
    while (waiters.length > 0 && (ready.length > 0 || closed)) {
      clearTimeout(timer);
      clearImmediate(lastLook);
      timer = undefined;
      waiters.shift()?.resolve(ready.shift() ?? 'close');
    }
    const [first] = waiters;
    if (first) timer ??= setTimeout(lookOnce, first.timeoutMs);
  };
  /** A process that stood still or slept wakes with its timers first: what came meanwhile is read before the server is called silent. */
  const lookOnce = (): void => { lastLook = setImmediate(expire); };
  const expire = (): void => {
    timer = undefined;
    closed = true;
    socket.destroy();
    waiters.shift()?.resolve('timeout');
    serve();
  };
  socket.on('data', (chunk: Buffer) => { ready.push(...reader.push(chunk)); serve(); });
  // A server that half-closes says nothing more: what is not answered by now will not be.
  socket.on('end', () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('close', () => { closed = true; serve(); });
  return {
    isClosed: () => closed || socket.destroyed,
    owed: () => waiters.length - ready.length,
    next: (timeoutMs) => new Promise((resolve) => {
      waiters.push({ timeoutMs, resolve });
      if (socket.destroyed) closed = true;
      serve();
    }),
  };
}
