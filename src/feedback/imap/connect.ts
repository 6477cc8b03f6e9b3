/** Opening an IMAP connection, and what its failures mean. imapflow speaks the protocol; how the answers are read is ours. */
import { ImapFlow, type ImapFlowError } from 'imapflow';
import { UserError } from '../../errors.js';
import type { ImapFaultKind } from '../../store/imap.js';
import type { ImapAccount } from './account.js';

/** The account cannot be read now. `login`: user or password was refused, which no trying again mends. */
export class ImapUnavailable extends Error {
  readonly kind: ImapFaultKind;

  constructor(kind: ImapFaultKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ImapUnavailable';
    this.kind = kind;
  }
}

const connectMs = 30_000;
/** The smallest patience with a silent connection; one that is asked every `pollMs` has twice that. */
const silenceMs = 90_000;
/** What the protocol wraps around a message. */
const framingBytes = 65_536;

export async function openImap(account: ImapAccount, maxBytes: number): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: account.host, port: account.port, secure: account.tls === 'implicit',
    ...(account.tls === 'implicit' ? {} : { doSTARTTLS: account.tls === 'starttls' }),
    auth: { user: account.user, pass: account.password },
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
    throw toUnavailable(account, error);
  }
}

export function toUnavailable(account: ImapAccount, error: unknown): Error {
  if (!isImapError(error) || error instanceof ImapUnavailable) return error instanceof Error ? error : new Error(String(error));
  const place = `${account.host}:${account.port}`;
  const words = (error.responseText ?? (typeof error.response === 'string' ? error.response : '')) || error.message;
  if (error.authenticationFailed === true && !isPassing(error)) return new ImapUnavailable('login', `${place} refuses the login of ${account.name}: ${words}`, error);
  if (error.tlsFailed === true || /certificate|self.signed|STARTTLS/i.test(error.message)) return new ImapUnavailable('unreachable', `${place}: no TLS: ${error.message}`, error);
  if (error.mailboxMissing === true) return new ImapUnavailable('mailbox', `${place} has no mailbox ${error.path ?? ''}`.trim(), error);
  return new ImapUnavailable('unreachable', `${place}: ${words}`, error);
}

/** RFC 5530 3: the server cannot check the password now; its word is not about the password. */
function isPassing({ serverResponseCode }: ImapFlowError): boolean {
  return ['UNAVAILABLE', 'LIMIT', 'INUSE', 'SERVERBUG', 'CONTACTADMIN'].includes(serverResponseCode ?? '');
}

/** What the database or our own code throws is no word of the server. */
function isImapError(error: unknown): error is ImapFlowError {
  return error instanceof Error && ('code' in error || 'responseStatus' in error || 'authenticationFailed' in error || 'tlsFailed' in error || 'mailboxMissing' in error);
}

export function toUserError(error: ImapUnavailable): UserError {
  return new UserError('mailbox-unreachable', error.message, { cause: error, hint: hints[error.kind] });
}

const hints: Readonly<Record<ImapFaultKind, string>> = {
  login: 'Check user and password of feedbackImap. Many providers want a password made for this program, or IMAP switched on in their settings.',
  unreachable: 'Check host, port and TLS of feedbackImap: imaps:// is TLS at once (993), imap:// STARTTLS (143).',
  mailbox: 'Check mailboxes of feedbackImap: names as the server has them.',
};
