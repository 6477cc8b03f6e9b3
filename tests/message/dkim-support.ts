/** Checks signatures with mailauth, an implementation that shares nothing with ours; DNS is a table. */
import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { parseDkimKey, recordName, recordText, type DkimKey } from '../../src/message/dkim/key.js';

export function newKey(type: 'rsa' | 'ed25519', selector: string = type): DkimKey {
  const { privateKey } = type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  return parseDkimKey(selector, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), `${selector}.pem`);
}

/** Per signature, topmost first: algorithm and `pass`, or why not. */
export async function verify(message: Uint8Array | string, keys: readonly DkimKey[], domain: string): Promise<readonly string[]> {
  const records = new Map(keys.map((key) => [recordName(key.selector, domain), recordText(key)]));
  const { results } = await dkimVerify(Buffer.from(message), {
    resolver: async (name: string) => {
      const text = records.get(name);
      if (text === undefined) throw Object.assign(new Error(`no record ${name}`), { code: 'ENOTFOUND' });
      return [[text]];
    },
  });
  return results.map((result) => `${algorithmOf(result)} ${result.status.result}${result.status.comment ? ` (${result.status.comment})` : ''}`);
}

/** mailauth has it, its types have not. */
function algorithmOf(result: object): string {
  return 'algo' in result ? String(result.algo) : '?';
}
