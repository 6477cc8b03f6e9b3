/** An IMAP account that bounces are read from, made from the configuration. Pure. */
import type { Config } from '../../config.js';
import { UserError } from '../../errors.js';
import type { ImapSetting } from '../../imap-setting.js';
import { toOauthClient, type OauthClient } from './oauth/client.js';

export type ImapAccount = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** implicit: from the first byte (RFC 8314 3.2); starttls: before the login, or not at all; off: the password crosses the net in the clear. */
  readonly tls: 'implicit' | 'starttls' | 'off';
  readonly isTlsVerified: boolean;
  readonly user: string;
  readonly login: { readonly kind: 'password'; readonly password: string } | { readonly kind: 'oauth'; readonly client: OauthClient };
  readonly mailboxes: readonly string[];
  /** Also the junk folder, but only mails that carry our token. */
  readonly readsJunk: boolean;
  /** Null: mails stay, marked as read. */
  readonly moveTo: string | null;
  readonly pollMs: number;
};

type Shared = Pick<Config, 'feedbackImapPassword' | 'feedbackImapClientSecret' | 'feedbackImapRefreshToken'>;

export function toImapAccounts(config: Pick<Config, 'feedbackImap'> & Shared): readonly ImapAccount[] {
  return config.feedbackImap.map((setting) => makeAccount(setting, config));
}

function makeAccount(setting: ImapSetting, shared: Shared): ImapAccount {
  const url = new URL(setting.url);
  const isImplicit = url.protocol === 'imaps:';
  return {
    name: setting.name,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isImplicit ? 993 : 143) : Number(url.port),
    tls: isImplicit ? 'implicit' : setting.tls === 'off' ? 'off' : 'starttls',
    isTlsVerified: setting.tlsVerify,
    user: decodeURIComponent(url.username),
    login: toLogin(setting, url, shared),
    mailboxes: setting.mailboxes,
    readsJunk: setting.junk,
    moveTo: setting.moveTo,
    pollMs: setting.pollSeconds * 1000,
  };
}

function toLogin({ name, oauth, password: own }: ImapSetting, url: URL, shared: Shared): ImapAccount['login'] {
  if (oauth !== undefined) return { kind: 'oauth', client: toOauthClient(name, oauth, { clientSecret: shared.feedbackImapClientSecret, refreshToken: shared.feedbackImapRefreshToken }) };
  const password = own ?? (url.password === '' ? shared.feedbackImapPassword : decodeURIComponent(url.password));
  if (password === undefined) {
    throw new UserError('config-invalid', `The account ${name} of feedbackImap has no password.`, { hint: 'Set COURANT_FEEDBACK_IMAP_PASSWORD, or the key password or oauth of the account.' });
  }
  return { kind: 'password', password };
}
