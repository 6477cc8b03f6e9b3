/** Mails that ask to leave and that nobody could match. */
import { daysWaited } from '../audience.js';
import type { Rule } from '../rule.js';

const mostDays = 2;

export const unsubscribesWaiting: Rule = {
  id: 'unsubscribes-waiting', severity: 'error', topic: 'leaving', needs: 'history',
  title: 'nobody who asked to leave waits longer than two days',
  protects: 'They get another issue, and press "spam".',
  source: 'Gmail sender guidelines (two days); CAN-SPAM 16 CFR 316 (ten business days); deliverability B6 37',
  check: ({ history, now }) => {
    const leavers = history?.audience?.leavers;
    if (leavers === undefined || leavers.count === 0) return [];
    const waited = daysWaited(leavers, now);
    const message = `${leavers.count} ${leavers.count === 1 ? 'mail asks' : 'mails ask'} to be unsubscribed and ${leavers.count === 1 ? 'fits' : 'fit'} nobody, the oldest for ${waited} days.`;
    return [{ part: 'state', severity: waited >= mostDays ? 'error' : 'warning', message, hint: 'Say whose they are: courant feedback unmatched.' }];
  },
};
