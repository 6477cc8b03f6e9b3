/**
 * The built-in SMTP server for development and tests: a real server (smtp-server) on this machine that keeps every mail, delivers
 * none, and behaves badly on demand (outcomes.ts). What it got stands in its log (catcher-log.ts).
 */
import { once, setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Clock } from '../clock.js';
import { UserError } from '../errors.js';
import type { Log } from '../log.js';
import { Answers } from './answers.js';
import type { CatcherEntry } from './catcher-log.js';
import { type MailPage, type MailQuery, MailStore } from './mail-store.js';
import type { Outcome } from './outcomes.js';
import { createReception, type Reception, type Wire } from './reception.js';

export type CatcherOptions = {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Where log and mails are kept; an earlier run's are gone on with. */
  readonly folder: string;
  /** Where bounces, complaints and vacation replies are sent to; without it mails of such recipients are only accepted. */
  readonly feedback?: { readonly host: string; readonly port: number } | undefined;
  readonly answerAfterMs?: number;
  /** A login that is then required. */
  readonly auth?: { readonly user: string; readonly password: string } | undefined;
  /** Offers STARTTLS with the certificate that comes with smtp-server; its key is public: for tests only. */
  readonly startTls?: boolean;
  /** False: addresses beyond ASCII are not taken. Default: they are. */
  readonly offersSmtpUtf8?: boolean;
  /** Outcomes that win over the built-in table. */
  readonly rules?: readonly Outcome[];
  readonly sizeLimit?: number;
  readonly clock: Clock;
  readonly log: Log;
};

export type Catcher = {
  readonly port: number;
  readonly logPath: string;
  /** What came, newest first, page by page: kept mails and refused ones. */
  mails(query?: MailQuery): MailPage;
  find(n: number): CatcherEntry | undefined;
  rawOf(n: number): Promise<Buffer | undefined>;
  /** Resolves when every answer that is owed is sent or given up. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

const finishingMs = 2000; // a message that is coming in when the catcher stops has this long to end

export async function startCatcher(options: CatcherOptions): Promise<Catcher> {
  const store = await MailStore.open(options.folder);
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // each mail whose reply is held back is one
  const rawOf = (n: number): Promise<Buffer | undefined> => store.rawOf(n);
  const answers = options.feedback && new Answers({ feedback: options.feedback, rawOf, afterMs: options.answerAfterMs ?? 250, clock: options.clock, log: options.log });
  const sizeLimit = options.sizeLimit ?? 25 * 1024 * 1024;
  const reception = createReception({
    store, sizeLimit, rules: options.rules ?? [], auth: options.auth, stopping: stop.signal, clock: options.clock, log: options.log,
    wire: wireOf(() => server), answer: (entry, answer) => answers?.push(entry, answer),
  });
  const server = createServer(options, sizeLimit, reception);
  const sockets = trackSockets(server);
  try {
    await listen(server, options);
  } catch (error) {
    await store.close();
    throw error;
  }
  const close = async (): Promise<void> => {
    stop.abort();
    await stopServer(server, sockets, reception, options.clock);
    await answers?.close();
    await store.close();
  };
  let closed: Promise<void> | undefined;
  return {
    port: portOf(server),
    logPath: store.logPath,
    mails: (query) => store.query(query),
    find: (n) => store.find(n),
    rawOf,
    settled: async () => { await reception.settled(); await answers?.settled(); },
    close: () => (closed ??= close()),
  };
}

function createServer(options: CatcherOptions, size: number, reception: Reception): SMTPServer {
  const server = new SMTPServer({
    ...reception.handlers,
    name: 'catcher.localhost',
    size,
    logger: false,
    // The replies carry enhanced codes of the table; smtp-server would put its own in front of them.
    hideENHANCEDSTATUSCODES: true,
    hideSMTPUTF8: options.offersSmtpUtf8 === false,
    disabledCommands: [...(options.auth === undefined ? ['AUTH'] : []), ...(options.startTls === true ? [] : ['STARTTLS'])],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    socketTimeout: 300_000, // RFC 5321 4.5.3.2.7: a server waits 5 minutes for the next command
    closeTimeout: 10 * finishingMs, // stopServer is faster; at its end smtp-server would say 421
  });
  // A client that goes away in mid-transfer is a line in the log, not an error of ours.
  server.on('error', (error) => options.log.debug('catcher connection', { error }));
  return server;
}

/** smtp-server 3.21 gives its handlers no socket; the connection holds it under a name with an underscore, but typed. */
function wireOf(server: () => SMTPServer): Wire {
  const socketOf = (session: SMTPServerSession) => [...server().connections].find((connection) => connection.id === session.id)?._socket;
  return {
    drop: (session) => { socketOf(session)?.destroy(); },
    say: (session, line) => { socketOf(session)?.write(line + '\r\n'); },
  };
}

async function listen(server: SMTPServer, { host, port }: CatcherOptions): Promise<void> {
  const listener = server.listen(port, host);
  try {
    await once(listener, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UserError('port-busy', `Port ${port} of ${host} is taken; the catcher cannot listen there.`, { hint: 'Choose another port, or stop the program that uses it.', cause: error });
  }
}

function portOf(server: SMTPServer): number {
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the catcher does not listen on a port');
  return address.port;
}

/**
 * Idle and hung connections go at once, busy ones after their message, all after `finishingMs`. No 421 is said: a client that waits
 * for the reply to its final dot would take it for that reply, and the mail is kept.
 */
async function stopServer(server: SMTPServer, sockets: ReadonlySet<Socket>, reception: Reception, clock: Clock): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(resolve));
  for (const connection of server.connections) {
    if (!reception.isBusy(connection.id)) connection._socket.end();
  }
  await withPatience(reception.settled(), finishingMs, clock);
  for (const socket of sockets) socket.end();
  await withPatience(closed, 200, clock); // what was written last reaches the client; on this machine in far less
  for (const socket of sockets) socket.destroy();
  await reception.settled();
  await closed;
}

async function withPatience(work: Promise<void>, ms: number, clock: Clock): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, clock.sleep(ms, over.signal)]);
  over.abort();
}

/** Every open socket, also those that smtp-server forgets once it has said goodbye. */
function trackSockets(server: SMTPServer): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    // The replies to a group of commands are small writes one behind the other: none waits for the other to be acknowledged.
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}
