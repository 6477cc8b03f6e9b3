/** An IMAP account that bounces are read from, made from the configuration. Pure. */
import type { Config, ImapSetting } from '../../config.js';
import { UserError } from '../../errors.js';

export type ImapAccount = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** implicit: from the first byte (RFC 8314 3.2); starttls: before the login, or not at all; off: the password crosses the net in the clear. */
  readonly tls: 'implicit' | 'starttls' | 'off';
  readonly isTlsVerified: boolean;
  readonly user: string;
  readonly password: string;
  readonly mailboxes: readonly string[];
  /** Also the junk folder, but only mails that carry our token. */
  readonly readsJunk: boolean;
  /** Null: mails stay, marked as read. */
  readonly moveTo: string | null;
  readonly pollMs: number;
};

export function toImapAccounts(config: Pick<Config, 'feedbackImap' | 'feedbackImapPassword'>): readonly ImapAccount[] {
  return config.feedbackImap.map((setting) => makeAccount(setting, config.feedbackImapPassword));
}

function makeAccount(setting: ImapSetting, sharedPassword: string | undefined): ImapAccount {
  const url = new URL(setting.url);
  const isImplicit = url.protocol === 'imaps:';
  const password = setting.password ?? (url.password === '' ? sharedPassword : decodeURIComponent(url.password));
  if (password === undefined) {
    throw new UserError('config-invalid', `The account ${setting.name} of feedbackImap has no password.`, { hint: 'Set COURANT_FEEDBACK_IMAP_PASSWORD, or the key password of the account.' });
  }
  return {
    name: setting.name,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isImplicit ? 993 : 143) : Number(url.port),
    tls: isImplicit ? 'implicit' : setting.tls === 'off' ? 'off' : 'starttls',
    isTlsVerified: setting.tlsVerify,
    user: decodeURIComponent(url.username),
    password,
    mailboxes: setting.mailboxes,
    readsJunk: setting.junk,
    moveTo: setting.moveTo,
    pollMs: setting.pollSeconds * 1000,
  };
}
