/** The settings of an IMAP account that bounces and complaints are read from: with a password, or with tokens of OAuth 2.0 (RFC 6749). */
import { z } from 'zod';
import { urlSetting } from './url-setting.js';

const isTrue = z.stringbool().or(z.boolean());

/** A secret goes there: over TLS, or to this machine itself. */
function isSafeForSecrets(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

const oauthSchema = z.strictObject({
  provider: z.enum(['microsoft', 'google']).optional(),
  tenant: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,252}$/i, 'must be the id or a domain of the tenant').optional(),
  tokenUrl: urlSetting(['https:', 'http:']).refine(isSafeForSecrets, { message: 'must begin with https://' }).optional(),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
  refreshToken: z.string().min(1).optional(),
  scope: z.string().min(1).optional(),
}).refine(({ provider, tokenUrl }) => provider !== undefined || tokenUrl !== undefined, { message: 'oauth needs a provider (microsoft, google) or a tokenUrl' })
  .refine(({ provider, tenant, tokenUrl }) => provider !== 'microsoft' || tenant !== undefined || tokenUrl !== undefined, { message: 'oauth of microsoft needs a tenant' });

export type OauthSetting = z.output<typeof oauthSchema>;

export const imapSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be letters a-z, digits and hyphens'),
  url: urlSetting(['imap:', 'imaps:']).refine((value) => !URL.canParse(value) || (new URL(value).username !== '' && new URL(value).hostname !== ''), { message: 'must name the user and the host, such as imaps://bounces%40example.org@imap.example.org' }),
  password: z.string().min(1).optional(),
  oauth: oauthSchema.optional(),
  tls: z.enum(['required', 'off']).default('required'),
  tlsVerify: isTrue.default(true),
  mailboxes: z.array(z.string().min(1)).min(1).default(['INBOX']),
  junk: isTrue.default(true),
  moveTo: z.string().min(1).nullable().default('Courant'),
  pollSeconds: z.coerce.number().min(5).max(3600).default(60),
}).refine(({ moveTo, mailboxes }) => moveTo === null || !mailboxes.includes(moveTo), { message: 'moveTo must be another mailbox than those that are read' })
  .refine(({ oauth, password, url }) => oauth === undefined || (password === undefined && !hasPassword(url)), { message: 'an account has a password or oauth, not both' });

export type ImapSetting = z.output<typeof imapSchema>;

function hasPassword(url: string): boolean {
  return URL.canParse(url) && new URL(url).password !== '';
}
