/** Korean law: who agreed to advertisements is asked again every two years. */
import type { Rule } from '../rule.js';

export const consentAge: Rule = {
  id: 'consent-age', severity: 'warning', topic: 'law', needs: 'history',
  title: 'readers of a Korean list agreed within the last two years',
  protects: 'A consent to advertisements must be confirmed every two years; without that the mail is without one.',
  source: '정보통신망법 50(8), 시행령 62-3; deliverability B6 35',
  check: ({ history, edition }) => {
    const audience = history?.audience;
    if (audience === undefined || audience.staleConsentCount === 0 || !edition.lang.startsWith('ko')) return [];
    const { staleConsentCount, count } = audience;
    const message = `${staleConsentCount.toLocaleString('en')} of ${count.toLocaleString('en')} readers agreed more than two years ago.`;
    return [{ part: 'state', severity: edition.advertising ? 'warning' : 'notice', message, hint: 'Ask them whether they still want it, and import the new consent with its date.' }];
  },
};
