/** One process's hold on the embedded PostgreSQL: a connection to its keeper, open as long as the database is needed. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../errors.js';
import type { Layout } from './layout.js';
import { isGone } from './postmaster.js';
import { letGo, type LeaseMessage } from './protocol.js';

export type Lease = {
  /** Resolves when the connection has closed: after `release`, or because keeper or server died. */
  readonly closed: Promise<void>;
  /** Resolves when others keep the server, or when server and keeper have ended. */
  release(): Promise<void>;
};

/** The keeper's own patience for the shutdown of PostgreSQL (60 s and 10 s more), and a little. */
const releaseMs = 75_000;

/** Undefined when no keeper answers, or it is about to end: one must be started. Throws the UserError of a start that failed. */
export async function joinKeeper(layout: Layout): Promise<Lease | undefined> {
  const socket = connect(layout.keeperSocket).setEncoding('utf8');
  // Whatever happens to the line shows as its close.
  socket.on('error', () => undefined);
  const closed = new Promise<undefined>((resolve) => socket.once('close', () => resolve(undefined)));
  const message = await Promise.race([nextMessage(socket), closed]);
  if (message === undefined) return undefined;
  if (message.state !== 'ready') {
    socket.destroy();
    throw toRefusal(message);
  }
  // Reading goes on, or the close would not be seen; holding a lease is no reason for a process to stay.
  socket.resume().unref();
  return { closed, release: () => release(socket, closed, message.keeperPid) };
}

/** The keeper says one line at a time, and the next only after we said something. */
function nextMessage(socket: Socket): Promise<LeaseMessage> {
  return new Promise((resolve) => {
    let text = '';
    const read = (chunk: string): void => {
      text += chunk;
      if (!text.endsWith('\n')) return;
      socket.off('data', read);
      resolve(JSON.parse(text) as LeaseMessage);
    };
    socket.on('data', read);
  });
}

function toRefusal(message: LeaseMessage): Error {
  if (message.state !== 'failed') return new Error(`the keeper said ${message.state} to a newcomer`);
  return new UserError(message.failure.code, message.failure.message, { hint: message.failure.hint });
}

async function release(socket: Socket, closed: Promise<undefined>, keeperPid: number): Promise<void> {
  socket.ref();
  let isLast = false;
  void nextMessage(socket).then(({ state }) => { isLast = state === 'stopping'; });
  socket.write(letGo);
  const patience = new AbortController();
  const end = await Promise.race([closed, sleep(releaseMs, 'late', { signal: patience.signal }).catch(() => undefined)]);
  patience.abort();
  if (end === 'late') throw new Error(`the keeper of the embedded PostgreSQL (process ${keeperPid}) does not end`);
  // The line closes a moment before the process is gone.
  if (isLast) await isGone(keeperPid, 1_000);
}
