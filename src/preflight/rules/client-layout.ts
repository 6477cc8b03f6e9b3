/** Layout that some of the readers' mail programs do not know. */
import type { Rule } from '../rule.js';
import { problemsOf } from '../support/problems.js';

export const clientLayout: Rule = {
  id: 'client-layout', severity: 'warning', topic: 'clients', needs: 'edition',
  title: 'the layout holds in the readers\' mail programs',
  protects: 'For a part of the readers columns fall apart, texts and pictures have the wrong size or stand at the wrong place.',
  source: 'caniemail.com, weighted by `clients` of newsletter.yaml',
  check: (subject) => problemsOf(subject, 'layout'),
};
