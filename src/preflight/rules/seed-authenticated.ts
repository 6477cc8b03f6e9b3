/** A test mail that came back: what the receiver made of the signatures. */
import type { Problem, Rule } from '../rule.js';

const methods = [['spf', 'SPF'], ['dkim', 'DKIM'], ['dmarc', 'DMARC']] as const;

export const seedAuthenticated: Rule = {
  id: 'seed-authenticated', severity: 'warning', topic: 'sender', needs: 'seed',
  title: 'a test mail arrived, and SPF, DKIM and DMARC passed',
  protects: 'What looks right here fails at the receiver: a relay changed the mail, or signs for another domain.',
  source: 'RFC 8601 2.2 and 2.7; deliverability B6 50',
  check: ({ seed }) => {
    if (seed === undefined) return [];
    const about = { part: 'setup', hint: 'Open the mail at the receiver, save it whole, and look at the line Authentication-Results.' } as const;
    if (seed.results === undefined) return [{ ...about, message: `${seed.file} has no Authentication-Results: it is not a mail as a receiver got it.` }];
    const { results } = seed;
    return methods.flatMap(([method, name]): readonly Problem[] => {
      const result = results[method];
      if (result === 'pass') return [];
      return [{ ...about, severity: result === undefined ? 'notice' : 'warning', message: result === undefined ? `The receiver says nothing of ${name}.` : `The receiver says ${name}: ${result}.` }];
    });
  },
};
