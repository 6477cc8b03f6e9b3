/** A date that does not fit the day it is sent on. */
import type { Rule } from '../rule.js';

const dayMs = 86_400_000;

export const issueDate: Rule = {
  id: 'issue-date', severity: 'warning', topic: 'state', needs: 'sender',
  title: 'the date of the issue fits the day it is sent on',
  protects: 'Readers get last year\'s news, or one from the future: mostly a copied issue.yaml.',
  source: 'deliverability B6 13',
  check: ({ edition, now, places }) => {
    const days = Math.round((now.getTime() - Date.parse(`${edition.date}T12:00:00Z`)) / dayMs);
    if (days <= 31 && days >= -14) return [];
    return [{ part: 'issue', at: places.key('date'), message: `The issue is dated ${edition.date}, ${Math.abs(days).toLocaleString('en')} days ${days > 0 ? 'ago' : 'from now'}.` }];
  },
};
