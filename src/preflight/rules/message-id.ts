/** The Message-ID names the sender's domain and one reader's message. */
import { domainOf, organisationOf } from '../domains.js';
import { inEachMessage, type Problem, type Rule } from '../rule.js';

export const messageId: Rule = {
  id: 'message-id', severity: 'warning', topic: 'header', needs: 'edition',
  title: 'the Message-ID is well formed, unique, and on the domain of the sender',
  protects: 'Programs fold two mails into one, and filters count a foreign Message-ID against the sender.',
  source: 'RFC 5322 3.6.4; deliverability B6 29',
  check: (subject) => {
    const ids = subject.messages.map(({ values }) => values('Message-ID')[0] ?? '');
    const twice: Problem[] = new Set(ids).size === ids.length ? [] : [{ part: 'header', message: 'Two readers get the same Message-ID.', severity: 'error' }];
    return [...twice, ...inEachMessage(subject, ({ values }) => {
      const domain = /^<[^\s<>@]+@([^\s<>@]+)>$/.exec(values('Message-ID')[0] ?? '')?.[1];
      const from = domainOf(values('From')[0] ?? '');
      if (domain === undefined) return [{ part: 'header', message: 'The Message-ID is not of the form <left@domain>.' }];
      return organisationOf(domain) === organisationOf(from) ? [] : [{ part: 'header', message: `The Message-ID is on ${domain}, the sender on ${from}.` }];
    })];
  },
};
