/** Opens are counted of those who agreed, or of nobody. */
import type { Rule } from '../rule.js';

export const trackingConsent: Rule = {
  id: 'tracking-consent', severity: 'warning', topic: 'law', needs: 'history',
  title: 'opens are counted with consent only',
  protects: 'A picture that tells who opens the mail needs the consent of the reader in the EU and elsewhere.',
  source: 'Directive 2002/58/EC 5(3); GDPR 6(1); EDPB guidelines 2/2023; deliverability B6 47',
  check: ({ history }) => (history?.audience?.countsOpensOfAll === true
    ? [{ part: 'state', message: 'The list counts the opens of all readers, whether they agreed or not.', hint: 'Count them by person with consent, or not at all: courant list tracking.' }] : []),
};
