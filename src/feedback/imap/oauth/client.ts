/** Who asks for tokens, where, and for what: an account's settings of OAuth 2.0 (RFC 6749), completed by what is known of its provider. Pure. */
import type { OauthSetting } from '../../../imap-setting.js';
import { UserError } from '../../../errors.js';

export type OauthClient = {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** With it the token is of the person who once agreed (RFC 6749 6); without it of this program itself (4.4). */
  readonly refreshToken: string | undefined;
  readonly scope: string | undefined;
};

export type SharedSecrets = { readonly clientSecret?: string | undefined; readonly refreshToken?: string | undefined };

/** The scopes that a mailbox is read with. learn.microsoft.com, "Authenticate an IMAP connection using OAuth"; a refresh at Google keeps the scope that was agreed to. */
const providers = {
  microsoft: {
    tokenUrl: (tenant: string) => `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
    scopes: { program: 'https://outlook.office365.com/.default', person: 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access' },
  },
  google: { tokenUrl: () => 'https://oauth2.googleapis.com/token', scopes: { program: undefined, person: undefined } },
} as const;

export function toOauthClient(account: string, setting: OauthSetting, shared: SharedSecrets): OauthClient {
  const clientSecret = setting.clientSecret ?? shared.clientSecret;
  const refreshToken = setting.refreshToken ?? shared.refreshToken;
  if (refreshToken === undefined) requireOwnToken(account, setting, clientSecret);
  const provider = setting.provider && providers[setting.provider];
  return {
    tokenUrl: setting.tokenUrl ?? provider?.tokenUrl(setting.tenant ?? '') ?? '',
    clientId: setting.clientId, clientSecret, refreshToken,
    scope: setting.scope ?? provider?.scopes[refreshToken === undefined ? 'program' : 'person'],
  };
}

/** A program without a person behind it proves itself by its secret; Google gives such a one no mailbox. */
function requireOwnToken(account: string, { provider }: OauthSetting, clientSecret: string | undefined): void {
  if (provider === 'google') throw new UserError('config-invalid', `The account ${account} of feedbackImap has no refreshToken, and Google gives none of its mailboxes to a program alone.`, { hint: 'docs/feedback.md tells how to get one. Set it as refreshToken of oauth, or COURANT_FEEDBACK_IMAP_REFRESH_TOKEN.' });
  if (clientSecret === undefined) throw new UserError('config-invalid', `The account ${account} of feedbackImap has neither a clientSecret nor a refreshToken.`, { hint: 'Set one of them in oauth, or COURANT_FEEDBACK_IMAP_CLIENT_SECRET, or COURANT_FEEDBACK_IMAP_REFRESH_TOKEN.' });
}
