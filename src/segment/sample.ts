/** Sampling: a person is in or out by a hash of seed and id, so that asking again gives the same people and a larger share holds a smaller one. */
import { createHash } from 'node:crypto';

/** A person is in when the first four bytes of the hash are below this; percents have at most three decimals. */
export function toThreshold(percent: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(Number((BigInt(Math.round(percent * 1000)) * 0x1_0000_0000n) / 100_000n));
  return bytes;
}

/** 100 % has no threshold of four bytes. */
export function isEverybody(percent: number): boolean {
  return percent >= 100;
}

/** SHA-256 over `seed:id`: SQL has it too, and not every PostgreSQL allows MD5. */
export function isSampled(subscriberId: string, percent: number, seed: string): boolean {
  const hash = createHash('sha256').update(`${seed}:${subscriberId}`, 'utf8').digest();
  return isEverybody(percent) || hash.subarray(0, 4).compare(toThreshold(percent)) < 0;
}
