/** What one DKIM signature costs on this machine: the unit that the sender's processor time is told in. */
import { sign } from 'node:crypto';
import type { DkimKey } from '../../src/message/dkim/key.js';

const repeats = 300;
/** The header fields that a signature covers have about as many. */
const octets = Buffer.alloc(1500, 'x');

/** Microseconds. */
export function measureSignature(key: DkimKey): number {
  const digest = key.algorithm === 'rsa-sha256' ? 'sha256' : null;
  const before = process.cpuUsage();
  for (let done = 0; done < repeats; done += 1) sign(digest, octets, key.privateKey);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / repeats;
}
