/** What the benches of the wire are told: numbers of mails, rounds and connections, in this order, and WIRE_MAIL=digest for the other mail. */
import type { BenchMail } from './mails.js';

export type WireWords = { readonly count: number; readonly rounds: number; readonly connectionCount: number; readonly mail: BenchMail };

export function readWords(defaults: Pick<WireWords, 'count' | 'rounds'>): WireWords {
  const [count = defaults.count, rounds = defaults.rounds, connectionCount = 10] = process.argv.slice(2).map(Number);
  const mail = process.env['WIRE_MAIL'] ?? '74 KB';
  if (mail !== '74 KB' && mail !== 'digest') throw new Error(`WIRE_MAIL=${mail}: it is digest or left out`);
  return { count, rounds, connectionCount, mail };
}
