/**
 * DKIM signatures (RFC 6376) over a filled message, relaxed/relaxed: what relays do to white space and folding on the way must not break
 * them. The signing itself runs off the main thread. Time and keys are the campaign's, and both algorithms are deterministic: every
 * attempt has the same bytes (I12).
 */
import { createHash, sign, type Hash } from 'node:crypto';
import { promisify } from 'node:util';
import { renderHeader } from '../header.js';
import { canonicalField, fieldName, nothingRead, planStretch, readBody, type Stretch } from './canonical.js';
import type { DkimKey } from './key.js';

/**
 * `over`: named once more than it is there, so that nobody can add a second one (RFC 6376 8.15). The two of RFC 8058 4 must be covered.
 * What relays are known to change is not signed: Precedence, Content-Language, and trace fields.
 */
const signedFields: Readonly<Record<string, 'once' | 'over'>> = {
  'from': 'over', 'to': 'over', 'subject': 'over', 'date': 'over', 'message-id': 'over', 'reply-to': 'over',
  'list-unsubscribe': 'over', 'list-unsubscribe-post': 'over', 'mime-version': 'over', 'content-type': 'over',
  'list-id': 'once', 'list-help': 'once', 'list-archive': 'once', 'list-subscribe': 'once', 'list-post': 'once', 'list-owner': 'once',
  'feedback-id': 'once', 'cc': 'once', 'sender': 'once', 'content-transfer-encoding': 'once',
};

export type DkimSigner = {
  /** The signature fields in wire form, to stand in front of `fields`. `fields`: each with its CRLF, to be written as UTF-8. `body`: without dots doubled. */
  sign(fields: readonly string[], body: readonly Buffer[]): Promise<string>;
};

const signAsync = promisify(sign) as (algorithm: string | null, data: Buffer, key: DkimKey['privateKey']) => Promise<Buffer>;

/** Signs a text, written as UTF-8, with the algorithm of the key; in base64. */
export type SignText = (key: DkimKey, text: string) => Promise<string>;

/** `domain`: d=, in the domain of From or above it, or DMARC does not count the signature. */
export function createDkimSigner(keys: readonly DkimKey[], domain: string, date: Date, signText: SignText = signInPool): DkimSigner {
  const hashBody = createBodyHasher();
  const coverFields = createCover();
  const signedAt = Math.floor(date.getTime() / 1000);
  return {
    async sign(fields, body) {
      const bodyHash = hashBody(body);
      const { names, octets } = coverFields(fields);
      const signatures = await Promise.all(keys.map(async (key) => {
        const tags = ['v=1;', `a=${key.algorithm};`, 'c=relaxed/relaxed;', `d=${domain};`, `s=${key.selector};`, `t=${signedAt};`, ...names, `bh=${bodyHash};`];
        // RFC 6376 3.7: the field itself comes last, with an empty b= and without its CRLF.
        const signature = await signText(key, `${octets}dkim-signature:${tags.join(' ')} b=`); // RFC 8616 5: UTF-8 in a header is signed as it is
        return renderHeader('DKIM-Signature', [...tags, ...(`b=${signature}`.match(/.{1,72}/g) ?? [])]);
      }));
      return signatures.join('');
    },
  };
}

/** In the thread pool of libuv. */
export async function signInPool({ algorithm, privateKey }: DkimKey, text: string): Promise<string> {
  const signature = algorithm === 'rsa-sha256'
    ? await signAsync('sha256', Buffer.from(text), privateKey)
    : await signAsync(null, createHash('sha256').update(text).digest(), privateKey); // RFC 8463 3: PureEdDSA over the hash
  return signature.toString('base64');
}

type Cover = { readonly names: readonly string[]; readonly octets: string };
type Field = { readonly field: string; readonly name: string; /** Empty: not signed. */ readonly canonical: string };

/** Names for h= in the order of the fields, and the octets they stand for. Most fields are those of the reader before. */
function createCover(): (fields: readonly string[]) => Cover {
  let last: readonly Field[] = [];
  let said: { names: string; words: readonly string[] } = { names: '', words: [] };
  const read = (field: string): Field => {
    const name = fieldName(field);
    return { field, name, canonical: name in signedFields ? canonicalField(field) : '' };
  };
  return (fields) => {
    last = fields.map((field, index) => (last[index]?.field === field ? last[index] : read(field)));
    const present = last.filter(({ canonical }) => canonical !== '').map(({ name }) => name);
    const names = present.join(':');
    if (names !== said.names) said = { names, words: toWords(present) };
    return { names: said.words, octets: last.map(({ canonical }) => canonical).join('') };
  };
}

/** `h=` cut into words, between which the line may be folded: white space around its colons means nothing (3.5). */
function toWords(present: readonly string[]): readonly string[] {
  const over = Object.keys(signedFields).filter((name) => signedFields[name] === 'over');
  const names = [...present, ...over];
  return Array.from({ length: Math.ceil(names.length / 5) }, (_, index) => names.slice(index * 5, index * 5 + 5).join(':'))
    .map((word, index, words) => `${index === 0 ? 'h=' : ''}${word}${index === words.length - 1 ? ';' : ':'}`);
}

/** Shorter pieces are a reader's own, and cheaper done anew than remembered. */
const worthRemembering = 512;

/** The fixed buffers of a message are the same objects for all readers: canonicalised once, and hashed once up to the first hole. */
function createBodyHasher(): (body: readonly Buffer[]) => string {
  const planned = new WeakMap<Buffer, Stretch>();
  const planOf = (octets: Buffer): Stretch => {
    if (octets.length < worthRemembering) return planStretch(octets);
    const stretch = planned.get(octets) ?? planStretch(octets);
    planned.set(octets, stretch);
    return stretch;
  };
  let begun = { chunks: [] as readonly Buffer[], hash: createHash('sha256'), held: nothingRead as { lineEnds: number; hasSpace: boolean; isEmpty: boolean } };
  let last: readonly Buffer[] = [];

  function readFrom(hash: Hash, chunks: readonly Buffer[], held: typeof begun.held): ReturnType<typeof readBody> {
    const reader = readBody((octets) => void (typeof octets === 'string' ? hash.update(octets, 'latin1') : hash.update(octets)), held);
    for (const chunk of chunks) reader.push(planOf(chunk));
    return reader;
  }

  return (body) => {
    if (!begins(body, begun.chunks) || begun.chunks.length === 0) {
      const common = body.slice(0, body.findIndex((chunk, index) => chunk !== last[index]));
      const hash = createHash('sha256');
      const { held } = readFrom(hash, common, nothingRead);
      begun = { chunks: common, hash, held };
      last = body;
    }
    const hash = begun.hash.copy();
    readFrom(hash, body.slice(begun.chunks.length), begun.held).end();
    return hash.digest('base64');
  };
}

function begins(body: readonly Buffer[], chunks: readonly Buffer[]): boolean {
  return chunks.every((chunk, index) => chunk === body[index]);
}
