/** Bounces go to the envelope sender; SPF counts for DMARC only when its domain is the sender's. */
import { domainOf, organisationOf } from '../domains.js';
import type { Rule } from '../rule.js';

export const envelopeDomain: Rule = {
  id: 'envelope-domain', severity: 'warning', topic: 'sender', needs: 'sender',
  title: 'the envelope sender is on the domain of the sender',
  protects: 'SPF does not count for DMARC; without a DKIM signature the mail is refused.',
  source: 'RFC 7489 3.1.2; Gmail sender guidelines; M3AAWG sender practices',
  check: ({ usual }) => {
    const [envelope, from] = [domainOf(usual.envelopeSender), domainOf(usual.values('From')[0] ?? '')];
    if (usual.envelopeSender === '' || envelope === '') return [{ part: 'setup', severity: 'error', message: 'The envelope sender is empty: no bounce would come back.' }];
    return organisationOf(envelope) === organisationOf(from) ? [] : [{ part: 'setup', message: `The envelope sender is on ${envelope}, the sender on ${from}.`, hint: 'Set bounceDomain to a subdomain of the sender\'s domain.' }];
  },
};
