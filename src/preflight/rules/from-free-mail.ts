/** A mailbox provider lets nobody else send in the name of its mailboxes. */
import { domainOf, isFreeMail } from '../domains.js';
import type { Rule } from '../rule.js';

export const fromFreeMail: Rule = {
  id: 'from-free-mail', severity: 'error', topic: 'sender', needs: 'sender',
  title: 'the sender is on a domain of its own, not of a mailbox provider',
  protects: 'The mail fails DMARC: Gmail, Naver, Yahoo and Microsoft refuse it or put it into spam.',
  source: 'Gmail and Naver sender rules; RFC 7489 6.6.2 (p=reject)',
  check: ({ usual }) => {
    const domain = domainOf(usual.values('From')[0] ?? '');
    return isFreeMail(domain) ? [{ part: 'header', message: `The sender is at ${domain}, a provider of mailboxes.`, hint: 'Send from an address of a domain that you own.' }] : [];
  },
};
