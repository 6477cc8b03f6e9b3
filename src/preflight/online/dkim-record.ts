/** The record that publishes a DKIM key (RFC 6376 3.6.1). */
import { createPublicKey } from 'node:crypto';
import { parseTags } from './tags.js';

export type DkimRecord = {
  /** `rsa` or `ed25519`. */
  readonly keyType: string;
  /** Base64 without white space; empty: the key was withdrawn. */
  readonly key: string;
  /** t=y: receivers treat the mail as if it had no signature. */
  readonly isTest: boolean;
  /** Of an RSA key that can be read. */
  readonly bits: number | undefined;
  /** h=: hashes that are taken; empty: all. */
  readonly hashes: readonly string[];
};

export function parseDkimRecord(text: string): DkimRecord | undefined {
  const tags = parseTags(text);
  if (tags === undefined || !tags.has('p') || (tags.has('v') && tags.get('v') !== 'DKIM1')) return undefined;
  const [keyType, key] = [tags.get('k')?.toLowerCase() ?? 'rsa', (tags.get('p') ?? '').replaceAll(/\s+/g, '')];
  const list = (name: string): readonly string[] => (tags.get(name) ?? '').split(':').map((word) => word.trim().toLowerCase()).filter((word) => word !== '');
  return { keyType, key, isTest: list('t').includes('y'), bits: keyType === 'rsa' ? bitsOf(key) : undefined, hashes: list('h') };
}

function bitsOf(key: string): number | undefined {
  try {
    return createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }).asymmetricKeyDetails?.modulusLength;
  } catch {
    return undefined;
  }
}
