/** Pictures, forms, players and hidden text that some of the readers' mail programs do not know. */
import type { Rule } from '../rule.js';
import { problemsOf } from '../support/problems.js';

export const clientContent: Rule = {
  id: 'client-content', severity: 'warning', topic: 'clients', needs: 'edition',
  title: 'what the mail says and offers is there in the readers\' mail programs',
  protects: 'A part of the readers does not see a picture or a text, cannot use what is offered, or sees what should be hidden.',
  source: 'caniemail.com, weighted by `clients` of newsletter.yaml',
  check: (subject) => problemsOf(subject, 'content'),
};
