/** Who speaks: the signatures and secrets of webhooks, over the bytes as they came. Pure; the clock's time is handed in. Comparisons take the same time whatever they find. */
import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { fieldsOf, textOf } from './hook-event.js';
import { parseBody } from './read-hook.js';

/** `identity`: the nonce that is signed with it; the same one again is a replay. Absent: the bytes tell. */
export type Proof = { readonly isProved: true; readonly identity?: string } | { readonly isProved: false; readonly why: string };

export type HookRequest = { readonly raw: Uint8Array; readonly header: (name: string) => string | undefined };

export const refused = (why: string): Proof => ({ isProved: false, why });

/** Ours: a sender signs when it sends. */
const genericWindowSeconds = 300;
/** Mailgun tries for eight hours. */
const mailgunWindowSeconds = 12 * 3_600;
/** SendGrid tries for a day. */
const sendgridWindowSeconds = 26 * 3_600;

/** HMAC-SHA256 in hex over `timestamp.body`; headers X-Courant-Timestamp (Unix seconds) and X-Courant-Signature. */
export function proveGeneric({ raw, header }: HookRequest, secret: string, now: Date): Proof {
  const timestamp = header('x-courant-timestamp') ?? '';
  if (!isRecent(timestamp, genericWindowSeconds, now)) return refused('the timestamp is missing, or not of these five minutes');
  const signature = (header('x-courant-signature') ?? '').replace(/^sha256=/, '');
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(raw).digest('hex');
  return isSame(signature.toLowerCase(), expected) ? { isProved: true } : refused('the signature does not fit');
}

/** docs.sendgrid.com, "Event Webhook Security Features": ECDSA P-256 with SHA-256 over timestamp and body. `publicKey`: base64 of SPKI, as its pages show it. */
export function proveSendgrid({ raw, header }: HookRequest, publicKey: string, now: Date): Proof {
  const timestamp = header('x-twilio-email-event-webhook-timestamp') ?? '';
  if (!isRecent(timestamp, sendgridWindowSeconds, now)) return refused('the timestamp is missing, or older than a day');
  const signature = Buffer.from(header('x-twilio-email-event-webhook-signature') ?? '', 'base64');
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verifies('sha256', Buffer.concat([Buffer.from(timestamp), raw]), key, signature) ? { isProved: true } : refused('the signature does not fit');
}

/** documentation.mailgun.com, "Securing Webhooks": HMAC-SHA256 in hex over timestamp and token, which stand in the body. The token is used once. */
export function proveMailgun({ raw }: HookRequest, signingKey: string, now: Date): Proof {
  const body = fieldsOf(parseBody(raw));
  const signed = 'signature' in body && typeof body['signature'] === 'object' ? fieldsOf(body['signature']) : body;
  const [timestamp, token] = [textOf(signed['timestamp']), textOf(signed['token'])];
  if (!isRecent(timestamp, mailgunWindowSeconds, now)) return refused('the timestamp is missing, or older than twelve hours');
  const expected = createHmac('sha256', signingKey).update(timestamp + token).digest('hex');
  return token !== '' && isSame(textOf(signed['signature']), expected) ? { isProved: true, identity: token } : refused('the signature does not fit');
}

/** Postmark signs nothing: a secret in the path, or as `user:password` of HTTP basic authentication (RFC 7617). */
export function provePostmark({ header }: HookRequest, secret: string, inPath: string | undefined): Proof {
  const basic = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(header('authorization') ?? '')?.[1];
  const told = inPath ?? (basic === undefined ? '' : Buffer.from(basic, 'base64').toString('utf8'));
  return isSame(told, secret) ? { isProved: true } : refused('the secret does not fit');
}

/** Some minutes ahead are a clock that is wrong. */
const aheadSeconds = 300;

function isRecent(timestamp: string, windowSeconds: number, now: Date): boolean {
  if (!/^\d{9,11}$/.test(timestamp)) return false;
  const age = now.getTime() / 1000 - Number(timestamp);
  return age <= windowSeconds && age >= -aheadSeconds;
}

function isSame(told: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return expected !== '' && timingSafeEqual(digest(told), digest(expected));
}

/** A signature that is none makes OpenSSL throw. */
export function verifies(algorithm: 'sha1' | 'sha256', data: Uint8Array, key: Parameters<typeof verify>[2], signature: Uint8Array): boolean {
  try {
    return verify(algorithm, data, key, signature);
  } catch {
    return false;
  }
}
