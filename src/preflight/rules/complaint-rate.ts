/** What the last week says of the list: too many complaints, and mailbox providers shut the door. */
import type { Problem, Rule, Severity } from '../rule.js';

const rows = [
  { what: 'complaints', warnAt: 0.001, refuseAt: 0.003, hint: 'Ask readers anew whether they want it, and look where they subscribed.' },
  { what: 'invalid', warnAt: 0.02, refuseAt: 0.05, hint: 'Find out where these addresses come from before you send to more of them.' },
] as const;
/** Fewer mails say nothing of a rate. */
const least = 200;

export const complaintRate: Rule = {
  id: 'complaint-rate', severity: 'warning', topic: 'state', needs: 'history',
  title: 'few complaints and few invalid addresses in the last seven days',
  protects: 'Above these rates Gmail and others refuse the mail for everybody.',
  source: 'Gmail sender guidelines (0.10 % and 0.30 %); Amazon SES (5 % bounces)',
  check: ({ history }) => {
    const week = history?.week;
    if (week === undefined || week.accepted < least) return [];
    return rows.flatMap(({ what, warnAt, refuseAt, hint }): readonly Problem[] => {
      const rate = week[what] / (week.accepted + (what === 'invalid' ? week.invalid : 0));
      const severity: Severity = rate >= refuseAt ? 'error' : 'warning';
      const message = `${(rate * 100).toFixed(2)} % of the mails of the last seven days ${what === 'complaints' ? 'brought a complaint' : 'went to addresses that do not exist'}; ${refuseAt * 100} % are too many.`;
      return rate < warnAt ? [] : [{ part: 'state', severity, message, hint }];
    });
  },
};
