/** Whether blocklists name the sender, the sending address or a link. Asked only where the publisher says so: most lists want a resolver of one's own. */
import { dnsOf } from '../online/answers.js';
import type { Problem, Rule } from '../rule.js';

export const dnsBlocklists: Rule = {
  id: 'dns-blocklists', severity: 'warning', topic: 'online', needs: 'online',
  title: 'no blocklist that is asked names the sender or a link',
  protects: 'Receivers that ask the same list refuse the mail, or put it into the junk folder.',
  source: 'RFC 5782 2; Spamhaus DBL and ZEN; deliverability B6 43',
  check: (subject) => (dnsOf(subject)?.blocklists ?? []).flatMap(({ zone, what, answer }): readonly Problem[] => {
    if ('failed' in answer) return [{ part: 'setup', severity: 'notice', message: `The blocklist ${zone} could not be asked about ${what}: ${answer.failed}.` }];
    if (answer.value === 'clean') return [];
    if (answer.value === 'refused') return [{ part: 'setup', severity: 'notice', message: `The blocklist ${zone} answers no questions of this name server.`, hint: 'Ask through a resolver of your own (dnsServers); public ones are refused.' }];
    return [{ part: 'setup', message: `The blocklist ${zone} names ${what}.`, hint: 'See on the pages of the list why, and how to get off it; take such a link out.' }];
  }),
};
