/** An IMAP account that cannot be read now, and why. What the server and the network say is read into it here. Pure. */
import type { ImapFlowError } from 'imapflow';
import { UserError } from '../../errors.js';
import type { ImapFaultKind } from '../../store/imap.js';
import type { ImapAccount } from './account.js';

/** `login` and `token` were refused, which no trying again mends. */
export class ImapUnavailable extends Error {
  readonly kind: ImapFaultKind;

  constructor(kind: ImapFaultKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ImapUnavailable';
    this.kind = kind;
  }
}

export function toUnavailable(account: ImapAccount, error: unknown): Error {
  if (!isImapError(error) || error instanceof ImapUnavailable) return error instanceof Error ? error : new Error(String(error));
  const place = `${account.host}:${account.port}`;
  const words = (error.responseText ?? (typeof error.response === 'string' ? error.response : '')) || error.message;
  if (error.message === noWayIn) return new ImapUnavailable(refusalOf(account), `${place} offers no login that ${account.name} could use: ${account.login.kind === 'oauth' ? 'neither OAUTHBEARER nor XOAUTH2' : 'none with a password'}`, error);
  if (isRefusal(error)) return new ImapUnavailable(refusalOf(account), `${place} refuses the ${account.login.kind === 'oauth' ? 'token' : 'login'} of ${account.name}: ${words}${oauthWords(error)}`, error);
  if (error.tlsFailed === true || /certificate|self.signed|STARTTLS/i.test(error.message)) return new ImapUnavailable('unreachable', `${place}: no TLS: ${error.message}`, error);
  if (error.mailboxMissing === true) return new ImapUnavailable('mailbox', `${place} has no mailbox ${error.path ?? ''}`.trim(), error);
  return new ImapUnavailable('unreachable', `${place}: ${words}`, error);
}

/** The server looked at user and password, or token, and said no. RFC 5530 3: where it cannot look now, its word is not about them. */
export function isRefusal(error: unknown): boolean {
  return isImapError(error) && error.authenticationFailed === true && !['UNAVAILABLE', 'LIMIT', 'INUSE', 'SERVERBUG', 'CONTACTADMIN'].includes(error.serverResponseCode ?? '');
}

function refusalOf({ login }: ImapAccount): ImapFaultKind {
  return login.kind === 'oauth' ? 'token' : 'login';
}

/** RFC 7628 3.2.2: the status that the server gives beside its no. */
function oauthWords(error: ImapFlowError): string {
  const told: unknown = 'oauthError' in error ? error.oauthError : undefined;
  const status: unknown = typeof told === 'object' && told !== null && 'status' in told ? told.status : undefined;
  return typeof status === 'string' || typeof status === 'number' ? ` (${String(status).slice(0, 100)})` : '';
}

/** imapflow's words where no mechanism of the server fits what it was given; its error says nothing else. */
const noWayIn = 'Unsupported authentication mechanism';

/** What the database or our own code throws is no word of the server. */
function isImapError(error: unknown): error is ImapFlowError {
  return error instanceof Error && (error.message === noWayIn || 'code' in error || 'responseStatus' in error || 'authenticationFailed' in error || 'tlsFailed' in error || 'mailboxMissing' in error);
}

export function toUserError(error: ImapUnavailable): UserError {
  return new UserError('mailbox-unreachable', error.message, { cause: error, hint: hints[error.kind] });
}

const hints: Readonly<Record<ImapFaultKind, string>> = {
  login: 'Check user and password of feedbackImap. Many providers want a password made for this program, OAuth instead of one, or IMAP switched on in their settings.',
  token: 'invalid_grant: the refresh token has ended or was taken back, make a new one. invalid_client: check clientId and clientSecret, which may have ended. Refused by the mailbox itself: the right to read it is missing. docs/feedback.md has the steps for Microsoft 365 and Gmail.',
  unreachable: 'Check host, port and TLS of feedbackImap: imaps:// is TLS at once (993), imap:// STARTTLS (143). Where no token is given: provider, tenant or tokenUrl of oauth.',
  mailbox: 'Check mailboxes of feedbackImap: names as the server has them.',
};
