/** For every reader something says what was agreed to. */
import type { Rule } from '../rule.js';

export const consentRecorded: Rule = {
  id: 'consent-recorded', severity: 'notice', topic: 'law', needs: 'history',
  title: 'what readers agreed to is on record',
  protects: 'When somebody asks why he gets the mail there is no answer; the sender has to show the consent.',
  source: 'GDPR 7(1); 정보통신망법 50(1); deliverability B6 9',
  check: ({ history, edition }) => {
    const audience = history?.audience;
    if (audience === undefined || audience.noConsentCount === 0) return [];
    const message = `Of ${audience.noConsentCount.toLocaleString('en')} of ${audience.count.toLocaleString('en')} readers nothing says what they agreed to.`;
    return [{ part: 'state', severity: edition.advertising ? 'warning' : 'notice', message, hint: 'Import their consent: courant subscriber import … --consent "form on example.org, 2026-03".' }];
  },
};
