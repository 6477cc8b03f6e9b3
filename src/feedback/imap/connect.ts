/** Opening an IMAP connection. imapflow speaks the protocol; what its failures mean is read in unavailable.ts. */
import { ImapFlow } from 'imapflow';
import type { ImapAccount } from './account.js';
import type { TokenDesk } from './oauth/tokens.js';
import { isRefusal, toUnavailable } from './unavailable.js';

const connectMs = 30_000;
/** The smallest patience with a silent connection; one that is asked every `pollMs` has twice that. */
const silenceMs = 90_000;
/** What the protocol wraps around a message. */
const framingBytes = 65_536;

/** Throws ImapUnavailable. */
export async function openImap(account: ImapAccount, tokens: TokenDesk, maxBytes: number): Promise<ImapFlow> {
  try {
    return await logIn(account, tokens, maxBytes);
  } catch (error) {
    throw toUnavailable(account, error);
  }
}

async function logIn(account: ImapAccount, tokens: TokenDesk, maxBytes: number): Promise<ImapFlow> {
  const { name, login } = account;
  if (login.kind === 'password') return connect(account, { pass: login.password }, maxBytes);
  const accessToken = await tokens.tokenFor(name, login.client);
  try {
    return await connect(account, { accessToken }, maxBytes);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // A token may be taken back before its time: once more, with a new one.
    return connect(account, { accessToken: await tokens.tokenFor(name, login.client, accessToken) }, maxBytes);
  }
}

async function connect(account: ImapAccount, secret: { pass: string } | { accessToken: string }, maxBytes: number): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: account.host, port: account.port, secure: account.tls === 'implicit',
    ...(account.tls === 'implicit' ? {} : { doSTARTTLS: account.tls === 'starttls' }),
    auth: { user: account.user, ...secret },
    tls: { rejectUnauthorized: account.isTlsVerified },
    clientInfo: { name: 'courant' },
    logger: false, disableAutoIdle: true,
    connectionTimeout: connectMs, socketTimeout: Math.max(silenceMs, account.pollMs * 2),
    maxLiteralSize: maxBytes + framingBytes, maxResponseSize: (maxBytes + framingBytes) * 2,
  });
  // Unheard, an 'error' ends the process. Whoever waits for an answer is told by its own rejection.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}
