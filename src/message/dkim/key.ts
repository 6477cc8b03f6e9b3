/** A DKIM key (RFC 6376; RFC 8301: rsa-sha256 with 1024 bits at the least; RFC 8463: ed25519-sha256) and the DNS record that publishes it. */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { UserError } from '../../errors.js';

export type DkimAlgorithm = 'rsa-sha256' | 'ed25519-sha256';

export type DkimKey = {
  /** Name below `_domainkey` in DNS. */
  readonly selector: string;
  readonly algorithm: DkimAlgorithm;
  readonly privateKey: KeyObject;
};

/** RFC 8301 3.2: signers MUST NOT use less, and SHOULD use 2048 or more. */
const leastRsaBits = 1024;
const advisedRsaBits = 2048;

/** PEM of a private key, PKCS8 or PKCS1. Throws UserError `dkim-key`; `where` names it for people. */
export function parseDkimKey(selector: string, pem: string, where: string): DkimKey {
  const privateKey = parsePrivateKey(pem, where);
  const type = privateKey.asymmetricKeyType;
  if (type === 'ed25519') return { selector, algorithm: 'ed25519-sha256', privateKey };
  if (type !== 'rsa') throw new UserError('dkim-key', `${where} holds a key of type ${type ?? '?'}; DKIM knows RSA and Ed25519.`, { hint: makeHint });
  const bits = bitsOf(privateKey);
  if (bits < leastRsaBits) throw new UserError('dkim-key', `The RSA key in ${where} has ${bits} bits; nobody takes less than ${leastRsaBits} (RFC 8301 3.2).`, { hint: makeHint });
  return { selector, algorithm: 'rsa-sha256', privateKey };
}

const makeHint = 'Make one with `courant dkim new`.';

function parsePrivateKey(pem: string, where: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const isPublic = /-----BEGIN (RSA )?PUBLIC KEY-----/.test(pem);
    throw new UserError('dkim-key', `${where} holds no private key in PEM form${isPublic ? ', but a public one' : ''}.`, { hint: makeHint, cause: error });
  }
}

/** What is worth a warning; undefined when nothing is. */
export function weaknessOf(key: DkimKey): string | undefined {
  if (key.algorithm !== 'rsa-sha256') return undefined;
  const bits = bitsOf(key.privateKey);
  if (bits < advisedRsaBits) return `${bits} bits are few: Gmail and others advise ${advisedRsaBits}`;
  // RFC 6376 3.3.3 obliges verifiers to 2048 only, and the record outgrows a UDP answer.
  return bits > 4096 ? `${bits} bits are more than many verifiers take` : undefined;
}

/** Where the record goes: `<selector>._domainkey.<domain>`. */
export function recordName(selector: string, domain: string): string {
  return `${selector}._domainkey.${domain}`;
}

/** The text of the TXT record (RFC 6376 3.6.1). RSA as SubjectPublicKeyInfo, Ed25519 as its bare 32 octets (RFC 8463 4.2). */
export function recordText(key: DkimKey): string {
  const der = createPublicKey(key.privateKey).export({ type: 'spki', format: 'der' });
  if (key.algorithm === 'ed25519-sha256') return `v=DKIM1; k=ed25519; p=${der.subarray(-32).toString('base64')}`;
  return `v=DKIM1; k=rsa; p=${der.toString('base64')}`;
}

/** As a line of a zone file: a string of DNS has 255 octets at the most (RFC 1035 3.3), a longer text is several. */
export function zoneLine(key: DkimKey, domain: string): string {
  const strings = recordText(key).match(/.{1,250}/g) ?? [];
  return `${recordName(key.selector, domain)}. IN TXT ${strings.map((text) => `"${text}"`).join(' ')}`;
}

/** A new key pair as PKCS8 PEM. */
export async function generateDkimKey(type: 'rsa' | 'ed25519'): Promise<string> {
  const { privateKey } = type === 'rsa' ? await promisify(generateKeyPair)('rsa', { modulusLength: advisedRsaBits }) : await promisify(generateKeyPair)('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function bitsOf(key: KeyObject): number {
  return key.asymmetricKeyDetails?.modulusLength ?? 0;
}
