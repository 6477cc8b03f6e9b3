/** Asks a spamd on this machine what it thinks of a mail (SPAMC protocol 1.5): over loopback or a Unix socket, nowhere else. */
import { connect, type Socket } from 'node:net';
import type { Asked } from '../online.js';
import { readSpamAnswer, type SpamAnswer, type SpamVerdict } from '../spam.js';

/** Its rules may ask name servers, each with a time of its own. */
const usualTimeoutMs = 30_000;

/** A report has some kilobytes. */
const longestAnswer = 1_000_000;

/** `address` is checked by the configuration: `127.0.0.1:783`, `[::1]:783`, `localhost:783`, or the path of a socket. */
export async function askSpamd(address: string, message: Buffer, timeoutMs = usualTimeoutMs): Promise<SpamAnswer> {
  return { address, answer: await ask(address, message, timeoutMs) };
}

function ask(address: string, message: Buffer, timeoutMs: number): Promise<Asked<SpamVerdict>> {
  return new Promise((resolve) => {
    const socket = open(address);
    const pieces: Buffer[] = [];
    let length = 0;
    const settle = (answer: Asked<SpamVerdict>): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    // For the whole of it: a server that sends a letter a second shall not hold up a check either.
    const timer = setTimeout(() => settle({ failed: `no answer within ${timeoutMs / 1000} s` }), timeoutMs);
    socket.on('data', (piece: Buffer) => {
      pieces.push(piece);
      length += piece.length;
      if (length > longestAnswer) settle({ failed: 'its answer does not end' });
    });
    socket.on('end', () => settle(length === 0 ? { failed: 'the connection was closed without an answer' } : readSpamAnswer(Buffer.concat(pieces).toString())));
    socket.on('error', (error: NodeJS.ErrnoException) => settle({ failed: reasons[error.code ?? ''] ?? error.code ?? error.message }));
    socket.write(`REPORT SPAMC/1.5\r\nContent-length: ${message.length}\r\n\r\n`);
    socket.end(message);
  });
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there', ENOENT: 'there is no such socket', ENOTSOCK: 'that is no socket', EACCES: 'the socket may not be opened', ECONNRESET: 'the connection was cut off', EPIPE: 'the connection was cut off',
};

function open(address: string): Socket {
  if (address.startsWith('/')) return connect({ path: address });
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  // No name is looked up: what localhost means is known.
  return connect({ host: host === 'localhost' ? '127.0.0.1' : host, port: Number(address.slice(colon + 1)) });
}
