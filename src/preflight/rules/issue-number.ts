/** Numbers go up. */
import type { Rule } from '../rule.js';

export const issueNumber: Rule = {
  id: 'issue-number', severity: 'warning', topic: 'state', needs: 'history',
  title: 'the number of the issue follows the last one',
  protects: 'Readers look for the issue they think they missed.',
  source: 'own rule',
  check: ({ edition, history, places }) => {
    const last = history?.last?.number;
    if (edition.number === undefined || last === undefined || edition.number > last || history?.last?.slug === edition.slug) return [];
    return [{ part: 'issue', at: places.key('number'), message: `The issue has number ${edition.number}; the last one sent to this list had ${last}.` }];
  },
};
