/** Names that are kept for examples: no answer and no bounce ever finds them. */
import { domainOf, isReserved } from '../domains.js';
import type { Rule } from '../rule.js';

export const fromReserved: Rule = {
  id: 'from-reserved', severity: 'warning', topic: 'sender', needs: 'sender',
  title: 'the domain of the sender can exist',
  protects: 'Servers look the domain up and refuse the mail; bounces are lost.',
  source: 'RFC 2606; RFC 6761',
  check: ({ usual }) => {
    const domain = domainOf(usual.values('From')[0] ?? '');
    return isReserved(domain) ? [{ part: 'header', message: `The sender is at ${domain}, a name for examples and tests.`, hint: 'Set the From address with `courant list edit`.' }] : [];
  },
};
