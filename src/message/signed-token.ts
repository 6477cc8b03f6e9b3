/**
 * Compact signed tokens: key id and ids as varints, then a cut HMAC-SHA256. The purpose is part of what is signed, so a token made
 * for one place is worth nothing in another. They carry no secret and never expire: a reader may leave by a mail of last year.
 */
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';

export type TokenKeys = {
  /**
   * Key that new tokens are signed with. A campaign keeps the one it was frozen with: a rotation in mid-campaign must not change the
   * bytes of a later attempt (I12).
   */
  readonly current: number;
  /** By key id. Old keys stay, so that old links stay valid. */
  readonly secrets: ReadonlyMap<number, TokenSecret>;
};

/** As a KeyObject it is taken over once; as octets with each token, which costs as much as the HMAC itself. */
export type TokenSecret = KeyObject | Uint8Array;

/**
 * Octets of signature per purpose. In an address 80 bits: both forms must fit the 64 octets of a local part (RFC 5321 4.5.3.1.1) with
 * ids as large as bigint, and guessing goes one mail at a time. Elsewhere 128 bits.
 */
const signatureOctets = { 'envelope-sender': 10, 'unsubscribe-address': 10, 'unsubscribe': 16, 'message-id': 16, 'click': 16, 'confirm': 16, 'settings': 16, 'address-change': 16, 'form': 16, 'unmatched': 16 } as const;

export type TokenPurpose = keyof typeof signatureOctets;

/** Ids are decimal strings of bigint identities. Throws when the current key is missing: that is a fault of the set-up, not of a reader. */
export function sealToken(keys: TokenKeys, purpose: TokenPurpose, ids: readonly string[]): Buffer {
  const secret = keys.secrets.get(keys.current);
  if (secret === undefined) throw new Error(`no secret for the token key ${keys.current}`);
  const body = Buffer.from([BigInt(keys.current), ...ids.map(BigInt)].flatMap(toVarint));
  return Buffer.concat([body, sign(secret, purpose, body)]);
}

/** The ids, or undefined for whatever was not sealed with one of our keys for this very purpose: one answer for every fault. */
export function openToken(keys: TokenKeys, purpose: TokenPurpose, idCount: number, token: Buffer): readonly string[] | undefined {
  const bodyLength = token.length - signatureOctets[purpose];
  if (bodyLength <= 0) return undefined;
  const body = token.subarray(0, bodyLength);
  const [keyId, ...ids] = readVarints(body);
  const secret = keys.secrets.get(Number(keyId));
  if (secret === undefined || ids.length !== idCount) return undefined;
  return timingSafeEqual(sign(secret, purpose, body), token.subarray(bodyLength)) ? ids.map(String) : undefined;
}

function sign(secret: TokenSecret, purpose: TokenPurpose, body: Buffer): Buffer {
  // The NUL ends the purpose: no other purpose and body can spell the same bytes.
  return createHmac('sha256', secret).update(`${purpose}\0`).update(body).digest().subarray(0, signatureOctets[purpose]);
}

/** Seven bits an octet, lowest first, high bit set on all but the last (LEB128). */
function toVarint(value: bigint): number[] {
  if (value < 0n) throw new RangeError(`an id cannot be negative: ${value}`);
  const octets: number[] = [];
  for (; value > 127n; value >>= 7n) octets.push(Number(value & 127n) | 128);
  return [...octets, Number(value)];
}

/** A cut-off last number gives nothing, so the count will not match. */
function readVarints(body: Buffer): bigint[] {
  const values: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const octet of body) {
    value |= BigInt(octet & 127) << shift;
    shift += 7n;
    if (octet > 127) continue;
    values.push(value);
    value = shift = 0n;
  }
  return shift === 0n ? values : [];
}

/** A short public name of this installation, the same on every machine that shares its first secret. Tells nothing of the secret. */
export function installationOf(keys: TokenKeys): string {
  return createHmac('sha256', keys.secrets.get(1) ?? '').update('installation').digest('hex').slice(0, 12);
}
