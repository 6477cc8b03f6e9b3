/**
 * One SMTP connection as the transaction loop needs it: exactness wants to know the phase of every failure, and the durable mark
 * between 354 and the body, which nodemailer's own send() does not offer. How it is opened is connect.ts.
 */
import type { Socket } from 'node:net';
import { createReplyReader, type SmtpReply } from './reply.js';

export type SmtpSession = {
  readonly hasPipelining: boolean;
  readonly has8BitMime: boolean;
  readonly hasSize: boolean;
  readonly isClosed: boolean;
  /** Transactions done, for the limit of messages per connection. */
  messageCount: number;
  write(data: string | Uint8Array): void;
  cork(): void;
  uncork(): void;
  /** The next reply, or why there is none. */
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
    hasPipelining: extensions.has('PIPELINING'),
    has8BitMime: extensions.has('8BITMIME'),
    hasSize: extensions.has('SIZE'),
    get isClosed() { return replies.isClosed(); },
    messageCount: 0,
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

async function sayEhlo(socket: Socket, replies: ReplyQueue, ehloName: string, timeoutMs: number): Promise<ReadonlySet<string>> {
  socket.write(`EHLO ${ehloName}\r\n`);
  const reply = await replies.next(timeoutMs);
  if (typeof reply === 'string' || reply.code !== 250) {
    socket.destroy();
    throw new Error(typeof reply === 'string' ? `no reply to EHLO: ${reply}` : `EHLO: ${reply.code} ${reply.text}`);
  }
  return new Set(reply.lines.slice(1).map((line) => (line.split(' ')[0] ?? '').toUpperCase()));
}

type ReplyQueue = {
  next(timeoutMs: number): Promise<SmtpReply | 'timeout' | 'close'>;
  isClosed(): boolean;
};

/** Replies in order, each handed to one waiter. A time-out ends the connection: a late reply would be taken for the next one's. */
function createReplyQueue(socket: Socket): ReplyQueue {
  const reader = createReplyReader();
  const ready: SmtpReply[] = [];
  let waiter: ((reply: SmtpReply | 'timeout' | 'close') => void) | undefined;
  let closed = false;
  const wake = (): void => {
    if (!waiter) return;
    const reply = ready.shift() ?? (closed ? 'close' : undefined);
    if (reply === undefined) return;
    const resolve = waiter;
    waiter = undefined;
    resolve(reply);
  };
  socket.on('data', (chunk: Buffer) => { ready.push(...reader.push(chunk)); wake(); });
  // A server that half-closes says nothing more: what is not answered by now will not be.
  socket.on('end', () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('close', () => { closed = true; wake(); });
  return {
    isClosed: () => closed || socket.destroyed,
    next: (timeoutMs) => new Promise((resolve) => {
      const timer = setTimeout(() => { waiter = undefined; socket.destroy(); resolve('timeout'); }, timeoutMs);
      waiter = (reply) => { clearTimeout(timer); resolve(reply); };
      if (socket.destroyed) closed = true;
      wake();
    }),
  };
}
