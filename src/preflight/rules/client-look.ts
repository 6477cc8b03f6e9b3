/** Ornament that some of the readers' mail programs leave out. Nothing is lost; good to know before somebody asks. */
import type { Rule } from '../rule.js';
import { problemsOf } from '../support/problems.js';

export const clientLook: Rule = {
  id: 'client-look', severity: 'notice', topic: 'clients', needs: 'edition',
  title: 'the mail looks as meant in the readers\' mail programs',
  protects: 'For a part of the readers the mail is plainer than it was drawn.',
  source: 'caniemail.com, weighted by `clients` of newsletter.yaml',
  check: (subject) => problemsOf(subject, 'look'),
};
