/** Nobody gets the same issue twice because a command was typed twice. */
import type { Rule } from '../rule.js';

export const sameIssue: Rule = {
  id: 'same-issue', severity: 'error', topic: 'state', needs: 'history',
  title: 'the issue has not gone to this list before',
  protects: 'Everybody gets the same mail twice.',
  source: 'deliverability B6 41',
  check: ({ history }) => {
    const earlier = history?.sameIssue;
    if (history === undefined || earlier === undefined || history.isAgain) return [];
    return [{ part: 'state', message: `The issue went to this list on ${earlier.at.toISOString().slice(0, 10)}: campaign ${earlier.campaignId}, ${earlier.state}.`, hint: 'To send it again to everybody, say --again.' }];
  },
};
