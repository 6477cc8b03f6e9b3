/** The second way: programs without one-click write a mail. */
import type { Rule } from '../rule.js';

export const unsubscribeMailto: Rule = {
  id: 'unsubscribe-mailto', severity: 'notice', topic: 'leaving', needs: 'sender',
  title: 'List-Unsubscribe offers a mail address as second choice',
  protects: 'Some programs show their unsubscribe button only with a mail address.',
  source: 'RFC 2369 3.2; deliverability B6 33',
  check: ({ usual, sender }) => (usual.values('List-Unsubscribe').some((value) => /,\s*<mailto:/i.test(value)) ? [] : [{
    part: 'setup', message: 'List-Unsubscribe offers no mail address.', hint: sender?.hasIntake === true ? undefined : 'Set feedbackPort or feedbackLmtp, so that mail to the bounce domain is read.',
  }]),
};
