/** A test mail as a receiver got it, saved whole: what the receiver says of SPF, DKIM and DMARC. */
import { readMessage } from './message.js';

export type SeedMethod = 'spf' | 'dkim' | 'dmarc';

export type Seed = {
  readonly file: string;
  /** Undefined: the mail says nothing, so no receiver has had it. */
  readonly results: Readonly<Partial<Record<SeedMethod, string>>> | undefined;
};

/** The topmost field is of the last server, the reader's own (RFC 8601 5); of several signatures one that passes is enough. */
export function readSeed(file: string, raw: Buffer): Seed {
  // Mails saved by programs have bare line feeds.
  const message = readMessage(Buffer.from(raw.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1'));
  const [field] = message.values('Authentication-Results');
  if (field === undefined) return { file, results: undefined };
  const results: Partial<Record<SeedMethod, string>> = {};
  for (const part of withoutComments(field).split(';').slice(1)) {
    const [, method, result] = /^\s*(spf|dkim|dmarc)(?:\s*\/\s*\d+)?\s*=\s*([a-z]+)/i.exec(part) ?? [];
    if (method === undefined || result === undefined) continue;
    const name = method.toLowerCase() as SeedMethod;
    if (results[name] !== 'pass') results[name] = result.toLowerCase();
  }
  return { file, results };
}

/** RFC 5322 3.2.2: comments stand in parentheses, also within each other. */
function withoutComments(value: string): string {
  let depth = 0;
  let text = '';
  for (const character of value) {
    if (character === '(') depth += 1;
    else if (character === ')' && depth > 0) depth -= 1;
    else if (depth === 0) text += character;
  }
  return text;
}
