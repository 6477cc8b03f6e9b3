/**
 * Opening a connection to a relay: nodemailer connects, secures and authenticates, then the socket is handed over. `_socket` is public
 * in nodemailer's types; `tests/delivery/connect.test.ts` pins the hand-over on plain, STARTTLS and implicit TLS connections.
 */
import { hostname } from 'node:os';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Relay } from './relay.js';
import { createSession, type SmtpSession } from './session.js';

/** The connection could not be had. `isLogin`: the server refused user or password. */
export class RelayUnavailable extends Error {
  readonly isLogin: boolean;
  readonly isTls: boolean;
  constructor(message: string, cause: unknown, flags: { isLogin: boolean; isTls: boolean }) {
    super(message, { cause });
    this.name = 'RelayUnavailable';
    this.isLogin = flags.isLogin;
    this.isTls = flags.isTls;
  }
}

export async function openSession(relay: Relay, signal?: AbortSignal): Promise<SmtpSession> {
  const connection = new SMTPConnection({
    host: relay.host,
    port: relay.port,
    secure: relay.isImplicitTls,
    requireTLS: relay.tls === 'required',
    ignoreTLS: relay.tls === 'off',
    connectionTimeout: Math.min(30_000, relay.commandTimeoutMs),
    socketTimeout: relay.commandTimeoutMs, // a server that says nothing to EHLO, STARTTLS or AUTH
    greetingTimeout: relay.commandTimeoutMs, // RFC 5321 4.5.3.2.1
    socketCloseTimeout: 0, // what could not be opened is let go at once, not when a silent server has closed its end too
    allowInternalNetworkInterfaces: true,
    tls: { rejectUnauthorized: relay.isTlsVerified },
    ...(relay.ehloName === undefined ? {} : { name: relay.ehloName }),
  });
  const abort = (): void => connection.close();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await connect(connection, relay);
    if (relay.user !== undefined) await login(connection, relay);
    return await takeOver(connection, relay);
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function connect(connection: SMTPConnection, relay: Relay): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      const isTls = 'code' in error && (error.code === 'ETLS' || String(error.message).includes('certificate'));
      reject(new RelayUnavailable(`${relay.host}:${relay.port}: ${error.message}`, error, { isLogin: false, isTls }));
    };
    connection.once('error', fail);
    connection.once('end', () => fail(new Error('the connection was closed')));
    connection.connect(() => {
      connection.removeListener('error', fail);
      resolve();
    });
  });
}

function login(connection: SMTPConnection, relay: Relay): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      const response = 'response' in error && typeof error.response === 'string' ? error.response : error.message;
      const isLogin = 'responseCode' in error && Number(error.responseCode) >= 500;
      reject(new RelayUnavailable(`${relay.host}:${relay.port} refused the login: ${response}`, error, { isLogin, isTls: false }));
    };
    connection.once('error', fail);
    connection.login({ user: relay.user ?? '', credentials: { user: relay.user ?? '', pass: relay.password ?? '' } }, (error) => {
      connection.removeListener('error', fail);
      if (error) fail(error);
      else resolve();
    });
  });
}

/** nodemailer's listeners go, so that it neither reads replies nor closes on its own time-outs. */
async function takeOver(connection: SMTPConnection, relay: Relay): Promise<SmtpSession> {
  const socket = connection._socket;
  if (!socket) throw new RelayUnavailable(`${relay.host}:${relay.port}: the connection was closed`, undefined, { isLogin: false, isTls: false });
  for (const event of ['data', 'end', 'close', 'error', 'timeout']) socket.removeAllListeners(event);
  socket.setTimeout(0);
  socket.setNoDelay(true); // an envelope behind a body would wait for the body's acknowledgement (Nagle): a round trip a mail
  try {
    return await createSession(socket, relay.ehloName ?? hostname(), relay.commandTimeoutMs);
  } catch (error) {
    throw new RelayUnavailable(`${relay.host}:${relay.port}: ${error instanceof Error ? error.message : String(error)}`, error, { isLogin: false, isTls: false });
  }
}
