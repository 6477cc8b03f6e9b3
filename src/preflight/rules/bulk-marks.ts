/** Marks that keep answering machines quiet, and one that says the opposite of what a newsletter is. */
import type { Problem, Rule } from '../rule.js';

export const bulkMarks: Rule = {
  id: 'bulk-marks', severity: 'notice', topic: 'header', needs: 'edition',
  title: 'marked as bulk mail, not as an automatic reply',
  protects: 'Holiday notes come back by the hundred.',
  source: 'RFC 3834 2 and 5; RFC 2076 3.9',
  check: ({ usual }) => {
    const problems: Problem[] = [];
    if (!/^(?:bulk|list)$/i.test(usual.values('Precedence')[0] ?? '')) problems.push({ part: 'header', message: 'The message does not say Precedence: bulk.' });
    if (/^auto-replied/i.test(usual.values('Auto-Submitted')[0] ?? '')) problems.push({ part: 'header', severity: 'warning', message: 'The message says that it is an automatic reply (Auto-Submitted).' });
    return problems;
  },
};
