/** Whoever agrees or leaves is told so, soon. */
import { daysWaited } from '../audience.js';
import type { Problem, Rule } from '../rule.js';

/** The law's limit, and what is odd already: own mails go out within minutes. */
const days = { most: 14, odd: 1 } as const;

export const consentTold: Rule = {
  id: 'consent-told', severity: 'warning', topic: 'law', needs: 'history',
  title: 'who signs up or leaves is told so within two weeks',
  protects: 'Sign-ups stay open and readers do not know whether they were heard; Korean law asks for an answer within 14 days.',
  source: '정보통신망법 50(7), 시행령 62-2; deliverability B6 36',
  check: ({ history, edition, now }) => {
    const audience = history?.audience;
    if (audience === undefined) return [];
    const { ownMails, tellsOfConsent } = audience;
    const waited = daysWaited(ownMails, now);
    const late: readonly Problem[] = waited < days.odd ? [] : [{
      part: 'state', severity: waited >= days.most ? 'error' : 'warning', message: `${ownMails.count.toLocaleString('en')} mails that confirm sign-ups, changes or leaving wait for the relay, the oldest for ${waited} ${waited === 1 ? 'day' : 'days'}.`,
      hint: 'Start `courant start`, which sends them, and look whether the relay takes mail: courant doctor.',
    }];
    const silent: readonly Problem[] = tellsOfConsent || !edition.advertising || !edition.lang.startsWith('ko') ? [] : [{
      part: 'state', message: 'Who joins the list is not told so.', hint: 'Turn on the confirmation or the welcome of the list: courant list edit … --opt-in double, or --welcome on.',
    }];
    return [...late, ...silent];
  },
};
