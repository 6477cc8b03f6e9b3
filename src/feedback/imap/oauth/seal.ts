/**
 * Tokens as they stand in the database: readable only with the secrets of the configuration they were got with (AES-256-GCM). A dump of the
 * database gives nobody a mailbox, and what was got with other secrets than those set now is not read any more.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { OauthClient } from './client.js';
import type { Tokens } from './token-answer.js';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

const tokensSchema = z.object({ accessToken: z.string(), renewAt: z.coerce.date(), refreshToken: z.string().optional() });

export function sealTokens(client: OauthClient, tokens: Tokens): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, keyOf(client), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(tokens), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Undefined: sealed with other secrets, or changed since. */
export function openTokens(client: OauthClient, sealed: Uint8Array): Tokens | undefined {
  try {
    const decipher = createDecipheriv(algorithm, keyOf(client), sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    const text = Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
    const { refreshToken, ...rest } = tokensSchema.parse(JSON.parse(text));
    return { ...rest, refreshToken };
  } catch {
    return undefined;
  }
}

/** All of the settings: other scopes or another endpoint make other tokens. */
function keyOf(client: OauthClient): Buffer {
  const settings = [client.tokenUrl, client.clientId, client.clientSecret, client.refreshToken, client.scope].map((value) => value ?? null);
  return Buffer.from(hkdfSync('sha256', JSON.stringify(settings), '', 'courant imap tokens', 32));
}
